"""A worked example: every figure can be checked with pencil and paper from the comments."""

from decimal import Decimal

from selection.scoring import (
    Contender,
    Grade,
    Leaf,
    Row,
    Rubric,
    Sheet,
    Tally,
    WeightedStage,
    award,
    explain_award,
    explain_base,
    explain_excluded,
    explain_grades,
    explain_net,
    explain_place,
    explain_rule,
    explain_sheet,
    explain_spread,
    explain_stage,
    explain_tally,
    explain_total,
    indicator_mean,
    judge_stage,
    rank,
    settle,
)

D = Decimal

RUBRIC = Rubric(
    (
        Leaf(key="design", label="品牌设计", points=D(40)),
        Leaf(key="effect", label="建设成效", points=D(60)),
    )
)


def sheet(expert, design, effect, excluded=""):
    scores = {"design": D(design), "effect": D(effect)}
    return Sheet(expert=expert, scores=scores, excluded=excluded)


MATERIAL = judge_stage(
    RUBRIC,
    [
        sheet("专家1", "36.0", "54.0"),  # 90.0
        sheet("专家2", "34.5", "53.0"),  # 87.5
        sheet("专家3", "38.0", "57.0"),  # 95.0  highest, dropped
        sheet("专家4", "35.0", "52.0"),  # 87.0
        sheet("专家5", "30.0", "50.0"),  # 80.0  lowest, dropped
        sheet("专家6", "35.5", "53.5"),  # 89.0
        sheet("专家7", "34.0", "54.0"),  # 88.0
        sheet("专家8", "40.0", "60.0", excluded="回避"),
        Sheet(expert="专家9", scores={}, excluded="未按时提交"),
    ],
)
DEFENCE = judge_stage(
    RUBRIC,
    [
        sheet("专家1", "36.0", "55.0"),  # 91.0
        sheet("专家2", "36.0", "54.5"),  # 90.5
        sheet("专家3", "37.0", "55.0"),  # 92.0
        sheet("专家4", "36.0", "54.0"),  # 90.0
    ],
)
OUTCOME = settle(
    [
        WeightedStage(name="材料评审", weight=D(60), result=MATERIAL),
        WeightedStage(name="现场答辩", weight=D(40), result=DEFENCE),
    ],
    bonus=Tally(
        rows=(
            Row(label="国家级荣誉", amount=D(6), cap=D(5)),
            Row(label="省级推广", amount=D(3), cap=D(3)),
        ),
        cap=D(7),
    ),
    deductions=Tally(
        rows=(Row(label="材料缺失", amount=D("1.5")), Row(label="逾期", amount=D(3), cap=D(2)))
    ),
)


def test_seven_sheets_lose_their_extremes_and_average_the_rest():
    # 90.0 + 87.5 + 87.0 + 89.0 + 88.0 = 441.5;  441.5 / 5 = 88.30
    assert MATERIAL.mean == D("88.30")
    assert [s.expert for s in MATERIAL.kept] == ["专家1", "专家2", "专家4", "专家6", "专家7"]
    assert explain_stage(MATERIAL) == (
        "7 份有效评分，去掉最高 95.00（专家3）和最低 80.00（专家5），其余 5 份平均 88.30。"
    )
    assert explain_excluded(MATERIAL) == "2 份不计入：专家8（回避）、专家9（未按时提交）。"


def test_spread_looks_at_all_valid_sheets():
    # 95 − 80 = 15
    # Σx = 616.5, Σx² = 54415.25;  √(7 × 54415.25 − 616.5²) / 7 = √834.5 / 7 = 28.888 / 7 = 4.127
    assert (MATERIAL.spread, MATERIAL.deviation) == (D("15.0"), D("4.13"))
    assert explain_spread(MATERIAL) == "最高与最低相差 15.00 分，标准差 4.13。"


def test_an_indicator_is_read_from_the_same_sheets_as_the_mean():
    # 54 + 53 + 52 + 53.5 + 54 = 266.5;  266.5 / 5 = 53.30
    assert indicator_mean(MATERIAL, ["effect"]) == D("53.30")


