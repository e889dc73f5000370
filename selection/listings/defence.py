"""What the pages of a defence show: the drawn order with its sheets, in a few queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from selection.actions.paper import OPEN
from selection.choices import AssignmentStatus
from selection.models import Assignment, DefenceSlot, ReviewStage
from selection.models.defence import TWICE, lot


@dataclass(frozen=True)
class SheetState:
    """One expert's sheet for one project, as the office sees it on the day."""

    assignment: Assignment

    @property
    def copies(self) -> int:
        return int(getattr(self.assignment, "copies", 0))

    @property
    def is_open(self) -> bool:
        return self.assignment.status in OPEN

    @property
    def text(self) -> str:
        if self.assignment.status == AssignmentStatus.SUBMITTED:
            return "已交（纸质）" if self.copies else "已交"
        if self.assignment.status == AssignmentStatus.RECUSED:
            return "已回避"
        if self.copies == TWICE:
            return "两遍不同，要订正"
        return "已录一遍" if self.copies else "还没有交"


@dataclass(frozen=True)
class Turn:
    """A place in the drawn order; `proof` begins the digest that put it there."""

    slot: DefenceSlot
    proof: str
    sheets: list[SheetState]

    @property
    def done(self) -> int:
        return sum(s.assignment.status == AssignmentStatus.SUBMITTED for s in self.sheets)

    @property
    def due(self) -> int:
        return sum(s.assignment.status != AssignmentStatus.RECUSED for s in self.sheets)


def turns(stage: ReviewStage, seed: str) -> list[Turn]:
    """In drawn order, each with the sheets of its experts."""
    slots = stage.slots.select_related(
        "application__school", "application__brand", "application__organization"
    )
    rows: dict[int, list[SheetState]] = {}
    assigned = stage.assignments.select_related("expert__user").annotate(
        copies=Count("paper_entries")
    )
    for row in assigned.order_by("expert__user__name", "pk"):
        rows.setdefault(row.application_id, []).append(SheetState(row))
    return [
        Turn(slot, lot(seed, slot.application)[:8], rows.get(slot.application_id, []))
        for slot in slots
    ]
