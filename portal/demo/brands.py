"""A school's brand with its parts, and its secretary's projects."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from brands.actions import content as actions
from brands.choices import BrandKind
from brands.models import Brand, Figure, Measure, Milestone, Progress, Result, Section, SubProject
from kit.dates import months_after
from kit.publication import Scope
from portal.demo.people import Desk
from portal.demo.publishing import publish
from portal.demo.source import away, make
from schools.models import School

OWN = (
    "title",
    "slip",
    "cover",
    "tagline",
    "slogan",
    "theme",
    "connotation",
    "working_method",
    "leader",
    "logo_meaning",
    "started_year",
)


def load(school: School, told: dict[str, Any], desk: Desk, number: int) -> Brand:
    """`number` keeps the order of the content files: the newest comes first on the shelf."""
    brand, made = _start(school, told, desk, BrandKind.SCHOOL_BRAND)
    if made:
        _write_parts(brand, told)
        publish(brand, desk, away(-29 - number))
    return brand


def load_project(school: School, told: dict[str, Any], desk: Desk) -> Brand:
    """A secretary's project: its tasks are milestones, its months are lines of progress."""
    brand, made = _start(school, told, desk, BrandKind.SECRETARY_PROJECT)
    if not made:
        return brand
    _write_parts(brand, told)
    for order, (task, person, days, is_done) in enumerate(told["tasks"]):
        due = away(days)
        done = due - timedelta(days=3) if is_done else None
        values = {"due_on": due, "done_on": done, "precision": "day", "order": order}
        make(Milestone, brand=brand, task=task, person=person, **values)
    this = timezone.localdate().replace(day=1)
    for months, text in told["progress"]:
        month = months_after(this, -months)
        make(Progress, brand=brand, month=month, text=text, written_by=desk.secretary)
    publish(brand, desk, away(-75))
    return brand


def load_results(brand: Brand, rows: list[dict[str, Any]]) -> None:
    """Results won elsewhere."""
    for row in rows:
        if not brand.results.filter(batch_name=row["batch_name"]).exists():
            decided = date.fromisoformat(row["decided_on"]) if "decided_on" in row else None
            make(Result, brand=brand, **{**row, "decided_on": decided})


def _start(school: School, told: dict[str, Any], desk: Desk, kind: str) -> tuple[Brand, bool]:
    found = Brand.objects.filter(school=school, title=told["title"]).first()
    if found:
        return found, False
    values = {key: told[key] for key in OWN if key in told}
    brand = Brand(school=school, organization=school.top_organization, kind=kind, **values)
    brand.scope = Scope.PUBLIC
    actions.create(brand=brand, by=desk.clerk)
    return brand, True


def _write_parts(brand: Brand, told: dict[str, Any]) -> None:
    for order, (kind, heading, body) in enumerate(told["sections"]):
        make(Section, brand=brand, kind=kind, heading=heading, body=body, order=order)
    subs = []
    for order, sub in enumerate(told["subs"]):
        measures = sub.pop("measures", [])
        subs.append(make(SubProject, brand=brand, order=order, **sub))
        for place, measure in enumerate(measures):
            make(Measure, sub_project=subs[-1], order=place, **measure)
    for order, figure in enumerate(told.get("figures", [])):
        sub = figure.pop("sub", None)
        linked = subs[sub] if sub is not None else None
        make(Figure, brand=brand, sub_project=linked, order=order, **figure)
    for order, step in enumerate(told.get("milestones", [])):
        _write_milestone(brand, step, order)


def _write_milestone(brand: Brand, step: dict[str, Any], order: int) -> None:
    done, days = step.pop("done", None), step.pop("due_in", None)
    due = away(days) if days is not None else None
    make(Milestone, brand=brand, done_on=done, due_on=due, order=order, **step)
