import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from kit.models import AuditEntry
from kit.workflow import Refused
from schools.actions.deputies import deputise
from selection.actions.decide import Verdict, departure
from selection.choices import ApplicationStatus, BatchStatus, Outcome
from selection.models import Decision, Meeting
from selection.workflow import application_flow, batch_flow
from selection.workflow.results import apply_decisions
from tests.factories import (
    RegionFactory,
    SchoolFactory,
    administrator,
    auditor,
    expert,
    leader,
    secretary,
    staff,
)
from tests.selection.deciding import decided, deciding, record, statuses

pytestmark = pytest.mark.django_db
SELECTED, CULTIVATED, OUT = Outcome.SELECTED, Outcome.CULTIVATED, Outcome.NOT_SELECTED


def address(batch):
    return reverse("office:selection:meeting", args=[batch.pk])


def verdicts(*rows):
    return [
        Verdict(f"“{rank}”", rank, outcome, grade)
        for rank, outcome, grade in (row if len(row) == 3 else (*row, "") for row in rows)
    ]


def departing(*rows):
    found = verdicts(*rows)
    return [one.rank for one in found if departure(one, found)]


def test_following_the_ranking_needs_no_reason():
    assert departing((1, SELECTED), (2, SELECTED), (3, OUT), (4, OUT)) == []


def test_whoever_is_passed_over_needs_a_reason():
    assert departing((1, SELECTED), (2, OUT), (3, SELECTED), (4, OUT)) == [2]


def test_cultivation_above_selection_needs_a_reason():
    assert departing((1, CULTIVATED), (2, SELECTED)) == [1]


def test_equal_ranks_may_be_decided_differently():
    assert departing((1, OUT), (1, SELECTED)) == []


def test_an_inverted_grade_needs_a_reason():
    rows = (1, SELECTED, "second"), (2, SELECTED, "first"), (3, SELECTED, "second")
    assert departing(*rows) == [1]


def test_no_grade_below_somebody_with_a_grade_needs_a_reason():
    assert departing((1, SELECTED, ""), (2, SELECTED, "third")) == [1]


def test_the_sentence_names_who_was_preferred():
    found = verdicts((1, OUT), (2, SELECTED))
    assert departure(found[0], found) == "第 1 名“未入选”，而第 2 名“2”“入选”，请写明理由。"


def test_a_saved_record_does_not_hold_yet(client):
    batch = deciding()
    client.force_login(leader(batch.region))

    client.post(address(batch), record(batch, act="save"))

    assert statuses(batch) == [ApplicationStatus.REVIEWED] * 3
    rows = Decision.objects.values_list("rank", "score", "outcome", "applied_at")
    assert [(rank, str(score), outcome, at) for rank, score, outcome, at in rows] == [
        (1, "97.00", "selected", None),
        (2, "94.00", "selected", None),
        (3, "91.00", "selected", None),
    ]


def test_all_conclusions_hold_together(client):
    batch = deciding()
    client.force_login(leader(batch.region))

    client.post(address(batch), record(batch, outcomes={2: OUT}))

    assert statuses(batch) == [ApplicationStatus.DECIDED] * 3
    assert AuditEntry.objects.filter(verb="application.decide").count() == 3
    assert Meeting.objects.count() == 1


def test_a_departure_without_reason_keeps_what_was_typed(client):
    batch = deciding()
    client.force_login(leader(batch.region))

    page = client.post(address(batch), record(batch, outcomes={0: OUT}, reasons={1: "我写的话"}))

    html = page.content.decode()
    assert statuses(batch) == [ApplicationStatus.REVIEWED] * 3
    assert html.count("第 1 名“未入选”，而第 2 名") == 1
    assert "我写的话" in html
    assert 'value="示教工纪〔2026〕8号"' in html


def test_a_departure_with_its_reason_holds(client):
    batch = deciding()
    client.force_login(leader(batch.region))

    client.post(address(batch), record(batch, outcomes={0: OUT}, reasons={0: "材料有抄袭"}))

    assert statuses(batch) == [ApplicationStatus.DECIDED] * 3
    first = Decision.objects.get(rank=1)
    assert (first.outcome, first.reason) == (OUT, "材料有抄袭")


def test_every_application_needs_a_conclusion_to_finish(client):
    batch = deciding()
    client.force_login(leader(batch.region))

    page = client.post(address(batch), record(batch, outcomes={1: ""}))

    assert statuses(batch) == [ApplicationStatus.REVIEWED] * 3
    assert page.context["sheet"].rows[1].form.errors == {"outcome": ["请选择结论。"]}


