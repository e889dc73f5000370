"""A batch on the committee's table: reviewed applications whose scores give the ranking 1, 2, 3."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from selection.actions.decide import record_meeting
from selection.actions.notices import draft_of, keep, last_day
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus, Outcome
from selection.forms.decide import MeetingSheet
from selection.models import Announcement, Application, Batch, PublicNotice, Review, Score
from selection.workflow.notices import notice_flow
from selection.workflow.results import apply_decisions
from tests.factories import (
    ApplicationFactory,
    BatchFactory,
    ExpertFactory,
    leader,
)


def deciding(count=3, **values) -> Batch:
    """`count` applications; the first has the highest score."""
    batch = BatchFactory(
        status=BatchStatus.DECIDING,
        contact_office="党建科",
        contact_phone="0510-80000000",
        **values,
    )
    experts = ExpertFactory.create_batch(3, region=batch.region)
    stage = batch.review_stages.get()
    leaves = list(stage.rubric.leaves())
    for number in range(1, count + 1):
        application = ApplicationFactory(
            batch=batch, number=number, status=ApplicationStatus.REVIEWED
        )
        for person in experts:
            task = application.assignments.create(
                stage=stage, expert=person, status=AssignmentStatus.SUBMITTED
            )
            review = Review.objects.create(assignment=task, submitted_at=timezone.now())
            review.scores.bulk_create(
                Score(review=review, indicator=leaf, value=leaf.points - Decimal(number))
                for leaf in leaves
            )
    return batch


def record(batch, *, outcomes=None, grades=None, reasons=None, act="apply") -> dict:
    """What the meeting's page sends; rows by place, `outcomes` default to 入选."""
    sheet = MeetingSheet(batch)
    data = {
        "seen": sheet.seen,
        "act": act,
        "meeting-held_on": timezone.localdate().isoformat(),
        "meeting-document_number": "示教工纪〔2026〕8号",
        "meeting-expected": "9",
        "meeting-present": "8",
        "meeting-votes_for": "8",
        "meeting-note": "",
    }
    for place, row in enumerate(sheet.rows):
        prefix = f"row-{row.standing.application.pk}"
        data[f"{prefix}-outcome"] = (outcomes or {}).get(place, Outcome.SELECTED)
        data[f"{prefix}-grade"] = (grades or {}).get(place, "")
        data[f"{prefix}-reason"] = (reasons or {}).get(place, "")
    return data


def decided(count=3, *, left_out=(), by=None, **values) -> tuple[Batch, object]:
    """The conclusions hold; places in `left_out` are not selected, always from the end."""
    batch = deciding(count, **values)
    boss = by or leader(batch.region)
    sheet = MeetingSheet(
        batch, record(batch, outcomes=dict.fromkeys(left_out, Outcome.NOT_SELECTED)), finish=True
    )
    assert sheet.is_valid(), [row.form.errors for row in sheet.rows]
    meeting = record_meeting(
        batch=batch, meeting=sheet.form.instance, verdicts=sheet.verdicts, by=boss
    )
    apply_decisions(meeting, by=boss)
    return Batch.objects.get(pk=batch.pk), boss


def drafted(batch, boss) -> PublicNotice:
    notice = draft_of(batch)
    notice.ends_on = last_day(batch, notice.starts_on)
    return keep(notice=notice, by=boss)


def noticed(count=3, **values) -> tuple[PublicNotice, object]:
    """A running notice of everything but the places in `left_out`."""
    batch, boss = decided(count, **values)
    notice = drafted(batch, boss)
    notice_flow.perform(notice, "publish", by=boss)
    return PublicNotice.objects.select_related("batch__region").get(pk=notice.pk), boss


def run_out(notice) -> None:
    """Let the period be over since yesterday."""
    today = timezone.localdate()
    PublicNotice.objects.filter(pk=notice.pk).update(
        starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    notice.refresh_from_db()


def announcement(batch) -> Announcement:
    return Announcement(
        batch=batch,
        title="关于公布结果的通知",
        document_number="示教工委〔2026〕12号",
        issued_on=timezone.localdate(),
    )


def statuses(batch) -> list[str]:
    return list(
        Application.objects.filter(batch=batch).order_by("number").values_list("status", flat=True)
    )
