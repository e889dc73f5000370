"""The edges of the scoring rules: too few sheets, equal sheets, missing votes, impossible input."""

from decimal import Decimal

import pytest

from selection.scoring import (
    BadFigure,
    BadGrades,
    Contender,
    DuplicateName,
    Grade,
    IncompleteSheet,
    Leaf,
    NotRankable,
    PanelRule,
    Row,
    Rubric,
    ScoreOutOfRange,
    ScoringError,
    Sheet,
    Tally,
    UnequalScales,
    UnknownLeaf,
    WeightedStage,
    WeightsNotHundred,
    WrongStep,
    award,
    explain_award,
    explain_base,
    explain_place,
    explain_rule,
    explain_spread,
    explain_stage,
    explain_total,
    indicator_mean,
    judge_stage,
    most_disputed,
    rank,
    settle,
)

D = Decimal
STANDARD = PanelRule()


def one_leaf(points=100):
    return Rubric((Leaf(key="all", label="综合", points=D(points)),))


def judge(*totals, rule=STANDARD, points=100):
    sheets = [
        Sheet(expert=f"专家{number}", scores={"all": D(value)})
        for number, value in enumerate(totals, start=1)
    ]
    return judge_stage(one_leaf(points), sheets, rule)


def stage(name, weight, result):
    return WeightedStage(name=name, weight=D(weight), result=result)


def test_two_valid_sheets_give_no_score_and_say_what_to_do():
    result = judge(90, 80)

    assert result.mean is None
    assert indicator_mean(result, ["all"]) is None
    assert explain_stage(result) == ("有效评分 2 份，少于规定的 3 份，不出分。请补派专家评分。")


def test_no_sheet_at_all_has_no_spread():
    result = judge()

    assert (result.mean, result.spread, result.deviation) == (None, None, None)
    assert explain_spread(result) == ""


def test_a_stage_without_score_leaves_the_application_without_total():
    outcome = settle([stage("材料评审", 60, judge(90, 90, 90)), stage("现场答辩", 40, judge(90))])

    assert (outcome.base, outcome.total, outcome.is_rankable) == (None, None, False)
    assert explain_base(outcome) == "现场答辩还没有出分，暂时算不出基础分。"
    assert explain_total(outcome) == "还没有出分，不参加排名。"
    with pytest.raises(NotRankable, match=r"“甲校”没有出分或被一票否决，不能参加排名。"):
        Contender.of("甲校", outcome)


def test_an_outcome_enters_the_ranking_with_what_grades_and_what_ranks():
    outcome = settle(
        [stage("评审", 100, judge(90, 90, 90))], bonus=Tally(rows=(Row(label="荣誉", amount=D(2)),))
    )

    assert Contender.of("甲校", outcome, votes=3) == Contender(
        name="甲校", net=D(90), total=D(92), votes=3
    )


def test_trimming_can_be_switched_off():
    result = judge(100, 100, 100, 100, 60, rule=PanelRule(trim_from=None))

    assert result.mean == D(92)
    assert explain_stage(result) == "5 份有效评分，平均 92.00。"
    assert explain_rule(result.rule) == (
        "有效评分至少 3 份才出分；不去最高分和最低分；其余评分取平均，四舍五入到两位小数。"
    )


def test_five_equal_sheets_lose_the_first_two_labels():
    result = judge(90, 90, 90, 90, 90)

    assert (result.highest.expert, result.lowest.expert) == ("专家1", "专家2")
    assert (result.mean, result.spread, result.deviation) == (D(90), D(0), D(0))


def test_among_equal_totals_the_leaves_decide_which_sheet_is_dropped():
    rubric = Rubric(
        (Leaf(key="a", label="甲项", points=D(10)), Leaf(key="b", label="乙项", points=D(10)))
    )
    pairs = [(5, 5), (6, 4), (1, 1), (4, 6), (3, 3)]  # totals 10, 10, 2, 10, 6
    sheets = [
        Sheet(expert=f"专家{number}", scores={"a": D(a), "b": D(b)})
        for number, (a, b) in enumerate(pairs, start=1)
    ]

    result = judge_stage(rubric, sheets)

    assert (result.highest.expert, result.lowest.expert) == ("专家2", "专家3")  # 6 > 5 > 4 on 甲项


def test_labels_are_ordered_as_people_count():
    sheets = [Sheet(expert=f"专家{n}", scores={"all": D(90)}) for n in (10, 2, 1)]

    assert [s.expert for s in judge_stage(one_leaf(), sheets).valid] == ["专家1", "专家2", "专家10"]


def test_stage_means_are_rounded_before_they_are_weighted():
    # 270.5 / 3 = 90.1666… → 90.17;  (90.17 + 80) / 2 = 85.085 → 85.09, unrounded it were 85.08
    material, defence = judge(90, 90, "90.5"), judge(80, 80, 80)

    outcome = settle([stage("材料评审", 50, material), stage("现场答辩", 50, defence)])

    assert outcome.base == D("85.09")


def test_most_disputed_come_first_and_agreement_is_left_out():
    results = {
        "甲校": judge(90, 80, 80),
        "乙校": judge(90, 90, 90),
        "丙校": judge(95, 60, 80),
        "丁校": judge(80, 80, 90),
        "戊校": judge(),
    }

    assert most_disputed(results) == ["丙校", "丁校", "甲校"]


def test_a_vote_on_some_of_the_tied_decides_nothing():
    tied = [
        Contender(name="甲", net=D(90), total=D(90), votes=5),
        Contender(name="乙", net=D(90), total=D(90), votes=3),
        Contender(name="丙", net=D(90), total=D(90)),
    ]

    places = rank(tied)

    assert [place.rank for place in places] == [1, 1, 1]
    assert explain_place(places[0]) == "总分 90.00，与乙、甲相同；并列第 1 名。"


