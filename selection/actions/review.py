"""One expert's sheet: its scores while it is open, what it still lacks, and the lock."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from kit import audit, drafts
from kit.workflow import Refused
from schools.actions import recycling
from schools.models import User
from selection.actions.batches import is_settled
from selection.choices import AssignmentStatus
from selection.models import Annotation, Assignment, Batch, Indicator, Review, Rubric
from selection.models.review import Adjustment, Score

NOTE_BELOW = Decimal("0.6")
audit.register(
    {
        "assignment.score": "{actor}改了“{target}”的评分：{rows}",
        "adjustment.add": "{actor}给“{target}”登记了{indicator}：{reason}",
        "adjustment.remove": "{actor}删除了“{target}”的{indicator}：{reason}",
    }
)


class Mark(NamedTuple):
    value: Decimal | None
    note: str


def draft_key(assignment: Assignment) -> str:
    return f"review-{assignment.pk}"


def needs_note(leaf: Indicator, value: Decimal) -> bool:
    """Below 60 % the school must be told why."""
    return value < leaf.points * NOTE_BELOW


@transaction.atomic
def save_scores(*, assignment: Assignment, marks: Mapping[int, Mark], comment: str) -> Review:
    """Keep what is there so far, by indicator; a mark without a value clears the score.

    Raises Refused once the sheet is handed in, or the assignment is not open.
    """
    fresh = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if fresh.status != AssignmentStatus.DECLARED:
        raise Refused(f"这份评分现在是“{fresh.get_status_display()}”，不能再改。")
    review, _ = Review.objects.get_or_create(assignment=assignment)
    before = scores_of(review)
    for indicator, mark in marks.items():
        if mark.value is None:
            review.scores.filter(indicator=indicator).delete()
            continue
        review.scores.update_or_create(
            indicator_id=indicator, defaults={"value": mark.value, "note": mark.note}
        )
    review.comment = comment
    review.save()
    note_changes(review, before, by=assignment.expert.user)
    return review


def scores_of(review: Review) -> dict[Indicator, str]:
    rows = review.scores.select_related("indicator")
    return {score.indicator: str(score.value) for score in rows}


def note_changes(review: Review, before: Mapping[Indicator, str], by: User) -> None:
    """Tell the log what each changed score was and is.

    The entry is about the sheet, not its assignment: no dossier shows a sheet that is still open.
    """
    after = scores_of(review)
    changed = [leaf for leaf in {**before, **after} if before.get(leaf) != after.get(leaf)]
    if changed:
        rows = [f"{leaf} {before.get(leaf, '空')}→{after.get(leaf, '空')}" for leaf in changed]
        audit.record(by, "assignment.score", review, rows="、".join(rows))


def gaps_in_sheet(assignment: Assignment) -> list[str]:
    """What is missing before the sheet may be handed in."""
    leaves = list(assignment.stage.rubric.leaves())
    rows = Score.objects.filter(review__assignment=assignment)
    scores = {score.indicator_id: score for score in rows}
    unscored = [leaf.title for leaf in leaves if leaf.pk not in scores]
    silent = [
        leaf.title
        for leaf in leaves
        for score in [scores.get(leaf.pk)]
        if score and needs_note(leaf, score.value) and not score.note.strip()
    ]
    gaps = [f"还差：{'、'.join(unscored)}"] if unscored else []
    return [*gaps, *([f"低于 60% 的要写评语：{'、'.join(silent)}"] if silent else [])]


def lock(assignment: Assignment) -> None:
    """From here on the scores stand; the first locked sheet freezes the rubric."""
    now = timezone.now()
    Review.objects.filter(assignment=assignment).update(submitted_at=now)
    Rubric.objects.filter(pk=assignment.stage.rubric_id, frozen_at=None).update(frozen_at=now)
    drafts.drop(assignment.expert.user, draft_key(assignment))


def unlock(assignment: Assignment) -> dict[str, str]:
    """Open a sheet again; returns what it said, by indicator. Copies from paper are made anew."""
    assignment.paper_entries.all().delete()
    review = Review.objects.get(assignment=assignment)
    review.submitted_at = None
    review.save()
    return {leaf.title: value for leaf, value in scores_of(review).items()}


@transaction.atomic
def annotate(*, assignment: Assignment, section: str, quote: str, text: str) -> Annotation:
    """A remark on a part of the material, or on the words of it that `quote` repeats."""
    _require_open(assignment)
    review, _ = Review.objects.get_or_create(assignment=assignment)
    return review.annotations.create(section=section, quote=quote, text=text)


@transaction.atomic
def take_off(*, annotation: Annotation) -> None:
    assignment = annotation.review.assignment
    _require_open(assignment)
    recycling.discard(annotation, by=assignment.expert.user, place=None)


def _require_open(assignment: Assignment) -> None:
    fresh = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if fresh.status != AssignmentStatus.DECLARED:
        raise Refused("评分交了以后，批注不能再改。")


@transaction.atomic
def adjust(*, adjustment: Adjustment, by: User) -> Adjustment:
    """Record a bonus, a deduction or a veto with its ground."""
    adjustment.recorded_by = by
    adjustment.save()
    audit.record(by, "adjustment.add", adjustment.application, **_told(adjustment))
    return adjustment


@transaction.atomic
def remove_adjustment(*, adjustment: Adjustment, by: User) -> None:
    audit.record(by, "adjustment.remove", adjustment.application, **_told(adjustment))
    region = adjustment.application.batch.region
    recycling.discard(adjustment, by=by, place=region)


def _unsettled(adjustment: Adjustment) -> None:
    batch = Batch.objects.select_for_update(of=("self",)).get(pk=adjustment.application.batch_id)
    if is_settled(batch):
        raise Refused("结果已经公示或公布，加减分不能再改，所以也不能恢复。")


recycling.keeps(Annotation, lambda row: _require_open(row.review.assignment))
recycling.keeps(Adjustment, _unsettled)


def _told(adjustment: Adjustment) -> dict[str, str]:
    return {
        "indicator": f"{adjustment.indicator.get_kind_display()}“{adjustment.indicator}”",
        "value": str(adjustment.value),
        "reason": adjustment.reason,
    }
