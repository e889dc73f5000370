"""The experts' side: declare, then read, then score item by item, alone."""

from decimal import ROUND_HALF_UP, Decimal

from playwright.sync_api import expect

from selection.access.review import DECLARES
from selection.models import Assignment
from tests.browser.steps.district import SECRET
from tests.browser.steps.school import CONNOTATION

# Out of 40 for 内涵, 40 for 成果 and 20 for 辐射; the sums of 100 stand beside them.
SCORES = {
    "甲": ("36", "34", "17"),  # 87
    "乙": ("35", "33", "16"),  # 84
    "丙": ("38", "37", "19"),  # 94, the highest: dropped
    "丁": ("30", "28", "13"),  # 71, the lowest: dropped
    "戊": ("34", "34", "18"),  # 86
}
# (87 + 84 + 86) / 3 = 257 / 3 = 85.666… → 85.67, half up
MEAN = (Decimal(87 + 84 + 86) / 3).quantize(Decimal("0.01"), ROUND_HALF_UP)
RECUSAL = f"{SECRET}：参与指导过这个品牌"


def task_of(expert, application):
    return Assignment.objects.get(expert=expert, application=application).pk


def declare(expert, task):
    """Nothing opens before the declaration."""
    expert.refused(f"/office/selection/reviews/{task}/", DECLARES)
    expert.open(f"/office/selection/reviews/{task}/declare/")
    expert.reads_not(CONNOTATION)
    expert.tick("没有利害关系")
    expert.press("确认声明")
    expert.reads(f"{CONNOTATION}（补正）")


def score(expert, scores):
    for title, value in zip(("内涵", "成果", "辐射"), scores, strict=True):
        expert.main.get_by_role("spinbutton", name=f"{title}得分").fill(value)
    total = sum(map(int, scores))
    expect(expert.main.locator("[data-score-sum]")).to_have_text(str(total))
    expert.fill({"总体意见": f"{SECRET}意见，共 {total} 分"})
    expert.press("提交评分")


def keep_away(expert, task):
    expert.open(f"/office/selection/reviews/{task}/declare/")
    expert.tick("需要回避")
    expert.fill({"回避原因": RECUSAL})
    expert.press("确认声明")
    expert.reads("已登记回避，这个项目不再由你评。")


def see_nobody_elses_scores(expert, task, others):
    expert.open(f"/office/selection/reviews/{task}/")
    expert.reads("已提交，不能再改")
    for other, scores in SCORES.items():
        if f"专家{other}" not in others:
            continue
        expert.reads_not(f"专家{other}", f"共 {sum(map(int, scores))} 分")
