"""What a school gives itself, leaf by leaf: frozen and shown beside the scores, never counted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from selection.choices import StageForm
from selection.models import Application, Batch, Indicator


def leaves(batch: Batch) -> list[Indicator]:
    """The rows of the rubric that the papers are judged by; none where nothing is asked."""
    stages = list(batch.review_stages.select_related("rubric")) if batch.has_self_score else []
    papers = [stage for stage in stages if stage.form == StageForm.MATERIAL]
    return list((papers or stages)[0].rubric.leaves()) if stages else []


def given(application: Application, leaf: Indicator) -> dict[str, str]:
    """The kept value and its grounds, as texts; empty ones while nothing was typed."""
    kept = application.self_scores.get(str(leaf.pk), {})
    return {"value": kept.get("value", ""), "grounds": kept.get("grounds", "")}


def open_leaves(application: Application) -> list[Indicator]:
    """Leaves that still need a value or its grounds."""
    rows = [(leaf, given(application, leaf)) for leaf in leaves(application.batch)]
    return [leaf for leaf, kept in rows if not kept["value"] or not kept["grounds"].strip()]


def frozen(application: Application) -> list[dict[str, Any]]:
    """As it stands in a version; values as texts, for a hash must not depend on rounding."""
    return [
        {
            "group": leaf.parent.title if leaf.parent else "",
            "title": leaf.title,
            "points": f"{leaf.points.normalize():f}",
            **given(application, leaf),
        }
        for leaf in leaves(application.batch)
    ]


def total(rows: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(row["value"]) for row in rows if row["value"]), Decimal(0))
