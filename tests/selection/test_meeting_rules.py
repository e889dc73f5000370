"""What a meeting may not decide: grades beyond the table, items without a score, votes without a tie."""

from decimal import Decimal

import pytest
from django.urls import reverse

from kit.models import AuditEntry
from kit.workflow import Refused
from selection.actions.decide import record_meeting, standings
from selection.choices import ApplicationStatus, Outcome
from selection.forms.decide import MeetingSheet
from selection.models import Adjustment, Decision, Meeting, Score
from selection.workflow import batch_flow
from tests.factories import leader
from tests.selection.deciding import deciding, record, statuses

pytestmark = pytest.mark.django_db
OUT = Outcome.NOT_SELECTED
RULES = [
    {"name": "一等奖", "threshold": "90", "cap": "30"},
    {"name": "二等奖", "threshold": "80", "cap": ""},
]


def send(client, batch, **values):
    client.force_login(leader(batch.region))
    return client.post(
        reverse("office:selection:meeting", args=[batch.pk]), record(batch, **values)
    )


def errors(page):
    return [row.form.errors for row in page.context["sheet"].rows]


def tied(count=3):
    """Applications 1 and 2 with the same sheets."""
    batch = deciding(count)
    first, second = batch.applications.order_by("number")[:2]
    for mine, other in zip(
        Score.objects.filter(review__assignment__application=first).order_by("pk"),
        Score.objects.filter(review__assignment__application=second).order_by("pk"),
        strict=True,
    ):
        Score.objects.filter(pk=other.pk).update(value=mine.value)
    return batch, first, second


def test_a_grade_stops_at_its_share(client):
    batch = deciding(4, grade_rules=RULES)  # 30 % of 4 is 1 seat

    page = send(client, batch, grades={0: "first", 1: "first"})

    said = "一等奖最多 1 个（4 个的 30%，只取整数），现在选了 2 个，请减少。"
    assert errors(page) == [{}, {"grade": [said]}, {}, {}]
    assert statuses(batch) == [ApplicationStatus.REVIEWED] * 4


STARS = [
    {"name": "五星", "threshold": "0", "cap": "30"},
    {"name": "四星", "threshold": "0", "cap": ""},
    {"name": "三星", "threshold": "0", "cap": ""},
]


def test_five_stars_stop_at_thirty_per_cent(client):
    batch = deciding(4, grade_rules=STARS)

    page = send(client, batch, grades={0: "five_star", 1: "five_star"})

    said = "五星最多 1 个（4 个的 30%，只取整数），现在选了 2 个，请减少。"
    assert errors(page) == [{}, {"grade": [said]}, {}, {}]
    offered = page.context["sheet"].rows[0].form.fields["grade"].choices
    assert [label for value, label in offered if value] == ["五星", "四星", "三星"]


def test_a_star_less_than_the_next_in_rank_needs_a_reason(client):
    batch = deciding(2, grade_rules=STARS[1:])

    page = send(client, batch, grades={0: "three_star", 1: "four_star"})

    (said,) = errors(page)[0]["reason"]
    assert "第 1 名评为三星，低于第 2 名" in said
    send(client, batch, grades={0: "four_star", 1: "three_star"})
    given = Decision.objects.filter(applied_at__isnull=False).order_by("rank")
    assert [row.get_grade_display() for row in given] == ["四星", "三星"]


def test_a_grade_stops_at_its_line_after_deductions(client):
    batch = deciding(4, grade_rules=RULES)
    first = batch.applications.get(number=1)
    rubric = batch.rubrics.get()
    Adjustment.objects.create(
        application=first,
        indicator=rubric.indicators.create(kind="deduction", title="逾期"),
        value=Decimal("7.5"),
        reason="逾期三天",
        recorded_by=leader(batch.region),
    )
    # 97 − 7.5 = 89.5: it ranks third behind 94 and 91, and is below the line of 90

    page = send(client, batch, grades={2: "first"}, reasons={0: "研究", 1: "研究"})

    said = "一等奖的分数线是 90.00，这个项目不含加分是 89.50，不能评。"
    assert errors(page) == [{}, {}, {"grade": [said]}, {}]


def test_a_bonus_lifts_nobody_over_the_line(client):
    batch = deciding(4, grade_rules=RULES)
    last = batch.applications.get(number=4)  # 88
    Adjustment.objects.create(
        application=last,
        indicator=batch.rubrics.get().indicators.create(kind="bonus", title="推广", cap=20),
        value=Decimal(20),
        reason="省级推广",
        recorded_by=leader(batch.region),
    )

    page = send(client, batch, grades={0: "first"})

    said = "一等奖的分数线是 90.00，这个项目不含加分是 88.00，不能评。"
    assert errors(page)[0] == {"grade": [said]}


