"""The rubric of a batch as it is printed: groups with their leaves, then the other rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from selection.choices import IndicatorKind, RubricPurpose
from selection.models import Batch, Indicator, ReviewStage


@dataclass
class PrintedGroup:
    title: str
    leaves: list[Indicator] = field(default_factory=list)

    @property
    def points(self) -> Decimal:
        return sum((leaf.points for leaf in self.leaves), Decimal(0))


@dataclass
class PrintedStage:
    stage: ReviewStage
    groups: list[PrintedGroup]
    others: list[Indicator]  # bonus, deduction and veto rows

    @property
    def points(self) -> Decimal:
        return sum((group.points for group in self.groups), Decimal(0))


def overview(batch: Batch) -> Any:
    """Rubrics with `full` points, number of leaves, and the names of the stages that use them."""
    leaves = Q(indicators__kind=IndicatorKind.LEAF)
    return batch.rubrics.annotate(
        full=Sum("indicators__points", filter=leaves), leaf_count=Count("indicators", filter=leaves)
    ).prefetch_related("review_stages")


def is_scored(batch: Batch) -> bool:
    """The stages stand once a score is in; an acceptance comes later and touches none of them."""
    return batch.rubrics.filter(purpose=RubricPurpose.REVIEW, frozen_at__isnull=False).exists()


def printed(batch: Batch) -> list[PrintedStage]:
    """One entry per stage; stages that share a rubric print it once, with the first of them."""
    found: dict[int, PrintedStage] = {}
    for stage in batch.review_stages.select_related("rubric").prefetch_related(
        "rubric__indicators__parent"
    ):
        if stage.rubric_id not in found:
            found[stage.rubric_id] = _printed(stage)
    return list(found.values())


def _printed(stage: ReviewStage) -> PrintedStage:
    rows = list(stage.rubric.indicators.all())
    groups: dict[int | None, PrintedGroup] = {}
    for row in rows:
        if row.kind == IndicatorKind.LEAF:
            title = row.parent.title if row.parent else ""
            groups.setdefault(row.parent_id, PrintedGroup(title)).leaves.append(row)
    plain = (IndicatorKind.GROUP, IndicatorKind.LEAF)
    others = [row for row in rows if row.kind not in plain]
    return PrintedStage(stage, list(groups.values()), others)
