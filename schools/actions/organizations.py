"""Party organisations and the people who serve in them or lead the school."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from kit import audit
from kit.workflow import Refused
from schools.models import Officer, PartyOrganization, School, User

audit.register(
    {
        "organization.create": "{actor}登记了党组织“{target}”",
        "organization.update": "{actor}修改了党组织“{target}”的资料",
        "officer.appoint": "{actor}登记任职“{target}”，单位：{place}",
        "officer.end": "{actor}登记离任“{target}”，单位：{place}",
        "officer.move": "{actor}调整了“{target}”的排序，单位：{place}",
    }
)


@transaction.atomic
def save_organization(
    *, organization: PartyOrganization, hosts: Collection[School], by: User
) -> PartyOrganization:
    """The first organisation of a school becomes its highest one until it says otherwise."""
    is_new = organization.pk is None
    organization.save()
    organization.host_schools.set(hosts)
    if is_new:
        ids = [host.pk for host in hosts]
        School.objects.filter(pk__in=ids, top_organization=None).update(
            top_organization=organization
        )
    audit.record(by, f"organization.{'create' if is_new else 'update'}", organization)
    return organization


@transaction.atomic
def appoint(*, officer: Officer, by: User) -> None:
    """Joins at the end of the list."""
    officer.order = max((row.order for row in _beside(officer)), default=0) + 10
    officer.save()
    audit.record(by, "officer.appoint", officer, place=officer.place)


@transaction.atomic
def end_office(*, officer: Officer, on: date, by: User) -> None:
    if officer.ended_on:
        raise Refused(f"{officer}已经登记离任。")
    if officer.started_on and on < officer.started_on:
        raise Refused("离任日期不能早于任职日期。")
    officer.ended_on = on
    officer.save(update_fields=["ended_on"])
    audit.record(by, "officer.end", officer, place=officer.place, on=on)


@transaction.atomic
def move_officer(*, officer: Officer, up: bool, by: User) -> None:
    """One place up or down among those in office; at the end of the list nothing happens."""
    rows = list(_beside(officer))
    here = next(number for number, row in enumerate(rows) if row.pk == officer.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for number, row in enumerate(rows, start=1):
        row.order = number * 10
    Officer.objects.bulk_update(rows, ["order"])
    audit.record(by, "officer.move", officer, place=officer.place)


def _beside(officer: Officer) -> list[Officer]:
    rows = Officer.objects.current().select_for_update()
    return list(rows.filter(organization=officer.organization_id, school=officer.school_id))
