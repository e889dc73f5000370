"""The district's side: verifying, the formal check, assignment, sheets, notice and result."""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from kit import workdays
from selection.choices import CHECK_ITEMS
from selection.models import PublicNotice
from tests.browser.steps.district import PHONE, SECRET
from tests.browser.steps.school import CONNOTATION, RESULT

DEPARTURE = f"{SECRET}：南湖小学去年已有同类项目立项"
DOCUMENT = "示教工委〔2026〕12号"


def verify_the_honour(staff, honor):
    staff.open(f"/office/honors/{honor}/").move("核验通过")
    staff.reads("已核验")


def return_with_notes_on_two_fields(staff, application):
    staff.open("/office/selection/queue/").follow("同心向党")
    assert staff.path == f"/office/selection/applications/{application}/check/"
    staff.reads(PHONE)
    staff.unfold("退回补正")
    staff.fill({"品牌内涵": "请写清理念从哪里来。", "工作成效": "请写明是哪三年。"})
    staff.press("退回补正")
    staff.reads("已退回补正，学校能看到每一条意见。")


def see_before_and_after_and_pass(staff, application):
    staff.open(f"/office/selection/applications/{application}/check/")
    answers = staff.panel("补正前后")
    staff.reads(
        "写清理念从哪里来。", "补上年份。", f"{CONNOTATION}（新写：（补正）", within=answers
    )
    staff.reads(f"{RESULT}（新写：（补正）", within=answers)
    expect(answers.locator("ins").filter(has_text="（补正）")).to_have_count(2)
    tick_every_line_and_pass(staff, application)


def tick_every_line_and_pass(staff, application):
    staff.open(f"/office/selection/applications/{application}/check/")
    for item in CHECK_ITEMS:
        line = staff.main.get_by_role("radiogroup", name=item)
        line.get_by_text("符合", exact=True).click()
    staff.press("保存核对结果")
    staff.move("通过，送专家评审")
    staff.reads("通过")


def begin_the_review(staff, batch):
    staff.open(f"/office/selection/batches/{batch.pk}/").move("截止申报")
    staff.move("开始专家评审")
    staff.reads("专家评审")


def assign(staff, application, free, kept_away):
    """Whoever must keep away is not offered, and the page says why."""
    staff.open(f"/office/selection/applications/{application}/assign/")
    offered = staff.main.get_by_role("form", name="可以选的专家")
    for name, reasons in kept_away.items():
        line = offered.locator(".away").filter(has_text=name)
        staff.reads(*reasons, within=line)
        expect(offered.get_by_role("checkbox", name=re.compile(f"^{name}"))).to_have_count(0)
    shown = offered.get_by_role("checkbox")
    expect(shown).to_have_count(len(free))
    for expert in free.values():
        offered.get_by_role("checkbox", name=re.compile(f"^{expert}")).check()
    staff.press("分给选中的专家")
    staff.reads(f"已分给 {len(free)} 位专家。", "没有可以选的专家")


def end_the_review(staff, batch):
    staff.open(f"/office/selection/batches/{batch.pk}/").move("结束专家评审")
    staff.reads("工委研究")


def fill_the_head_of_the_meeting(leader):
    leader.fill(
        {
            "会议日期": timezone.localdate().isoformat(),
            "应到人数": "9",
            "实到人数": "8",
            "同意票数": "8",
            "会议纪要文号": "示教工纪〔2026〕8号",
        }
    )


def record_a_decision_beside_the_ranking(leader, batch):
    """First without the reason: refused, and nothing typed is lost."""
    leader.open(f"/office/selection/batches/{batch.pk}/meeting/")
    fill_the_head_of_the_meeting(leader)
    first, second = leader.row("红色领航"), leader.row("同心向党")
    first.get_by_label("结论").select_option(label="未入选")
    second.get_by_label("结论").select_option(label="入选")
    leader.press("全部结论一起生效")
    leader.reads("你填的都还在。")
    leader.reads("第 1 名“未入选”，而第 2 名“同心向党”“入选”，请写明理由。", within=first)
    expect(leader.field("会议纪要文号")).to_have_value("示教工纪〔2026〕8号")
    expect(second.get_by_label("结论")).to_have_value("selected")
    leader.fill({"理由": DEPARTURE}, within=first)
    leader.press("全部结论一起生效")
    leader.reads("会议结论已生效", DEPARTURE)


def draft_the_notice(staff, batch):
    """The end is counted by the calendar of working days, the first day included."""
    staff.open(f"/office/selection/batches/{batch.pk}/notice/")
    starts = date.fromisoformat(staff.field("公示开始").input_value())
    staff.press("保存草稿")
    notice = PublicNotice.objects.get(batch=batch)
    last = workdays.add_workdays(starts - timedelta(days=1), batch.notice_days)
    assert notice.ends_on == last
    staff.reads(f"共 {batch.notice_days} 个工作日", f"{last.month} 月 {last.day} 日")
    expect(staff.main.get_by_role("button", name="发布公示")).to_have_count(0)
    return notice.pk


def publish_the_notice(leader, notice):
    leader.open(f"/office/selection/notices/{notice}/").move("发布公示")
    leader.reads("公示中")


def close_the_objection(staff, objection):
    staff.open(f"/office/selection/objections/{objection}/")
    staff.reads(f"{SECRET}反映人")
    staff.move("异议不成立", f"{SECRET}：经核查，活动记录和照片属实")
    staff.reads("异议不成立")


def let_the_notice_run_out(batch):
    today = timezone.localdate()
    PublicNotice.objects.filter(batch=batch).update(
        starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )


def announce_the_result(leader, batch):
    leader.open(f"/office/selection/batches/{batch.pk}/announce/")
    leader.fill({"文号": DOCUMENT})
    leader.press("公布结果")
    assert leader.path == reverse("selection:result", args=[batch.pk])


def read_the_result_sheet(staff, application, mean, scores, recusal):
    """Every sheet, who does not count and why, the rule in words, and the mean."""
    staff.open(f"/office/selection/applications/{application}/sheet/")
    stage = staff.panel(re.compile("^材料评审$"))
    staff.reads(
        "有效评分至少 3 份才出分；满 5 份时，去掉总分最高和最低各 1 份；"
        "其余评分取平均，四舍五入到两位小数。",
        f"5 份有效评分，去掉最高 94.00（{SECRET}专家丙）和最低 71.00（{SECRET}专家丁），"
        f"其余 3 份平均 {mean}。",
        f"1 份不计入：{SECRET}专家己（回避：{recusal}）。",
        within=stage,
    )
    heads = stage.get_by_role("columnheader")
    expect(heads.filter(has_text="专家丙")).to_contain_text("去掉最高")
    expect(heads.filter(has_text="专家丁")).to_contain_text("去掉最低")
    expect(heads.filter(has_text="专家己")).to_contain_text("不计入")
    for name, given in scores.items():
        column = heads.all_inner_texts().index(heads.filter(has_text=f"专家{name}").inner_text())
        cells = [
            row.locator("td, th").nth(column).inner_text()
            for row in stage.locator("tbody tr, tfoot tr").all()
        ]
        assert [Decimal(cell) for cell in cells] == [*map(Decimal, given), sum(map(Decimal, given))]
    staff.reads(f"总分 {mean}", within=staff.panel("总分怎么来的"))
