"""Copying a paper score sheet: the second copy, or the settling of differences, hands it in."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from schools.models import User
from selection.actions import paper
from selection.actions.apply import hold_batch
from selection.models import Assignment
from selection.models.defence import TWICE
from selection.workflow.review import assignment_flow


@transaction.atomic
def enter(*, assignment: Assignment, values: Mapping[int, Decimal], comment: str, by: User) -> bool:
    """Keep one copy; True when it was the second, both agree and the sheet is handed in."""
    hold_batch(assignment.application)
    entry = paper.copy(assignment=assignment, values=values, comment=comment, by=by)
    if entry.turn < TWICE or paper.differences(assignment):
        return False
    paper.write(assignment, by=by)
    assignment_flow.perform(assignment, "take_paper", by=by)
    return True


@transaction.atomic
def settle(*, assignment: Assignment, values: Mapping[int, Decimal], by: User) -> None:
    hold_batch(assignment.application)
    paper.settle(assignment=assignment, values=values, by=by)
    assignment_flow.perform(assignment, "take_paper", by=by)
