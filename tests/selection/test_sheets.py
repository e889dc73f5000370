"""Results from real rows: a worked example, who is left out and why, and what it costs to ask."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from schools.choices import TieState
from schools.models import Employment, Tie
from selection.actions.panels import without_names
from selection.actions.results import outcome_of, outcomes
from selection.choices import AssignmentStatus, BatchStatus, IndicatorKind
from selection.models import Adjustment, Conflict
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db

# Leaves 40, 40, 20; totals 90, 88.5, 86, 80, 70: without 90 and 70 the mean is 84.8333… → 84.83.
FIVE = [(36, 36, 18), (36, 35, 17.5), (34, 35, 17), (32, 32, 16), (30, 25, 15)]


@pytest.fixture
def batch():
    return panel.in_review()


@pytest.fixture
def application(batch):
    return batch.applications.get()


def scored(application, sheets):
    rows = []
    for expert, values in zip(panel.experts(application.batch, len(sheets)), sheets, strict=True):
        row = panel.assign(application, expert)
        panel.hand_in(row, *values)
        rows.append(row)
    return rows


def test_five_sheets_lose_the_highest_and_the_lowest(application):
    scored(application, FIVE)
    found = outcome_of(application)
    result = found.stages[0].result
    assert (result.highest.total, result.lowest.total) == (Decimal("90.0"), Decimal("70.0"))
    assert (found.base, found.score, found.spread) == (
        Decimal("84.83"),
        Decimal("84.83"),
        Decimal("20.0"),
    )
    assert found.indicator == Decimal("34.00")  # (35 + 35 + 32) ÷ 3


def test_with_four_sheets_nothing_is_dropped(application):
    scored(application, FIVE[:4])
    assert outcome_of(application).base == Decimal("86.13")  # 344.5 ÷ 4 = 86.125, half up


def test_a_recused_sheet_stays_visible_and_does_not_count(application):
    rows = scored(application, FIVE)
    rows[0].recusal_reason = "亲属"
    rows[0].status = AssignmentStatus.RECUSED
    rows[0].save()
    stage = outcome_of(application).stages[0]
    assert [(s.total, s.excluded) for s in stage.result.excluded] == [
        (Decimal("90.0"), "提交后回避：亲属")
    ]
    assert stage.result.mean == Decimal("81.13")  # (88.5 + 86 + 80 + 70) ÷ 4 = 81.125


def test_a_conflict_that_arises_later_takes_the_score_out(application):
    rows = scored(application, FIVE)
    Employment.objects.create(user=rows[1].expert.user, school=application.school, title="教师")
    excluded = outcome_of(application).stages[0].result.excluded
    assert [sheet.excluded for sheet in excluded] == [
        f"提交后发现应回避：本校：{application.school.label}教师"
    ]


def test_a_tie_signed_after_the_score_takes_it_out_and_its_end_brings_it_back(application):
    rows = scored(application, FIVE)
    expert = rows[1].expert
    expert.school = factories.SchoolFactory()
    expert.save()
    tie = factories.TieFactory(title="新结对", state=TieState.ACTIVE)
    tie.members.create(school=application.school)
    tie.members.create(school=expert.school)
    result = outcome_of(application).stages[0].result
    assert [sheet.excluded for sheet in result.excluded] == ["提交后发现应回避：结对单位：新结对"]
    assert result.excluded[0].total == Decimal("88.5")  # still there to be read
    Tie.objects.update(state=TieState.ENDED)
    assert outcome_of(application).valid == 5


def test_a_conflict_with_a_written_reason_leaves_the_score_in(application):
    rows = scored(application, FIVE)
    Employment.objects.create(user=rows[1].expert.user, school=application.school)
    rows[1].override_reason = "该校只是挂职"
    rows[1].save()
    assert outcome_of(application).valid == 5


def test_after_the_review_registers_change_no_result(application):
    rows = scored(application, FIVE)
    application.batch.status = BatchStatus.DECIDING
    Employment.objects.create(user=rows[1].expert.user, school=application.school)
    assert outcome_of(application).valid == 5


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (AssignmentStatus.LATE, "逾期未交"),
        (AssignmentStatus.DECLARED, "还没有提交"),
        (AssignmentStatus.ASSIGNED, "还没有提交"),
    ],
)
def test_what_is_not_handed_in_is_listed_without_its_scores(application, status, reason):
    scored(application, FIVE[:3])
    row = panel.assign(application, panel.experts(application.batch, 1)[0])
    panel.hand_in(row, 1, 1, 1)
    type(row).objects.filter(pk=row.pk).update(status=status)
    row.review.submitted_at = None
    row.review.save()
    excluded = outcome_of(application).stages[0].result.excluded
    assert [(dict(sheet.scores), sheet.excluded) for sheet in excluded] == [({}, reason)]


def test_too_few_sheets_give_no_score_and_say_so(application):
    scored(application, FIVE[:2])
    found = outcome_of(application)
    assert (found.score, found.rank) == (None, None)
    assert found.gaps == ["有效评分 2 份，少于规定的 3 份，不出分。请补派专家评分。"]


def adjustment(application, kind, value=0, *, cap=None, group_cap=None):
    rubric = application.batch.rubrics.get()
    group = rubric.indicators.create(kind=IndicatorKind.GROUP, title=f"组{kind}", cap=group_cap)
    row = rubric.indicators.create(kind=kind, title=f"行{kind}", cap=cap, parent=group)
    return Adjustment.objects.create(
        application=application,
        indicator=row,
        value=value,
        reason="依据",
        recorded_by=factories.UserFactory(),
    )


def test_bonus_stops_at_its_caps_and_deductions_are_taken_off(application):
    scored(application, FIVE)
    adjustment(application, IndicatorKind.BONUS, 7, cap=6, group_cap=5)
    adjustment(application, IndicatorKind.DEDUCTION, 1.5)
    found = outcome_of(application)
    assert (found.base, found.score) == (Decimal("84.83"), Decimal("88.33"))  # + 5 − 1.5


def test_a_veto_keeps_the_figures_and_takes_the_rank():
    batch = panel.in_review(applications=2)
    first, second = batch.applications.order_by("number")
    for application in (first, second):
        scored(application, FIVE[:3])
    adjustment(first, IndicatorKind.VETO)
    found = outcomes(batch)
    assert [(one.application, one.rank) for one in found] == [(second, 1), (first, None)]
    assert found[1].gaps == ["一票否决：行veto。"]


def test_equal_totals_are_parted_by_the_named_indicator_and_else_stand_side_by_side():
    batch = panel.in_review(applications=3)
    one, two, three = batch.applications.order_by("number")
    scored(one, [(30, 30, 20)] * 3)
    scored(two, [(25, 35, 20)] * 3)
    scored(three, [(30, 30, 20)] * 3)
    found = [(o.application, o.rank, o.score) for o in outcomes(batch)]
    assert found == [
        (two, 1, Decimal("80.00")),
        (one, 2, Decimal("80.00")),
        (three, 2, Decimal("80.00")),
    ]


def test_names_can_be_left_out(application):
    scored(application, FIVE[:3])
    result = outcome_of(application, naming=without_names).stages[0].result
    assert [sheet.expert for sheet in result.valid] == ["专家1", "专家2", "专家3"]


def test_two_experts_of_one_name_are_told_apart(application):
    rows = scored(application, FIVE[:3])
    for row in rows:
        row.expert.user.name = "王老师"
        row.expert.user.save()
    result = outcome_of(application).stages[0].result
    assert [sheet.expert for sheet in result.valid] == ["王老师", "王老师（2）", "王老师（3）"]


@pytest.mark.parametrize(("applications", "count"), [(1, 1), (10, 20)])
def test_reckoning_a_batch_costs_the_same_for_any_number(
    django_assert_num_queries, applications, count
):
    batch = panel.in_review(applications=applications)
    pool = panel.experts(batch, count)
    for application in batch.applications.all():
        for expert in pool:
            panel.hand_in(panel.assign(application, expert), 30, 30, 15)
    with django_assert_num_queries(19):  # 8 for the sheets, 1 for votes, 10 for the conflicts
        found = outcomes(batch)
    assert [len(one.stages[0].result.valid) for one in found] == [count] * applications


def test_staff_read_the_sheet_and_its_rule_in_words(client, application):
    scored(application, FIVE)
    client.force_login(factories.staff(application.batch.region))
    page = client.get(reverse("office:selection:sheet", args=[application.pk])).content.decode()
    assert "有效评分至少 3 份才出分；满 5 份时，去掉总分最高和最低各 1 份" in page
    assert "其余 3 份平均 84.83。" in page
    printed = client.get(reverse("office:selection:sheet_print", args=[application.pk]))
    assert application.latest.digest in printed.content.decode()


def test_the_summary_is_ranked_and_can_be_taken_as_a_spreadsheet(client):
    batch = panel.in_review(applications=2)
    first, second = batch.applications.order_by("number")
    scored(first, FIVE[2:])
    scored(second, FIVE[:3])
    client.force_login(factories.leader(batch.region))
    url = reverse("office:selection:summary", args=[batch.pk])
    assert [row.application for row in client.get(url).context["rows"]] == [second, first]
    data = client.get(url, {"export": "xlsx"}).content
    lines = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    head = next(line for line in lines if line[0] == "名次")
    by_rank = {line[0]: dict(zip(head, line, strict=True)) for line in lines}
    assert [by_rank[n]["分歧次序"] for n in "12"] == [2, 1]
    assert by_rank["1"]["标准差"] == 1.65  # 90, 88.5, 86
    assert lines[0][0] == f"{batch}评分汇总表"
    assert [line[0] for line in lines if line[0] in ("1", "2")] == ["1", "2"]
    assert client.get(reverse("office:selection:summary_print", args=[batch.pk])).status_code == 200


def test_staff_record_a_bonus_and_take_it_back(client, application):
    rubric = application.batch.rubrics.get()
    row = rubric.indicators.create(kind=IndicatorKind.BONUS, title="省级推广", cap=6)
    client.force_login(factories.staff(application.batch.region))
    url = reverse("office:selection:sheet", args=[application.pk])
    token = client.get(url).context["form"]["token"].value()
    data = {"indicator": row.pk, "value": "3", "reason": "省级现场会", "token": str(token)}
    for _ in range(2):  # a double click
        assert client.post(url, data).url == url
    made = application.adjustments.get()
    client.post(reverse("office:selection:adjustment_remove", args=[made.pk]))
    assert application.adjustments.count() == 0


@pytest.mark.parametrize("name", ["sheet", "sheet_print"])
def test_neither_school_nor_expert_reads_the_sheet(client, application, name):
    row = panel.assign(application, panel.experts(application.batch, 1)[0])
    url = reverse(f"office:selection:{name}", args=[application.pk])
    answers = []
    for user in (
        factories.clerk(application.school),
        row.expert.user,
        factories.staff(factories.RegionFactory(code="37")),
    ):
        client.force_login(user)
        answers.append(client.get(url).status_code)
    assert answers == [403, 404, 404]


def test_what_the_office_was_told_about_an_expert_counts_at_once(application):
    rows = scored(application, FIVE)
    Conflict.objects.create(
        application=application, expert=rows[0].expert, kind="kin", reason="亲属在该校"
    )
    assert outcome_of(application).excluded == 1
