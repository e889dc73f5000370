"""The pool of experts, who scores what, and how far each has come."""

from __future__ import annotations

from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from portal.demo.source import away, once
from schools.models import Employment, Region, School, User
from selection.actions.assign import assign
from selection.actions.review import Mark, save_scores
from selection.models import Application, Assignment, Batch, Expert, Indicator
from selection.workflow.review import assignment_flow, recuse

STEP = Decimal("0.5")
# Some experts are stricter than others; the trimmed mean is there for that.
MOOD = {"expert1": 0.0, "expert2": 0.02, "expert3": -0.03, "expert4": -0.05, "expert5": 0.03}


def load_experts(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        user = User.objects.get(username=row["username"])
        school = School.objects.filter(name=row.get("school", "")).first()
        values = {
            "region": Region.objects.get(code=row["region"]),
            "field": row["field"],
            "stages": row["stages"],
            "school": school,
        }
        _, made = once(Expert, {"user": user}, **values)
        if not made:
            continue
        User.objects.filter(pk=user.pk).update(unit=row["unit"])
        if "worked_at" in row:
            left = away(-row["left_days_ago"])
            Employment.objects.create(
                user=user,
                school=School.objects.get(name=row["worked_at"]),
                title="教师",
                started_on=left - timedelta(days=1500),
                ended_on=left,
            )


def load(batch: Batch, plan: dict[str, Any], comments: dict[str, str], staff: User) -> None:
    """`progress` says how many sheets of each expert are handed in and how many are begun."""
    quality = qualities(plan)
    _assign_all(batch, plan, staff)
    for username in plan["panel"]:
        rows = list(
            Assignment.objects.for_lists()
            .filter(stage__batch=batch, expert__user__username=username)
            .order_by("order")
        )
        rows = _keep_away(rows, plan.get("recused", {}).get(username))
        submitted, begun = plan.get("progress", {}).get(username, [len(rows), 0])
        for number, assignment in enumerate(rows[: submitted + begun]):
            level = quality[assignment.application.school.name]
            assignment_flow.perform(assignment, "declare", by=assignment.expert.user)
            score(assignment, level, comments, is_whole=number < submitted)


def qualities(plan: dict[str, Any]) -> dict[str, float]:
    return {row["school"]: row["quality"] for row in plan["applications"]}


def _assign_all(batch: Batch, plan: dict[str, Any], staff: User) -> None:
    stage = batch.review_stages.all()[0]
    experts = {e.user.username: e for e in Expert.objects.select_related("user")}
    for application in batch.applications.select_related("school").order_by("number"):
        away_from = plan.get("away", {})
        chosen = [
            experts[name]
            for name in plan["panel"]
            if away_from.get(name) != application.school.name
        ]
        assign(application=application, stage=stage, experts=chosen, by=staff)


def _keep_away(rows: list[Assignment], recused: list[str] | None) -> list[Assignment]:
    """The expert says so in person; the others stay."""
    if recused is None:
        return rows
    school, reason = recused
    for row in rows:
        if row.application.school.name == school:
            recuse(row, reason, by=row.expert.user)
    return [row for row in rows if row.application.school.name != school]


def score(
    assignment: Assignment, quality: float, comments: dict[str, str], *, is_whole: bool = True
) -> None:
    """A declared sheet, handed in or half done."""
    user = assignment.expert.user
    leaves = list(assignment.stage.rubric.leaves())
    level = quality + MOOD[user.username]
    shown = leaves if is_whole else leaves[: len(leaves) // 2]
    marks = {leaf.pk: Mark(_value(leaf, level, assignment.application), "") for leaf in shown}
    word = "high" if quality >= 0.85 else "middle" if quality >= 0.77 else "low"
    comment = comments[word] if is_whole else ""
    save_scores(assignment=assignment, marks=marks, comment=comment)
    if is_whole:
        assignment_flow.perform(assignment, "submit", by=user)


def _value(leaf: Indicator, level: float, application: Application) -> Decimal:
    """Up and down a little from row to row, the same on every run; a multiple of the step."""
    swing = ((leaf.order * 7 + (application.number or 0) * 3) % 5 - 2) * 0.02
    ratio = Decimal(str(min(1.0, level + swing)))
    steps = (leaf.points * ratio / STEP).quantize(Decimal(1), ROUND_HALF_UP)
    return min(steps * STEP, leaf.points)
