"""What happens once, though two users ask for it at once: permits, seals, draws, paper, letters."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from kit.workflow import Refused
from selection.actions import apply, permits
from selection.actions.defence import draw
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus, StageForm
from selection.models import Application, Batch, DefenceSlot, Letter, PaperEntry, Permit, Review
from selection.workflow import application_flow, batch_flow, paper
from selection.workflow.letters import change, letter_flow, send_all
from selection.workflow.review import assignment_flow
from tests import factories
from tests.selection import panel
from tests.selection.racing import (
    fresh,
    logged,
    move,
    needs_two_writers,
    refusals,
    together,
)
from tests.selection.test_apply import Place
from tests.selection.test_defence import planned, two_stages

pytestmark = [pytest.mark.django_db(transaction=True), needs_two_writers]


def test_withdrawing_and_passing_end_in_one_of_them():
    place = Place()
    row = place.to_sign()
    application_flow.perform(row, "sign", by=place.secretary)
    row.refresh_from_db()
    row.batch.check_items.all().delete()
    office = factories.staff(row.batch.region)

    found = together(
        row,
        move(application_flow, row, "withdraw", place.secretary, note="不报了"),
        move(application_flow, row, "pass", office),
    )

    (said,) = refusals(found)
    assert said.endswith("。")  # which one depends on who came second
    assert fresh(row).status in (ApplicationStatus.WITHDRAWN, ApplicationStatus.PASSED)
    assert logged("application.withdraw") + logged("application.pass") == 1


@pytest.fixture
def late():
    place = Place()
    Batch.objects.update(closes_at=timezone.now() - timedelta(hours=1), status=BatchStatus.CHECKING)
    place.batch.refresh_from_db()
    return place


def permit(place):
    return Permit(
        batch=place.batch,
        organization=place.organization,
        reason="校舍改造",
        valid_until=timezone.now() + timedelta(days=3),
    )


def test_one_permit_starts_one_application(late):
    permits.give(permit=permit(late), by=factories.leader(late.batch.region))

    def start(by):
        return lambda: apply.start(
            batch=late.batch, organization=late.organization, brand=late.brand, by=by
        )

    found = together(late.batch, start(late.clerk), start(late.secretary))

    assert "已经有一份申报" in refusals(found)[0]
    assert Application.objects.filter(batch=late.batch).count() == 1


def test_two_leaders_give_one_permit(late):
    bosses = [factories.leader(late.batch.region) for _ in range(2)]

    found = together(
        late.batch,
        *(lambda by=by: permits.give(permit=permit(late), by=by) for by in bosses),
    )

    assert "已有特许" in refusals(found)[0]
    assert (Permit.objects.count(), logged("permit.give")) == (1, 1)


def test_a_seal_is_opened_once():
    batch = factories.BatchFactory(is_sealed=True)
    panel.add_application(batch, 1, ApplicationStatus.SUBMITTED)
    now = timezone.now()
    Batch.objects.update(opens_at=now - timedelta(days=9), closes_at=now - timedelta(minutes=1))
    bosses = [factories.leader(batch.region) for _ in range(2)]

    found = together(batch, *(move(batch_flow, batch, "unseal", by) for by in bosses))

    assert len(refusals(found)) == 1
    assert (fresh(batch).unsealed_by in bosses, logged("batch.unseal")) == (True, 1)


def test_an_order_is_drawn_once():
    _batch, stage = two_stages(3)
    plan = planned(stage)
    office = [factories.staff(stage.batch.region) for _ in range(2)]

    found = together(plan, *(lambda by=by: draw(defence=plan, by=by) for by in office))

    assert refusals(found) == ["已经抽过签。重新抽签要写明理由。"]
    assert sorted(DefenceSlot.objects.values_list("order", flat=True)) == [1, 2, 3]
    assert (logged("defence.draw"), logged("defence.redraw")) == (1, 0)


@pytest.fixture
def sheet():
    batch = panel.in_review(minimum_valid=1)
    batch.review_stages.update(form=StageForm.DEFENCE)
    row = panel.assign(batch.applications.get(), panel.experts(batch, 1)[0])
    return batch, row, [factories.staff(batch.region) for _ in range(2)]


def entering(row, by, values=("36", "35", "18")):
    leaves = row.stage.rubric.leaves()
    given = {leaf.pk: Decimal(value) for leaf, value in zip(leaves, values, strict=True)}
    return lambda: paper.enter(assignment=fresh(row), values=given, comment="", by=by)


def test_two_accounts_copy_one_paper_at_once_and_it_counts_once(sheet):
    batch, row, (first, second) = sheet

    found = together(batch, entering(row, first), entering(row, second))

    assert sorted(found) == [False, True]  # whoever came second handed it in
    made = PaperEntry.objects.values_list("turn", "entered_by").order_by("turn")
    assert [turn for turn, _ in made] == [1, 2]
    assert {by for _, by in made} == {first.pk, second.pk}
    assert (fresh(row).status, logged("assignment.take_paper")) == (AssignmentStatus.SUBMITTED, 1)


def on_site(sheet):
    """Needs no draw; the first copy of its paper is in."""
    batch, row, (first, second) = sheet
    batch.review_stages.update(form=StageForm.ON_SITE)
    entering(row, first)()
    return batch, row, second


def test_a_review_ends_with_the_paper_that_is_being_copied_or_waits_for_it(sheet):
    batch, row, second = on_site(sheet)

    found = together(batch, entering(row, second), move(batch_flow, batch, "finish_review", second))

    assert fresh(row).status == AssignmentStatus.SUBMITTED
    said = refusals(found)
    if fresh(batch).status == BatchStatus.DECIDING:
        assert said == []
    else:
        assert "还有 1 份评分没有交" in said[0]


def test_a_paper_counts_or_is_late_and_never_both(sheet):
    batch, row, second = on_site(sheet)
    Batch.objects.filter(pk=batch.pk).update(review_until=timezone.now() - timedelta(hours=1))

    found = together(batch, entering(row, second), move(assignment_flow, row, "mark_late", second))

    (said,) = refusals(found)
    if fresh(row).status == AssignmentStatus.LATE:
        assert "这份评分现在是“逾期未交”，不能再录入" in said
        assert not Review.objects.exists()
    else:
        assert fresh(row).status == AssignmentStatus.SUBMITTED
        assert logged("assignment.mark_late") == 0


def waiting_letter():
    batch = panel.in_review(1)
    row = batch.applications.get()
    reader = factories.clerk(row.school)
    type(reader).objects.filter(pk=reader.pk).update(email="reader@example.org")
    letter = Letter.objects.create(
        batch=batch, application=row, recipient=reader, subject="结果通知", body="请看平台。"
    )
    return letter, factories.staff(batch.region)


def test_a_letter_is_sent_once(mailoutbox):
    letter, by = waiting_letter()

    found = together(
        letter,
        move(letter_flow, letter, "send", by),
        lambda: send_all(letter.batch, by=by),
    )

    gone = [one[0] for one in found if not isinstance(one, Refused) and one is not None]
    assert len(mailoutbox) == logged("letter.send") == 1
    assert gone in ([], [0], [1])


def test_a_letter_is_not_changed_after_it_went(mailoutbox):
    letter, by = waiting_letter()
    late = fresh(letter)
    late.body = "改过的。"

    found = together(
        letter,
        move(letter_flow, letter, "send", by),
        lambda: change(late, ["body"], by=by),
    )

    (sent,) = mailoutbox
    assert sent.body == fresh(letter).body
    assert logged("letter.change") + len(refusals(found)) == 1
