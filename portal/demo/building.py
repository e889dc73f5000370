"""A cultivation batch in its build period: on track, lagging, waiting to be accepted, closed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from brands.models import Milestone
from kit.dates import months_after
from portal.demo import batches
from portal.demo.applications import person
from portal.demo.source import read
from schools.choices import Role
from schools.models import User
from selection.actions import acceptance, build, course, reports
from selection.models import Acceptance, Application, Batch, ChangeRequest, Report
from selection.workflow.acceptance import conclude
from selection.workflow.reports import report_flow


def load() -> None:
    plan = read("building")
    key = {name: plan[name] for name in ("programme", "number")}
    if Batch.objects.filter(region__code=plan["region"], **key).exists():
        return
    batch = _announced(plan)
    for row in plan["course"]:
        application = batch.applications.get(school__name=row["school"])
        _deliver(application, row["delivered"])
        for kind, upto in row["reports"].items():
            _report(application, kind, upto, plan)
        if "change" in row:
            _ask(application, row["change"])


def _announced(plan: dict[str, Any]) -> Batch:
    """When they applied none of the tasks was done; what is done by now was promised then."""
    schools = [row["school"] for row in plan["applications"]]
    steps = Milestone.objects.filter(
        brand__kind=plan["programme"], brand__school__name__in=schools, done_on__isnull=False
    )
    done = list(steps)
    steps.update(done_on=None)
    batch = batches.lead("published", plan, read("batches"))
    Milestone.objects.bulk_update(done, ["done_on"])
    return batch


def _deliver(application: Application, told: list[str]) -> None:
    rows = list(application.commitments.select_related("milestone"))
    for row, text in zip(rows, told, strict=False):
        row.delivered = text
        row.delivered_on = row.milestone.done_on if row.milestone else None
    seen = build.commitments_state(application)
    build.deliver(application=application, rows=rows, seen=seen, by=_clerk(application))


def _report(application: Application, kind: str, upto: str, plan: dict[str, Any]) -> None:
    """Drafted from what is known, signed by the secretary, accepted by the office."""
    report = application.reports.get(kind=kind, round=1)
    first = reports.prefilled(report)
    content = {key: first[key] or plan["texts"][key] for key in first}
    seen = reports.state(report)
    reports.write(report=report, content=content, seen=seen, by=_clerk(application))
    signer = person(application.school, Role.SECRETARY)
    report_flow.perform(report, "submit", by=signer)
    if upto == "accept":
        _accept(report, plan["sheets"][kind], User.objects.get(username=plan["staff"]))


def _accept(report: Report, told: dict[str, Any], office: User) -> None:
    """What the acceptance group wrote down, row by row of the rubric the batch was made with."""
    rubric = acceptance.rubric_for(report)
    assert rubric  # noqa: S101 - every new cultivation batch has one
    points = [Decimal(value) for value in told["points"]]
    rows = zip(rubric.leaves(), points, told["grounds"], strict=True)
    total = acceptance.total_of(points)
    grade = acceptance.grade_of(total, rubric)
    sheet = Acceptance(
        report=report,
        members=told["members"],
        rows=[acceptance.line(*row) for row in rows],
        total=total,
        grade=grade,
        verdict=grade,
        opinion=told["opinion"],
    )
    conclude(sheet, by=office)


def _ask(application: Application, told: dict[str, Any]) -> None:
    closing = course.closing_report(application)
    assert closing  # noqa: S101 - the announcement made it
    assert closing.due_on  # noqa: S101 - with a day
    wish = ChangeRequest(
        application=application,
        kind="extension",
        reason=told["reason"],
        new_due_on=months_after(closing.due_on, told["months"]),
    )
    build.ask(change=wish, by=person(application.school, Role.SECRETARY))


def _clerk(application: Application) -> User:
    return person(application.school, Role.CLERK)
