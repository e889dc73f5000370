"""The day of a defence: drawn by a seed, scored in the room by those who read the papers."""

from __future__ import annotations

from typing import Any

from portal.demo import reviews
from portal.demo.source import away, moment
from schools.models import User
from selection.actions.defence import draw, plan, seat_panel
from selection.actions.rubrics import add_rubric, save_stages
from selection.choices import StageForm
from selection.models import Assignment, Batch, Defence, ReviewStage


def prepare(batch: Batch, told: dict[str, Any], staff: User) -> None:
    """A second stage with its own short rubric."""
    papers = batch.review_stages.get()
    papers.weight = 100 - told["weight"]
    rubric = add_rubric(batch=batch, name="现场答辩评分表", source="defence", by=staff)
    stage = ReviewStage(
        batch=batch,
        rubric=rubric,
        name="现场答辩",
        form=StageForm.DEFENCE,
        weight=told["weight"],
    )
    save_stages(batch=batch, stages=[papers, stage], by=staff)


def hold(batch: Batch, told: dict[str, Any], quality: dict[str, float], staff: User) -> None:
    stage = batch.review_stages.get(form=StageForm.DEFENCE)
    day = Defence(
        stage=stage,
        place=told["place"],
        starts_at=moment(away(told["on"]), 9),
        places=told["places"],
    )
    plan(defence=day, by=staff)
    draw(defence=day, by=staff, seed=told["seed"])
    seat_panel(stage=stage, by=staff)
    rows = Assignment.objects.for_lists().filter(stage=stage).select_related("stage__rubric")
    for row in rows.order_by("order", "pk"):
        reviews.score(row, quality[row.application.school.name], told["comments"])