def test_four_sheets_keep_their_extremes_and_round_half_up():
    # 91 + 90.5 + 92 + 90 = 363.5;  363.5 / 4 = 90.875, half up 90.88
    assert DEFENCE.mean == D("90.88")
    assert explain_stage(DEFENCE) == "4 份有效评分，不满 5 份，不去最高最低，平均 90.88。"
    assert explain_excluded(DEFENCE) == ""


def test_the_base_weighs_the_printed_means():
    # 88.30 × 60 % = 52.98;  90.88 × 40 % = 36.352;  together 89.332, half up 89.33
    assert OUTCOME.base == D("89.33")
    assert explain_base(OUTCOME) == "基础分：材料评审 88.30×60%＋现场答辩 90.88×40%＝89.33。"


def test_rows_stop_at_their_caps_and_the_bonus_at_its_total_cap():
    # bonus 6 → 5, 3 → 3, together 8 → 7;  deductions 1.5 + (3 → 2) = 3.5
    assert (OUTCOME.bonus.counted, OUTCOME.deductions.counted) == (D(7), D("3.5"))
    assert explain_tally("加分", OUTCOME.bonus) == (
        "加分：国家级荣誉 6.00（按上限计 5.00），省级推广 3.00；合计 8.00，按合计上限计 7.00。"
    )
    assert explain_tally("扣分", OUTCOME.deductions) == (
        "扣分：材料缺失 1.50，逾期 3.00（按上限计 2.00）；合计 3.50。"
    )
    assert explain_tally("加分", Tally()) == "加分：没有。"


def test_the_total_adds_the_bonus_and_takes_the_deductions():
    # 89.33 + 7 − 3.5 = 92.83
    assert OUTCOME.total == D("92.83")
    assert explain_total(OUTCOME) == "基础分 89.33＋加分 7.00－扣分 3.50＝总分 92.83。"


def test_grades_look_at_what_is_left_without_the_bonus():
    # 89.33 − 3.5 = 85.83; the bonus of 7 lifts the place in the ranking and no grade
    assert OUTCOME.net == D("85.83")
    assert explain_net(OUTCOME) == "评等次看 85.83（基础分 89.33－扣分 3.50，不含加分）。"

    # 85.83 < 86 although the base is 89.33 and the total 92.83
    places = rank([Contender.of("甲校", OUTCOME)])
    (one,) = award(places, [Grade(name="一等奖", threshold=D(86)), Grade(name="二等奖")])
    assert explain_award(one) == (
        "不含加分不到一等奖的 86.00；评为二等奖（不含加分 85.83，分数线 0.00）。"
    )


def test_a_veto_shows_the_figures_and_takes_the_item_out():
    vetoed = settle(OUTCOME.stages, vetoes=["弄虚作假"])

    assert not vetoed.is_rankable
    assert explain_total(vetoed) == (
        "基础分 89.33＋加分 0.00－扣分 0.00＝总分 89.33。一票否决：弄虚作假。不参加排名，不评等次。"
    )


def test_sheets_and_the_rule_explain_themselves():
    assert explain_sheet(MATERIAL.valid[0]) == "专家1：合计 90.00 分。"
    assert explain_sheet(MATERIAL.excluded[0]) == "专家8：不计入（回避）。"
    assert explain_rule(MATERIAL.rule) == (
        "有效评分至少 3 份才出分；满 5 份时，去掉总分最高和最低各 1 份；"
        "其余评分取平均，四舍五入到两位小数。"
    )


