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
from selection.actions import grades
from selection.actions.results import outcomes
from selection.choices import ApplicationStatus, BatchStatus, Outcome
from selection.models import Application, Batch, Decision, Meeting
from selection.scoring import Place

audit.register(
    {
        "meeting.record": "{actor}记录了“{batch}”的会议，共 {count} 项结论，尚未生效",
        "meeting.change": "{actor}改了“{batch}”尚未生效的会议结论：{changes}",
        "meeting.apply": "{actor}使“{batch}”的会议结论一起生效，共 {count} 项",
    }
)
CHOSEN = (Outcome.SELECTED, Outcome.CULTIVATED)
OVERTAKEN = "有人先一步保存了会议记录。你填的都还在下面，请对照后再保存一次。"
PLACES = {Outcome.SELECTED: 0, Outcome.CULTIVATED: 1}
LADDERS = (
    (Grade.FIRST, Grade.SECOND, Grade.THIRD, Grade.MERIT),
    (Grade.FIVE_STAR, Grade.FOUR_STAR, Grade.THREE_STAR),
    (Grade.EXCELLENT, Grade.PASSED, Grade.FAILED),
)


@dataclass(frozen=True)
class Standing:
    """One application as the experts left it; rank and score are None without a valid score."""

    application: Application
    rank: int | None
    score: Decimal | None
    note: str = ""
    net: Decimal | None = None
    is_tied: bool = False  # whether only a vote tells it from others, taken or not
    advice: str = ""

    @property
    def name(self) -> str:
        return f"“{self.application.brand.title.replace('|', '')}”"


@dataclass(frozen=True)
class Verdict:
    """What the meeting says on one application; an empty outcome is not decided yet."""

    name: str
    rank: int | None
    outcome: str
    grade: str = ""
    reason: str = ""
    votes: int | None = None

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
    if not one.outcome or one.rank is None:
        return ""
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


def barred(standing: Standing, verdict: Verdict) -> str:
    """Why it cannot be chosen at all: too few valid sheets, or a veto."""
    if standing.rank is not None or not verdict.is_chosen:
        return ""
    return "没有出分或被一票否决，不能列入。请选“暂缓”或“未入选”，也可以恢复评审补齐评分。"


def excess(batch: Batch, rows: Sequence[tuple[Standing, Verdict]]) -> dict[int, str]:
    """Grades against the batch's table, by application."""
    return grades.excess(
        batch,
        given={one.application.pk: verdict.grade for one, verdict in rows if verdict.grade},
        nets={one.application.pk: one.net for one, _ in rows},
        ranks=[one.application.pk for one, _ in rows if one.rank is not None],
    )


def standings(batch: Batch, votes: Mapping[int, int] | None = None) -> list[Standing]:
    """The applications before the meeting, the best first, those without a rank last."""
    judged = outcomes(batch, votes=votes)
    told = grades.advice(batch, [one.place for one in judged if one.place])
    rows = [
        Standing(
            application=one.application,
            rank=one.rank,
            score=one.score,
            note=one.note,
            net=one.net,
            is_tied=one.place is not None and _needs_vote(one.place),
            advice=told.get(one.place.contender.name, "") if one.place else "",
        )
        for one in judged
    ]
    found = [row for row in rows if row.application.status == ApplicationStatus.REVIEWED]
    return sorted(found, key=lambda row: (row.rank is None, row.rank or 0, row.application.pk))


def _needs_vote(place: Place) -> bool:
    return bool(place.tied_with) or place.contender.votes is not None


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
        "application_id", "outcome", "grade", "reason", "votes"
    )
    return hashlib.sha256(repr([*head, *rows]).encode()).hexdigest()[:16]


@transaction.atomic
def record_meeting(
    *,
    batch: Batch,
    meeting: Meeting,
    verdicts: Mapping[int, Verdict],
    by: User,
    seen: str | None = None,
) -> Meeting:
    """Keep the record as pending; `verdicts` by application, undecided ones are left out.

    Raises Refused when the batch has left the committee's table meanwhile, or when the record is
    no longer the one that the page showed (`seen`, from `state_of`).
    """
    locked = Batch.objects.select_for_update().get(pk=batch.pk)
    if locked.status != BatchStatus.DECIDING:
        raise Refused(f"这个批次现在是“{locked.get_status_display()}”，不能再改会议结论。")
    if Decision.objects.filter(application__batch=batch, applied_at__isnull=False).exists():
        raise Refused("会议结论已经生效，不能再改。")
    if seen is not None and seen != state_of(batch):
        raise Refused(OVERTAKEN)
    earlier = pending_meeting(batch)
    meeting.pk = earlier.pk if earlier else None
    meeting.batch, meeting.recorded_by = batch, by
    meeting.recorded_at = earlier.recorded_at if earlier else timezone.now()
    meeting.save()
    votes = {pk: one.votes for pk, one in verdicts.items() if one.votes is not None}
    known = {row.application.pk: row for row in standings(batch, votes)}
    before = _told(meeting)
    meeting.decisions.all().delete()
    Decision.objects.bulk_create(
        Decision(
            meeting=meeting,
            application_id=pk,
            outcome=verdict.outcome,
            grade=verdict.grade,
            reason=verdict.reason,
            votes=verdict.votes,
            rank=known[pk].rank,
            score=known[pk].score,
        )
        for pk, verdict in verdicts.items()
        if verdict.outcome and pk in known
    )
    after = _told(meeting)
    if earlier is None:
        audit.record(by, "meeting.record", meeting, batch=str(batch), count=len(after))
    elif before != after:
        audit.record(
            by, "meeting.change", meeting, batch=str(batch), changes=_changes(before, after)
        )
    return meeting


def _told(meeting: Meeting) -> dict[str, str]:
    """Every kept conclusion in words, by the name of its application."""
    rows = meeting.decisions.select_related("application__brand", "application__school")
    return {
        str(row.application).replace("|", ""): "，".join(
            filter(None, [row.get_outcome_display(), row.get_grade_display(), row.reason])
        )
        for row in rows
    }


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return "；".join(f"{n}由“{before.get(n, '未定')}”改为“{after.get(n, '未定')}”" for n in names)


def applied(batch: Batch) -> list[Decision]:
    """Conclusions that hold, in the order of the ranking."""
    rows = Decision.objects.filter(application__batch=batch, applied_at__isnull=False)
    found = rows.select_related("meeting", "application__school", "application__brand")
    return sorted(found, key=lambda row: (row.rank is None, row.rank or 0, row.pk))