def test_an_empty_field_has_neither_places_nor_awards():
    assert award(rank([]), [Grade(name="一等奖")]) == ()


@pytest.mark.parametrize("cap", [30, 0])
def test_a_share_of_less_than_one_is_no_seat(cap):
    places = rank([Contender(name="甲", net=D(95), total=D(95))])

    awards = award(places, [Grade(name="五星", cap=D(cap)), Grade(name="四星")])

    assert explain_award(awards[0]) == (
        f"五星最多 0 个（1 个的 {cap}%，只取整数），这次没有名额；"
        "评为四星（不含加分 95.00，分数线 0.00）。"
    )


def test_a_tied_application_below_the_threshold_takes_no_seat():
    tied = [
        Contender(name="甲", net=D(91), total=D(94)),
        Contender(name="乙", net=D(88), total=D(94)),
    ]

    awards = award(rank(tied), [Grade(name="一等奖", threshold=D(90), cap=D(50))])

    assert [(a.place.contender.name, bool(a.grade)) for a in awards] == [
        ("乙", False),
        ("甲", True),
    ]


@pytest.mark.parametrize(
    "scores, error, message",
    [
        ({"all": D("100.5")}, ScoreOutOfRange, "专家1：“综合”打了 100.50 分，满分只有 100.00 分。"),
        ({"all": D("88.3")}, WrongStep, "专家1：“综合”打了 88.30 分，要以 0.50 分为一档。"),
        ({"all": D(-1)}, BadFigure, "“专家1：综合”要填不小于 0 的数，现在是 -1。"),
        ({"all": D("NaN")}, BadFigure, "“专家1：综合”要填不小于 0 的数，现在是 NaN。"),
        ({"all": 88.5}, BadFigure, "“专家1：综合”要填不小于 0 的数，现在是 88.5。"),
        ({}, IncompleteSheet, "专家1：“综合”还没有打分。"),
        ({"all": D(1), "extra": D(1)}, UnknownLeaf, "专家1：评分表里没有“extra”。"),
    ],
)
def test_an_impossible_sheet_is_refused_with_its_reason(scores, error, message):
    with pytest.raises(error) as refused:
        judge_stage(one_leaf(), [Sheet(expert="专家1", scores=scores)])

    assert str(refused.value) == message


def test_an_excluded_sheet_may_be_unfinished_but_not_impossible():
    with pytest.raises(ScoreOutOfRange):
        judge_stage(one_leaf(), [Sheet(expert="甲", scores={"all": D(101)}, excluded="回避")])


@pytest.mark.parametrize(
    "build, error, message",
    [
        (
            lambda: settle([stage("材料", 60, judge()), stage("答辩", 30, judge())]),
            WeightsNotHundred,
            "各阶段权重合计 90%，要正好 100%。",
        ),
        (lambda: settle([]), WeightsNotHundred, "各阶段权重合计 0%，要正好 100%。"),
        (
            lambda: settle([stage("材料", 60, judge()), stage("答辩", 40, judge(points=50))]),
            UnequalScales,
            "各阶段满分不一样（材料 100.00，答辩 50.00），不能加权，请先改成一样。",
        ),
        (
            lambda: settle([stage("评审", 50, judge()), stage("评审", 50, judge())]),
            DuplicateName,
            "“评审”出现了两次，请改成不同的名称。",
        ),
        (
            lambda: Row(label="荣誉", amount=D(-2)),
            BadFigure,
            "“荣誉”要填不小于 0 的数，现在是 -2。",
        ),
        (
            lambda: Row(label="荣誉", amount=D("0.125")),
            BadFigure,
            "“荣誉”最多两位小数，现在是 0.125。",
        ),
        (
            lambda: Leaf(key="a", label="甲项", points=D("7.3")),
            WrongStep,
            "“甲项”满分 7.30，不是 0.50 的整数倍。",
        ),
        (
            lambda: Leaf(key="a", label="甲项", points=D(0)),
            ScoringError,
            "“甲项”的满分和步长都要大于 0。",
        ),
        (lambda: Rubric(()), ScoringError, "评分表还没有指标，至少要有一项。"),
        (
            lambda: PanelRule(trim_from=2),
            ScoringError,
            "去掉最高最低以后至少要剩 1 份，所以不能少于 3 份就开始去。",
        ),
        (lambda: PanelRule(minimum_valid=0), ScoringError, "最少有效份数不能小于 1。"),
        (
            lambda: indicator_mean(judge(1, 1, 1), ["none"]),
            UnknownLeaf,
            "评分表里没有“none”，不能用它比较。",
        ),
        (
            lambda: Grade(name="五星", cap=D(130)),
            BadGrades,
            "“五星”的比例上限是 130%，不能超过 100%。",
        ),
        (
            lambda: award(
                (), [Grade(name="二", threshold=D(80)), Grade(name="一", threshold=D(90))]
            ),
            BadGrades,
            "“一”的分数线高于“二”，请从高到低排。",
        ),
        (
            lambda: rank([Contender(name="甲", net=D(1), total=D(1))] * 2),
            DuplicateName,
            "“甲”出现了两次，请改成不同的名称。",
        ),
    ],
)
def test_impossible_settings_are_refused_with_their_reason(build, error, message):
    with pytest.raises(error) as refused:
        build()

    assert (type(refused.value), str(refused.value)) == (error, message)
    assert isinstance(refused.value, ValueError)
