"""What a school says of itself and what the district registers about it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kit import audit
from kit.published import changed
from schools.actions import recycling
from schools.models import School, SchoolEvent, SchoolName, User

audit.register(
    {
        "school.create": "{actor}登记了学校“{target}”",
        "school.register": "{actor}修改了学校“{target}”的登记信息",
        "school.rename": "{actor}把学校“{old}”更名为“{target}”",
        "school.update": "{actor}修改了学校“{target}”的资料",
        "school.add_name": "{actor}给学校“{target}”补记曾用名“{name}”",
        "school.remove_name": "{actor}删去学校“{target}”的曾用名“{name}”",
        "school.add_event": "{actor}给学校“{target}”补记大事“{text}”",
        "school.remove_event": "{actor}删去学校“{target}”的大事“{text}”",
    }
)


@transaction.atomic
def save_profile(*, school: School, fields: list[str], by: User) -> None:
    """Only the named fields: writing the rest could undo a move made meanwhile."""
    school.save(update_fields=[*fields, "updated_at"])
    audit.record(by, "school.update", school)


@transaction.atomic
def save_registration(*, school: School, fields: list[str], by: User) -> School:
    """A renamed school keeps its old name, so that old papers still find it."""
    if school.pk is None:
        school.save()
        audit.record(by, "school.create", school)
        return school
    old = School.objects.get(pk=school.pk).name
    school.save(update_fields=[*fields, "updated_at"])
    if old != school.name:
        school.former_names.create(name=old, until=timezone.localdate())
        audit.record(by, "school.rename", school, old=old)
    else:
        audit.record(by, "school.register", school)
    changed(school)
    return school


@transaction.atomic
def add_name(*, name: SchoolName, by: User) -> None:
    name.save()
    audit.record(by, "school.add_name", name.school, name=name.name)
    changed(name.school)


@transaction.atomic
def remove_name(*, name: SchoolName, by: User) -> None:
    audit.record(by, "school.remove_name", name.school, name=name.name)
    recycling.discard(name, by=by, place=name.school)
    changed(name.school)


@transaction.atomic
def add_event(*, event: SchoolEvent, by: User) -> None:
    event.save()
    audit.record(by, "school.add_event", event.school, text=event.text)


@transaction.atomic
def remove_event(*, event: SchoolEvent, by: User) -> None:
    audit.record(by, "school.remove_event", event.school, text=event.text)
    recycling.discard(event, by=by, place=event.school)


def _open_above(row: SchoolName | SchoolEvent) -> None:
    recycling.at_rest(row.school)


recycling.keeps(SchoolName, _open_above)
recycling.keeps(SchoolEvent, _open_above)