# Ten schools. 丁 and 戊 tie to the end; 庚 and 辛 tie up to the vote. Totals include the bonus.
FIELD = [
    Contender(name="甲", net=D(92), total=D(98)),
    Contender(name="乙", net=D(88), total=D(97)),
    Contender(name="丙", net=D(95), total=D(95)),
    Contender(name="丁", net=D(94), total=D(94), indicator=D(25)),
    Contender(name="戊", net=D(91), total=D(94), indicator=D(25)),
    Contender(name="己", net=D(93), total=D(93)),
    Contender(name="庚", net=D(85), total=D(88), indicator=D(24), votes=4),
    Contender(name="辛", net=D(86), total=D(88), indicator=D(24), votes=5),
    Contender(name="壬", net=D(75), total=D(75)),
    Contender(name="癸", net=D(60), total=D(60)),
]
GRADES = [
    Grade(name="一等奖", threshold=D(90), cap=D(30)),  # 30 % of 10 = 3 seats
    Grade(name="二等奖", threshold=D(80), cap=D(45)),  # 45 % of 10 = 4.5, so 4 seats
    Grade(name="三等奖", threshold=D(70)),
]


def test_ties_go_to_the_indicator_then_to_the_vote_then_stay():
    places = rank(FIELD, indicator="建设成效")

    assert [(p.rank, p.contender.name) for p in places] == [
        (1, "甲"),
        (2, "乙"),
        (3, "丙"),
        (4, "丁"),
        (4, "戊"),
        (6, "己"),
        (7, "辛"),
        (8, "庚"),
        (9, "壬"),
        (10, "癸"),
    ]
    explained = {p.contender.name: explain_place(p) for p in places}
    assert explained["甲"] == "总分 98.00；第 1 名。"
    assert explained["丁"] == (
        "总分 94.00，与戊相同；再比“建设成效”平均 25.00，与戊相同；并列第 4 名。"
    )
    assert explained["辛"] == (
        "总分 88.00，与庚相同；再比“建设成效”平均 24.00，与庚相同；再比得票 5；第 7 名。"
    )


def test_grades_respect_thresholds_caps_and_ties_at_the_edge():
    awards = award(rank(FIELD, indicator="建设成效"), GRADES)

    assert {a.place.contender.name: a.grade and a.grade.name for a in awards} == {
        "甲": "一等奖",  # seat 1 of 3
        "乙": "二等奖",  # second by total, but base 88 < 90
        "丙": "一等奖",  # seat 2 of 3
        "丁": "二等奖",  # two tied for the one seat left: both wait
        "戊": "二等奖",
        "己": "二等奖",  # base 93, but does not overtake 丁 and 戊; last of 4 seats
        "辛": "三等奖",  # base 86 ≥ 80, seats gone
        "庚": "三等奖",
        "壬": "三等奖",
        "癸": None,
    }
    explained = {a.place.contender.name: explain_award(a) for a in awards}
    assert explained["甲"] == "评为一等奖（不含加分 92.00，分数线 90.00）。"
    assert explained["乙"] == (
        "不含加分不到一等奖的 90.00；评为二等奖（不含加分 88.00，分数线 80.00）。"
    )
    assert explained["丁"] == (
        "一等奖最多 3 个（10 个的 30%，只取整数），只剩 1 个，并列的 2 个放不下，一起顺延；"
        "评为二等奖（不含加分 94.00，分数线 80.00）。"
    )
    assert explained["己"] == (
        "一等奖最多 3 个（10 个的 30%，只取整数），剩下 1 个空着，不越过前面并列的；"
        "评为二等奖（不含加分 93.00，分数线 80.00）。"
    )
    assert explained["辛"] == (
        "不含加分不到一等奖的 90.00；二等奖最多 4 个（10 个的 45%，只取整数），已经满了；"
        "评为三等奖（不含加分 86.00，分数线 70.00）。"
    )
    assert explained["癸"] == (
        "不含加分不到一等奖的 90.00；不含加分不到二等奖的 80.00；不含加分不到三等奖的 70.00；"
        "不评等次（不含加分 60.00）。"
    )


def test_the_table_of_grades_explains_itself():
    assert explain_grades(GRADES, 10) == (
        "一等奖：不含加分不低于 90.00，不超过参加排名的 30%（10 个里最多 3 个）；"
        "二等奖：不含加分不低于 80.00，不超过参加排名的 45%（10 个里最多 4 个）；"
        "三等奖：不含加分不低于 70.00。分数线看基础分减扣分，不含加分。名额从高到低给，放不下的顺延到下一等。"
    )