def test_what_the_scores_come_to_stands_beside_the_grade(client):
    batch = deciding(4, grade_rules=RULES)
    client.force_login(leader(batch.region))

    html = client.get(reverse("office:selection:meeting", args=[batch.pk])).content.decode()

    assert "按得分：评为一等奖（不含加分 97.00，分数线 90.00）。" in html
    assert "一等奖最多 1 个（4 个的 30%，只取整数），已经满了；评为二等奖" in html
    assert "三等奖</option>" not in html


def test_without_enough_valid_scores_nothing_is_chosen(client):
    batch = deciding()
    batch.applications.get(number=2).assignments.first().review.scores.all().delete()
    batch.applications.get(number=2).assignments.update(status="late")

    page = send(client, batch, reasons={2: "领导看好"})

    assert "没有出分或被一票否决，不能列入" in str(errors(page)[2])
    assert Decision.objects.count() == 0


def test_a_veto_keeps_out_of_the_list(client):
    batch = deciding()
    Adjustment.objects.create(
        application=batch.applications.get(number=1),
        indicator=batch.rubrics.get().indicators.create(kind="veto", title="弄虚作假"),
        reason="核实",
        recorded_by=leader(batch.region),
    )

    page = send(client, batch)

    assert [bool(found) for found in errors(page)] == [False, False, True]


def test_a_vote_parts_those_whom_nothing_else_parts(client):
    batch, first, second = tied()
    before = [(row.rank, row.is_tied) for row in standings(batch)]

    client.force_login(leader(batch.region))
    data = record(batch, act="save")
    data |= {f"row-{first.pk}-votes": "3", f"row-{second.pk}-votes": "5"}
    client.post(reverse("office:selection:meeting", args=[batch.pk]), data)

    assert before == [(1, True), (1, True), (3, False)]
    assert [(row.application, row.rank) for row in standings(batch)][:2] == [
        (second, 1),
        (first, 2),
    ]
    assert Decision.objects.get(application=second).votes == 5


def test_without_a_vote_they_stay_side_by_side(client):
    batch, first, second = tied()

    send(client, batch, outcomes={1: OUT, 2: OUT})

    assert set(Decision.objects.filter(application__in=[first, second]).values_list("rank")) == {
        (1,)
    }


def test_nobody_gets_more_votes_than_were_present(client):
    batch, first, second = tied()
    client.force_login(leader(batch.region))
    data = record(batch) | {f"row-{first.pk}-votes": "9", f"row-{second.pk}-votes": "1"}

    page = client.post(reverse("office:selection:meeting", args=[batch.pk]), data)

    assert {"votes": ["得票不能多于实到人数。"]} in errors(page)
    assert Meeting.objects.count() == 0


def test_a_change_before_it_holds_says_what_was_changed(client):
    batch = deciding()
    send(client, batch, act="save")
    send(client, batch, outcomes={2: OUT}, act="save")
    send(client, batch, outcomes={2: OUT}, act="save")

    (entry,) = AuditEntry.objects.filter(verb="meeting.change")
    name = str(batch.applications.get(number=3))
    assert entry.detail["changes"] == f"{name}由“入选”改为“未入选”"
    assert AuditEntry.objects.filter(verb="meeting.record").count() == 1


def test_a_record_saved_in_between_is_not_overwritten():
    """Both pages were checked before either was kept: the lock decides."""
    batch = deciding()
    boss = leader(batch.region)
    sheets = [MeetingSheet(batch, record(batch, act="save")) for _ in range(2)]
    assert all(sheet.is_valid() for sheet in sheets)
    keep = [
        {"meeting": sheet.form.instance, "verdicts": sheet.verdicts, "seen": sheet.seen}
        for sheet in sheets
    ]

    record_meeting(batch=batch, by=boss, **keep[0])
    with pytest.raises(Refused, match="有人先一步保存了会议记录"):
        record_meeting(batch=batch, by=boss, **keep[1])
    assert Meeting.objects.count() == 1


def test_a_review_may_be_resumed_while_the_record_does_not_hold(client):
    batch = deciding()
    send(client, batch, act="save")

    batch_flow.perform(batch, "resume_review", by=leader(batch.region), note="补评")

    assert statuses(batch) == [ApplicationStatus.REVIEWING] * 3
