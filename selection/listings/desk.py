"""An expert's desk: what is to be scored, batch by batch, and what stands before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from schools.models import User
from selection.choices import AssignmentStatus, BatchStatus, StageForm
from selection.models import Assignment, Batch, DefenceSlot, Review, ReviewStage

BEFORE_REVIEW = (BatchStatus.DRAFT, BatchStatus.OPEN, BatchStatus.CHECKING)
TO_DO = (AssignmentStatus.ASSIGNED, AssignmentStatus.DECLARED)


@dataclass(frozen=True)
class Desk:
    """The sheets of one expert in one stage, in their order; `at` is the one being read."""

    stage: ReviewStage
    rows: list[Assignment]
    at: int = 0

    @classmethod
    def around(cls, row: Assignment, user: User) -> Desk:
        """Without the ones stepped back from: there is nothing to read."""
        mine = _rows(user).filter(stage=row.stage_id)
        rows = list(mine.exclude(status=AssignmentStatus.RECUSED))
        at = next((n for n, one in enumerate(rows) if one.pk == row.pk), 0)
        return cls(row.stage, rows, at)

    @property
    def batch(self) -> Batch:
        return self.stage.batch

    @property
    def is_defence(self) -> bool:
        return self.stage.form == StageForm.DEFENCE

    @property
    def number(self) -> int:
        return self.at + 1

    @property
    def done(self) -> int:
        return sum(row.status == AssignmentStatus.SUBMITTED for row in self.rows)

    @property
    def total(self) -> int:
        return sum(row.status != AssignmentStatus.RECUSED for row in self.rows)

    @property
    def previous(self) -> Assignment | None:
        return self.rows[self.at - 1] if self.at > 0 else None

    @property
    def next(self) -> Assignment | None:
        return self.rows[self.at + 1] if self.at + 1 < len(self.rows) else None

    @property
    def next_open(self) -> Assignment | None:
        """The next one to do, going round."""
        order = self.rows[self.at + 1 :] + self.rows[: self.at]
        return next((row for row in order if row.status in TO_DO), None)


def desks(user: User) -> list[Desk]:
    """Stages of batches in review or past it, the newest first; a defence in its drawn order."""
    found: dict[int, Desk] = {}
    for row in _rows(user):
        desk = found.setdefault(row.stage_id, Desk(row.stage, []))
        desk.rows.append(row)
    return list(found.values())


def _rows(user: User) -> Any:
    slot = DefenceSlot.objects.filter(stage=OuterRef("stage"), application=OuterRef("application"))
    return (
        Assignment.objects.of_expert(user)
        .for_lists()
        .annotate(begins=Subquery(slot.values("starts_at")[:1]))
        .exclude(stage__batch__status__in=BEFORE_REVIEW)
        .order_by("-stage__batch__opens_at", "stage__batch", "stage__order", "order", "pk")
    )


def sheet_of(row: Assignment) -> Review | None:
    """The scores and remarks written so far; None before the first."""
    kept = Review.objects.prefetch_related("scores", "annotations")
    return kept.filter(assignment=row).first()


def sections_of(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Anchors and names of the parts of parts/frozen.html, for the bar above the text."""
    prose = [
        (f"f-{part['key']}", part["label"] or part["heading"])
        for part in content.get("prose", [])
        if part["text"] or part["heading"]
    ]
    count = sum(len(claim["evidence"]) for claim in content.get("claims", []))
    found = [*prose, ("f-claims", f"佐证 {count}"), ("f-facts", "台账数据")]
    if files := content.get("enclosures"):
        found.append(("f-files", f"附件 {len(files)}"))
    if content.get("milestones"):
        found.append(("f-milestones", "历程"))
    return list({label: (anchor, label) for anchor, label in reversed(found)}.values())[::-1]
