"""Applications: started from brand and ledger, signed, checked, or returned with notes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.demo.source import away, moment
from schools.choices import Role
from schools.models import School, User
from selection.actions import apply, check, evidence
from selection.actions.eligibility import current_brand
from selection.models import Application, ApplicationVersion, Batch, Correction
from selection.workflow import application_flow

# The moves that lead there, and who makes them.
ROUTE = {"draft": 0, "to_sign": 1, "submitted": 2, "returned": 2, "passed": 3}


def load(batch: Batch, row: dict[str, Any], told: dict[str, Any], staff: User) -> Application:
    school = School.objects.get(name=row["school"])
    clerk, secretary = person(school, Role.CLERK), person(school, Role.SECRETARY)
    brand = current_brand(batch, school)
    body = school.top_organization
    assert body  # noqa: S101 - every school of the demonstration has one
    assert brand  # noqa: S101 - and a brand
    application = apply.start(batch=batch, organization=body, brand=brand, by=clerk)
    if row.get("until") != "draft":
        _complete(application, told, clerk)
    steps = (("send_to_sign", clerk), ("sign", secretary), ("pass", staff))
    for key, by in steps[: ROUTE[row.get("until", "passed")]]:
        if key == "pass":
            _tick(application, staff)
        application_flow.perform(application, key, by=by)
    return application


def _complete(application: Application, told: dict[str, Any], clerk: User) -> None:
    """The two things a school still has to write; claims without evidence go if others have it."""
    application.content["innovation"] = told["innovation"]
    application.contact_phone = told["phone"]
    apply.save_part(application=application, part="基本信息", by=clerk)
    claims = list(application.claims.prefetch_related("evidence"))
    bare = [claim for claim in claims if not claim.evidence.all()]
    for claim in bare if len(bare) < len(claims) else bare[1:]:
        evidence.remove_claim(claim=claim, by=clerk)


def _tick(application: Application, staff: User) -> None:
    items = check.ensure_items(application.batch)
    marks = dict.fromkeys(items, (True, ""))
    check.mark(application=application, marks=marks, by=staff)


def return_one(batch: Batch, name: str, notes: dict[str, str], staff: User) -> None:
    """One application goes back to its school with a note on two fields."""
    for application in batch.applications.exclude(number=None):
        date_back(application, away(-7 + (application.number or 0)))
    application = batch.applications.get(school__name=name)
    check.ask(application=application, notes=notes, due_on=away(10), by=staff)
    application_flow.perform(application, "return_for_correction", by=staff)
    asked = moment(away(-2), 15)
    Correction.objects.filter(application=application).update(asked_at=asked)


def date_back(application: Application, on: date) -> None:
    at = moment(on, 16, 20)
    mine = Application.objects.filter(pk=application.pk)
    mine.update(created_at=at - timedelta(days=9), signed_at=at, submitted_at=at)
    ApplicationVersion.objects.filter(application=application).update(made_at=at)


def person(school: School, role: str) -> User:
    return User.objects.get(posts__school=school, posts__role=role)
