"""The meeting's record: what it decided beside the ranking, kept until it takes effect."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from brands.choices import Grade
from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.actions.results import outcomes
from selection.choices import ApplicationStatus, BatchStatus, Outcome
from selection.models import Application, Batch, Decision, Meeting

audit.register(
    {
        "meeting.record": "{actor}记录了“{batch}”的会议，共 {count} 项结论，尚未生效",
        "meeting.apply": "{actor}使“{batch}”的会议结论一起生效，共 {count} 项",
    }
)
CHOSEN = (Outcome.SELECTED, Outcome.CULTIVATED)
PLACES = {Outcome.SELECTED: 0, Outcome.CULTIVATED: 1}
LADDERS = (
    (Grade.FIRST, Grade.SECOND, Grade.THIRD, Grade.MERIT),
    (Grade.EXCELLENT, Grade.PASSED, Grade.FAILED),
)


@dataclass(frozen=True)
class Standing:
    """One application as the experts left it; rank and score are None without a valid score."""

    application: Application
    rank: int | None
    score: Decimal | None
    note: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the meeting says on one application; an empty outcome is not decided yet."""

    name: str
    rank: int | None
    outcome: str
    grade: str = ""
    reason: str = ""

    @property
    def is_chosen(self) -> bool:
        return self.outcome in CHOSEN

    @property
    def place(self) -> int:
        return PLACES.get(Outcome(self.outcome), 2)


def departure(one: Verdict, all_verdicts: Sequence[Verdict]) -> str:
    """Why this verdict needs a reason; empty where it follows the ranking.

    The one who was passed over must be told why: the reason belongs to the higher ranked.
    """
    if not one.outcome:
        return ""
    if one.rank is None:
        return "没有评审名次仍然列入，请写明理由。" if one.is_chosen else ""
    rank = one.rank
    behind = [v for v in all_verdicts if v.outcome and v.rank is not None and v.rank > rank]
    for other in behind:
        if other.place < one.place:
            said = Outcome(one.outcome).label
            over = Outcome(other.outcome).label
            return f"第 {rank} 名“{said}”，而第 {other.rank} 名{other.name}“{over}”，请写明理由。"
    for other in behind:
        if one.is_chosen and _is_higher(other.grade, one.grade):
            said, over = _label(one.grade), _label(other.grade)
            return f"第 {rank} 名{said}，低于第 {other.rank} 名{other.name}的{over}，请写明理由。"
    return ""


def _is_higher(grade: str, than: str) -> bool:
    """Higher on the same ladder; any rung is higher than no grade at all."""
    for ladder in LADDERS:
        if grade in ladder:
            rung = ladder.index(Grade(grade))
            return not than or (than in ladder and rung < ladder.index(Grade(than)))
    return False


def _label(grade: str) -> str:
    return f"评为{Grade(grade).label}" if grade else "不评等次"


def standings(batch: Batch) -> list[Standing]:
    """The applications before the meeting, the best first, those without a rank last."""
    rows = [Standing(o.application, o.rank, o.score, o.note) for o in outcomes(batch)]
    found = [row for row in rows if row.application.status == ApplicationStatus.REVIEWED]
    return sorted(found, key=lambda row: (row.rank is None, row.rank or 0, row.application.pk))


def pending_meeting(batch: Batch) -> Meeting | None:
    """The recorded meeting whose conclusions do not hold yet."""
    return batch.meetings.exclude(decisions__applied_at__isnull=False).first()


def state_of(batch: Batch) -> str:
    """Changes whenever somebody saves the record: a page that shows another one is stale."""
    meeting = pending_meeting(batch)
    if meeting is None:
        return ""
    head = Meeting.objects.filter(pk=meeting.pk).values_list(
        "held_on", "document_number", "expected", "present", "votes_for", "note"
    )
    rows = meeting.decisions.order_by("application_id").values_list(
        "application_id", "outcome", "grade", "reason"
    )
    return hashlib.sha256(repr([*head, *rows]).encode()).hexdigest()[:16]


@transaction.atomic
def record_meeting(
    *, batch: Batch, meeting: Meeting, verdicts: Mapping[int, Verdict], by: User
) -> Meeting:
    """Keep the record as pending; `verdicts` by application, undecided ones are left out.

    Raises Refused when the batch has left the committee's table meanwhile.
    """
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.status != BatchStatus.DECIDING:
        raise Refused(f"这个批次现在是“{locked.get_status_display()}”，不能再改会议结论。")
    earlier = pending_meeting(batch)
    meeting.pk = earlier.pk if earlier else None
    meeting.batch, meeting.recorded_by = batch, by
    meeting.recorded_at = earlier.recorded_at if earlier else timezone.now()
    meeting.save()
    known = {row.application.pk: row for row in standings(batch)}
    meeting.decisions.all().delete()
    Decision.objects.bulk_create(
        Decision(
            meeting=meeting,
            application_id=pk,
            outcome=verdict.outcome,
            grade=verdict.grade,
            reason=verdict.reason,
            rank=known[pk].rank,
            score=known[pk].score,
        )
        for pk, verdict in verdicts.items()
        if verdict.outcome and pk in known
    )
    count = meeting.decisions.count()
    audit.record(by, "meeting.record", meeting, batch=str(batch), count=count)
    return meeting


def applied(batch: Batch) -> list[Decision]:
    """Conclusions that hold, in the order of the ranking."""
    rows = Decision.objects.filter(application__batch=batch, applied_at__isnull=False)
    found = rows.select_related("meeting", "application__school", "application__brand")
    return sorted(found, key=lambda row: (row.rank is None, row.rank or 0, row.pk))
