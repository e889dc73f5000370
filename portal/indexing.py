"""Keeps the search index equal to the public rows: one by one as they change, or all at once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from activities.models import Activity
from brands.models import Brand
from honors.models import Honor
from kit import published
from portal.models import SearchDocument
from portal.sources import SOURCES
from schools.models import School, Tie
from selection.models import Announcement, Batch

BATCH = 500


def index(obj: Model) -> None:
    """Store what `obj` says in public now; a row the public may not see is forgotten."""
    forget(obj)
    _store(type(obj), SOURCES[type(obj)].rows().filter(pk=obj.pk))


def forget(obj: Model) -> None:
    SearchDocument.objects.filter(source=obj._meta.model_name, object_id=obj.pk).delete()


def index_school(school: School) -> None:
    """Its name is told by its rows too."""
    index(school)
    for model in (Brand, Activity, Honor):
        _again(model, SOURCES[model].rows().filter(school=school))
    _again(Tie, SOURCES[Tie].rows().filter(members__school=school).distinct())


def index_batch(batch: Batch) -> None:
    for announcement in Announcement.objects.filter(batch=batch):
        index(announcement)


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Throw the index away and write it anew; how many rows of each kind went in."""
    SearchDocument.objects.all().delete()
    return {
        str(model._meta.verbose_name): _store(model, source.rows().order_by("pk"))
        for model, source in SOURCES.items()
    }


def differences() -> list[str]:
    """Where the index is not what the public rows say: table and id."""
    wrong = []
    for model, source in SOURCES.items():
        name = str(model._meta.model_name)
        stored = {d.object_id: d.facts() for d in SearchDocument.objects.filter(source=name)}
        rows = source.rows().order_by("pk").iterator(BATCH)
        wrong += [
            f"{name} {row.pk}"
            for row in rows
            if stored.pop(row.pk, None) != source.document(row).facts()
        ]
        wrong += [f"{name} {pk}" for pk in stored]
    return wrong


def _again(model: type[Model], rows: QuerySet[Any]) -> None:
    ids = list(rows.values_list("pk", flat=True))
    name = model._meta.model_name
    SearchDocument.objects.filter(source=name, object_id__in=ids).delete()
    _store(model, SOURCES[model].rows().filter(pk__in=ids))


def _store(model: type[Model], rows: QuerySet[Any]) -> int:
    document = SOURCES[model].document
    waiting: list[SearchDocument] = []
    count = 0
    for row in rows.iterator(BATCH):
        waiting.append(document(row))
        count += 1
        if len(waiting) == BATCH:
            SearchDocument.objects.bulk_create(waiting)
            waiting = []
    SearchDocument.objects.bulk_create(waiting)
    return count


def listen() -> None:
    """From now on every change that kit.published tells of reaches the index."""
    for model in SOURCES:
        published.on_change(model, index_school if model is School else index)
    published.on_change(Batch, index_batch)
