"""Everything the portal keeps of one person, found by following every link to it.

A link that is added later is followed, too: what only names the person as author or judge is told
by the thing's name, what is about the person by each of its columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import models

from kit import audit
from kit.models import AuditEntry
from kit.sheets import Column
from portal.models import Mistake
from schools.models import User
from selection.choices import RESULTS_OUT
from selection.models import Expert, Objection, Review

Person = User | Objection | Mistake

# About the person, told column by column.
OWN = {
    *("schools.post", "schools.employment", "schools.session", "schools.authenticator"),
    *("selection.expert", "selection.conflict", "kit.notification", "kit.draft"),
}
# Opens an account, so that it is told of, and not told; or counts nothing but a click.
UNTOLD = {"password", "key", "codes", "session_key", "session_data", "id", "user", "owner"}
SILENT = {"schools.pastpassword", "kit.submission", "kit.notificationchoice", "kit.auditentry"}
HIDDEN = "（有，不写出来）"


class Held(NamedTuple):
    """One line of the file."""

    kind: str
    thing: str
    what: str
    value: str


COLUMNS = (
    Column("哪一类", "kind", 18),
    Column("哪一条", "thing", 36),
    Column("项目", "what", 18),
    Column("内容", "value", 60),
)


def held(person: Person) -> Iterator[Held]:
    yield from _columns(person)
    yield from _linked(person)
    if not isinstance(person, User):
        return
    if expert := Expert.objects.filter(user=person).first():
        yield from _linked(expert)
    yield from _scores(person)
    for entry in AuditEntry.objects.filter(actor=person).order_by("pk").iterator():
        yield Held("操作记录", f"{entry.at:%Y-%m-%d %H:%M}", "经过", audit.sentence(entry))


def counted(person: Person) -> dict[str, int]:
    """How many things of each kind, for the page that asks what is to be done with them."""
    found = {_kind(person): 1}
    expert = Expert.objects.filter(user=person).first() if isinstance(person, User) else None
    for row in filter(None, (person, expert)):
        for model, name in _links(row):
            kind = _kind(model)
            number = model._base_manager.filter(**{name: row}).count()
            found[kind] = found.get(kind, 0) + number
    if isinstance(person, User):
        found["操作记录"] = AuditEntry.objects.filter(actor=person).count()
    return {kind: number for kind, number in found.items() if number}


def _kind(row: models.Model | type[models.Model]) -> str:
    return str(row._meta.verbose_name)


def _columns(row: models.Model) -> Iterator[Held]:
    kind = _kind(row)
    for field in row._meta.concrete_fields:
        value = _told(row, field)
        if value:
            yield Held(kind, str(row), str(field.verbose_name), value)


def _told(row: models.Model, field: Any) -> str:
    raw = field.value_from_object(row)
    if raw in (None, "", [], {}):
        return ""
    if field.name in UNTOLD:
        return HIDDEN if field.name in {"password", "key", "codes"} else ""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    return str(getattr(row, field.name))


def _links(row: models.Model) -> Iterator[tuple[Any, str]]:
    """Every model that names the row, and by which field."""
    links: list[Any] = row._meta.get_fields(include_hidden=True)
    for link in links:
        if link.auto_created and not link.concrete and link.related_model is not None:
            model: Any = link.related_model
            if model._meta.label_lower not in SILENT:
                yield model, link.field.name


def _linked(row: models.Model) -> Iterator[Held]:
    for model, name in _links(row):
        field = model._meta.get_field(name)
        for found in model._base_manager.filter(**{name: row}).order_by("pk"):
            if model._meta.label_lower in OWN:
                yield from _columns(found)
            else:
                role = str(field.verbose_name)  # English where no form ever shows it
                yield Held(_kind(found), str(found), "" if role.isascii() else role, "本人")


def _scores(user: User) -> Iterator[Held]:
    """Those of reviews that are over; before that nobody who keeps accounts may know them."""
    rows = Review.objects.filter(assignment__expert__user=user).exclude(submitted_at=None)
    rows = rows.filter(assignment__stage__batch__status__in=RESULTS_OUT)
    for review in rows.select_related("assignment__application", "assignment__expert__user"):
        for score in review.scores.select_related("indicator"):
            yield Held("评分", str(review), str(score.indicator), f"{score.value} {score.note}")
