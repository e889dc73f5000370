"""Three people check what the demonstration publishes, by the moves every record takes."""

from __future__ import annotations

from datetime import date, timedelta

from activities.models import Activity, Coverage
from activities.workflow import activity_flow, coverage_flow
from brands.models import Brand
from brands.workflow import brand_flow
from honors.models import Honor
from honors.workflow import honor_flow, verification_flow
from kit.publication import Publishable
from kit.workflow import Workflow
from portal.demo.people import Desk
from portal.demo.source import moment
from schools.models import School, Tie
from schools.workflow import school_flow, tie_flow

FLOWS: dict[type, Workflow] = {
    Activity: activity_flow,
    Brand: brand_flow,
    Coverage: coverage_flow,
    Honor: honor_flow,
    School: school_flow,
    Tie: tie_flow,
}
CHECKS = ("first", "second", "final")
# How far a content file lets a record go; "draft" stays where it is.
UPTO = {"draft": 0, "first": 1, "second": 2, "published": 3}


def publish(row: Publishable, desk: Desk, on: date, state: str = "published") -> None:
    """The checks up to `state`, dated as if they had been made in the days after `on`."""
    flow, dates = FLOWS[type(row)], {}
    people = (desk.clerk, desk.secretary, desk.staff)
    for number, step in enumerate(CHECKS[: UPTO[state]]):
        flow.perform(row, f"{step}_check", by=people[number])
        dates[f"{step}_at"] = moment(on + timedelta(days=number + 1), 9 + number)
    if dates:
        type(row)._default_manager.filter(pk=row.pk).update(**dates)


def verify(honor: Honor, desk: Desk, state: str) -> None:
    if state == "unfiled":
        return
    verification_flow.perform(honor, "file", by=desk.clerk)
    if state == "verified":
        verification_flow.perform(honor, "verify", by=desk.staff)
