"""Score sheets filled in on paper: copied twice, compared row by row, and only then scores."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.actions.review import note_changes, scores_of
from selection.choices import AssignmentStatus, BatchStatus, StageForm
from selection.models import Assignment, Indicator, PaperEntry, Review
from selection.models.defence import TWICE

audit.register(
    {
        "paper.enter": "{actor}照纸面录入了“{target}”的评分（第 {turn} 遍）",
        "paper.settle": "{actor}照纸面订正了“{target}”两遍录入的不同：{rows}",
    }
)
OPEN = (AssignmentStatus.ASSIGNED, AssignmentStatus.DECLARED)


class Difference(NamedTuple):
    leaf: Indicator
    first: str
    second: str


def refusal(assignment: Assignment) -> str:
    """Why no paper may be copied for this sheet; empty when it may."""
    stage = assignment.stage
    if stage.form == StageForm.MATERIAL:
        return f"“{stage}”由专家在网上评分，没有纸质评分表。"
    if stage.batch.status != BatchStatus.REVIEWING:
        return "这个批次现在不在专家评审阶段，不能录入评分。"
    if assignment.status not in OPEN:
        return f"这份评分现在是“{assignment.get_status_display()}”，不能再录入。"
    return ""


def entries_of(assignment: Assignment) -> list[PaperEntry]:
    return list(assignment.paper_entries.select_related("entered_by", "settled_by"))


@transaction.atomic
def copy(
    *, assignment: Assignment, values: Mapping[int, Decimal], comment: str, by: User
) -> PaperEntry:
    """One copy of the paper; an account that made the first may correct it while it is alone."""
    fresh = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if reason := refusal(fresh):
        raise Refused(reason)
    made = entries_of(fresh)
    if len(made) == TWICE:
        raise Refused("两遍都已经录好，请看不同的地方。")
    mine = next((one for one in made if one.entered_by_id == by.pk), None)
    entry = mine or PaperEntry(assignment=fresh, turn=len(made) + 1, entered_by=by)
    entry.values = {str(pk): str(value) for pk, value in values.items()}
    entry.comment = comment
    entry.save()
    audit.record(by, "paper.enter", fresh, turn=entry.turn, scores=entry.values)
    return entry


def differences(assignment: Assignment) -> list[Difference]:
    """Rows on which the two copies do not agree; none while there is only one."""
    made = entries_of(assignment)
    if len(made) < TWICE:
        return []
    first, second = (_by_leaf(entry) for entry in made)
    return [
        Difference(leaf, str(first.get(leaf.pk, "")), str(second.get(leaf.pk, "")))
        for leaf in assignment.stage.rubric.leaves()
        if first.get(leaf.pk) != second.get(leaf.pk)
    ]


@transaction.atomic
def settle(*, assignment: Assignment, values: Mapping[int, Decimal], by: User) -> None:
    """`values` says for each row that differs what stands on the paper; both copies stay."""
    found = differences(assignment)
    if not found:
        raise Refused("两遍录入没有不同，不用订正。")
    write(assignment, by=by, settled=values)
    assignment.paper_entries.filter(turn=TWICE).update(settled_by=by)
    rows = "、".join(
        f"{row.leaf.title} {row.first or '空'}／{row.second or '空'}→{values[row.leaf.pk]}"
        for row in found
    )
    audit.record(by, "paper.settle", assignment, rows=rows)


@transaction.atomic
def write(
    assignment: Assignment, *, by: User, settled: Mapping[int, Decimal] | None = None
) -> Review:
    """The paper becomes the sheet: what its expert may have begun on a phone gives way to it."""
    first, second = entries_of(assignment)
    review, _ = Review.objects.get_or_create(assignment=assignment)
    review.comment = first.comment or second.comment
    review.save()
    before = scores_of(review)
    review.scores.all().delete()
    for leaf, value in (_by_leaf(first) | dict(settled or {})).items():
        review.scores.create(indicator_id=leaf, value=value)
    note_changes(review, before, by=by)
    return review


def gaps(assignment: Assignment) -> list[str]:
    """What is missing before the copies count."""
    made = entries_of(assignment)
    if len(made) < TWICE:
        return ["纸质评分要由两个账号各录一遍"]
    if differences(assignment) and made[1].settled_by_id is None:
        return ["两遍录入有不同，请照纸面订正"]
    return []


def _by_leaf(entry: PaperEntry) -> dict[int, Decimal]:
    return {int(pk): Decimal(value) for pk, value in entry.values.items()}
