"""Schools with their Party organisations, history and ties."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kit.publication import Scope
from portal.demo.people import Desk, load_desk
from portal.demo.publishing import publish
from portal.demo.source import away, make, once
from schools.choices import TieState
from schools.models import (
    Partner,
    PartyOrganization,
    Region,
    School,
    SchoolEvent,
    SchoolGroup,
    Tie,
    TieMember,
)

PROFILE = ("short_name", "stage", "motto", "culture", "designation", "history_note", "introduction")
# The nearest office that checks what a school publishes.
CHECKER = {"320213": "staff2", "3202": "staff", "3211": "staff3", "370402": "staff4"}
CHECKER |= {"3609": "staff5"}


def load(told: dict[str, Any], number: int) -> tuple[School, Desk]:
    region = Region.objects.get(code=told["region"])
    values = {key: told[key] for key in PROFILE if key in told}
    school, made = once(School, {"region": region, "name": told["name"]}, **values)
    desk = load_desk(school, number, _checker(region.code))
    if made:
        _complete(school, told)
        publish(school, desk, away(-70))
    return school, desk


def _checker(code: str) -> str:
    return next(CHECKER[code[:n]] for n in (6, 4) if code[:n] in CHECKER)


def _complete(school: School, told: dict[str, Any]) -> None:
    body = make(PartyOrganization, region=school.region, **told["organization"])
    body.host_schools.add(school)
    school.top_organization = body
    if "group" in told:
        key = {"name": told["group"]}
        school.group, _ = once(SchoolGroup, key, region=school.region, model="名园办新园")
    school.scope = Scope.PUBLIC
    school.save()
    for event in told.get("events", []):
        make(SchoolEvent, school=school, **event)


def load_ties(rows: list[dict[str, Any]], desk: Desk) -> list[Tie]:
    return [_load_tie(row, desk) for row in rows]


def _load_tie(row: dict[str, Any], desk: Desk) -> Tie:
    members = row.pop("members")
    values = {"state": TieState.ACTIVE, "scope": Scope.PUBLIC}
    tie, made = once(Tie, {"title": row.pop("title")}, **values, **row)
    if made:
        for kind, name, role in members:
            model = School if kind == "school" else Partner
            body = model.objects.get(name=name)
            member = TieMember(tie=tie, role=role, **{kind: body})
            if kind == "school":
                member.confirmed_by, member.confirmed_at = desk.clerk, timezone.now()
            member.save()
        publish(tie, desk, away(-50))
    return tie