def test_impossible_numbers_are_refused_beside_their_field(client):
    batch = deciding()
    client.force_login(leader(batch.region))

    page = client.post(address(batch), record(batch) | {"meeting-present": "12"})

    assert Meeting.objects.count() == 0
    assert "实到人数不能多于应到人数。" in page.content.decode()


def test_a_grade_without_selection_is_refused(client):
    batch = deciding()
    client.force_login(leader(batch.region))

    page = client.post(address(batch), record(batch, outcomes={2: OUT}, grades={2: "third"}))

    assert page.context["sheet"].rows[2].form.errors == {"grade": ["没有列入的项目不评等次。"]}


def test_a_stale_page_is_told_and_keeps_what_was_typed(client):
    batch = deciding()
    client.force_login(leader(batch.region))
    early = record(batch, reasons={0: "先打开的页面"})
    client.post(address(batch), record(batch, act="save"))

    page = client.post(address(batch), early)

    assert "有人先一步保存了会议记录" in page.content.decode()
    assert "先打开的页面" in page.content.decode()
    assert statuses(batch) == [ApplicationStatus.REVIEWED] * 3


def test_a_double_click_applies_once(client):
    batch = deciding()
    client.force_login(leader(batch.region))
    data = record(batch)

    client.post(address(batch), data)
    page = client.post(address(batch), data)

    assert (page.status_code, Meeting.objects.count()) == (200, 1)
    assert AuditEntry.objects.filter(verb="meeting.apply").count() == 1


def test_a_meeting_cannot_be_applied_twice():
    batch, boss = decided()

    with pytest.raises(Refused):
        apply_decisions(batch.meetings.get(), by=boss)


def test_staff_do_not_decide(client):
    batch = deciding()
    client.force_login(staff(batch.region))

    page = client.post(address(batch), record(batch))

    assert page.status_code == 403
    assert "只有本区区级领导能记录会议结论。" in page.content.decode()
    assert Meeting.objects.count() == 0


def test_whoever_made_the_formal_check_does_not_decide_as_a_deputy(client):
    batch = deciding(1)
    boss, checker, colleague = leader(batch.region), staff(batch.region), staff(batch.region)
    item = batch.check_items.create(text="材料齐全")
    batch.applications.get().check_marks.create(item=item, is_met=True, marked_by=checker)
    for deputy in (checker, colleague):
        today = timezone.localdate()
        post = boss.posts.get(acting_for=None)
        deputise(post=post, deputy=deputy, since=today, until=today, by=boss)
    told = {}
    for person in (checker, colleague, boss):
        client.force_login(person)
        told[person] = client.get(address(batch)).status_code
    assert told == {checker: 403, colleague: 200, boss: 200}


@pytest.mark.parametrize(
    "stranger",
    [
        lambda batch: leader(RegionFactory()),
        lambda batch: secretary(SchoolFactory(region=batch.region)),
        lambda batch: expert(batch.region),
        lambda batch: auditor(),
        lambda batch: administrator(),
    ],
    ids=["leader elsewhere", "secretary", "expert", "auditor", "administrator"],
)
def test_the_meeting_does_not_exist_for_others(client, stranger):
    batch = deciding()
    client.force_login(stranger(batch))

    assert client.get(address(batch)).status_code == 404


def test_staff_cannot_apply_decisions_by_hand():
    batch = deciding()
    boss = leader(batch.region)
    meeting = batch.meetings.create(held_on="2026-01-01", expected=9, present=8, recorded_by=boss)

    with pytest.raises(PermissionDenied):
        apply_decisions(meeting, by=staff(batch.region))


def test_no_application_leaves_its_list_alone():
    batch, boss = decided()
    application = batch.applications.first()

    reasons = {key: offer for key, _, offer in application_flow.available(application, boss)}

    assert reasons == {
        "give_notice": ["请在“公示与异议”里发布公示名单"],
        "decline": ["请在“公布结果”里和整批一起公布"],
    }


def test_a_batch_does_not_reach_the_notice_without_one():
    batch, boss = decided()

    with pytest.raises(Refused, match="请在“公示与异议”里发布公示名单"):
        batch_flow.perform(batch, "put_on_notice", by=boss)
    assert batch.status == BatchStatus.DECIDING


@pytest.mark.parametrize("count", [1, 3])
def test_the_meeting_page_asks_as_often_for_one_as_for_three(
    client, count, django_assert_num_queries
):
    batch = deciding(count)
    client.force_login(leader(batch.region))

    with django_assert_num_queries(16):
        page = client.get(address(batch))

    assert len(page.context["sheet"].rows) == count
