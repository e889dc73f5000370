"""Rows as plain values and back, exactly as stored: for backups and the recycle bin."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models, router, transaction
from django.db.models.deletion import Collector

from kit.secret import EncryptedTextField


def plain(row: models.Model) -> dict[str, Any]:
    """What JSON can hold; what is encrypted stays so."""
    return {field.attname: _plain(field, row) for field in row._meta.concrete_fields}


def made(model: type[models.Model], line: dict[str, Any]) -> models.Model:
    fields = model._meta.concrete_fields
    values = [_typed(field, line[field.attname]) for field in fields]
    return model.from_db(None, [field.attname for field in fields], values)


def uploads(row: models.Model) -> Iterator[str]:
    """Names of the files this row speaks of."""
    for field in row._meta.concrete_fields:
        if isinstance(field, models.FileField) and (file := field.value_from_object(row)):
            yield file.name


class Missing(Exception):
    """Something a row hangs on is gone; the argument is what such a thing is called."""


def graph(roots: Sequence[models.Model]) -> dict[str, Any]:
    """The roots (of one model) with all that a deletion takes along: rows, and pointers cleared.

    Raises ProtectedError, as the deletion would.
    """
    collector = Collector(using=router.db_for_write(type(roots[0])))
    collector.collect(roots)
    found: dict[type[models.Model], dict[Any, models.Model]] = {}
    for batch in (*collector.data.values(), *collector.fast_deletes):
        for row in batch:
            found.setdefault(type(row), {})[row.pk] = row
    cleared = [
        [field.model._meta.label_lower, field.name, row.pk, getattr(row, field.attname)]
        for (field, _), batches in collector.field_updates.items()
        for batch in batches
        for row in (batch if isinstance(batch, Iterable) else [batch])
    ]
    first = type(roots[0])
    order = [first, *(model for model in found if model is not first)]
    return {
        "rows": {m._meta.label_lower: [plain(row) for row in found[m].values()] for m in order},
        "cleared": cleared,
    }


def rows_of(kept: dict[str, Any]) -> list[models.Model]:
    """The rows of a graph, roots first."""
    return [
        made(apps.get_model(label), line) for label, lines in kept["rows"].items() for line in lines
    ]


@transaction.atomic
def put_back(kept: dict[str, Any]) -> list[models.Model]:
    """Insert a graph again under its old numbers; raises Missing, or IntegrityError for a clash."""
    rows = rows_of(kept)
    mine = {(type(row), row.pk) for row in rows}
    for row in rows:
        for field in row._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                _require(field, getattr(row, field.attname), mine)
    for row in rows:
        row.save_base(raw=True, force_insert=True)
    for label, name, pk, key in kept["cleared"]:
        holders = apps.get_model(label)._base_manager.filter(pk=pk, **{name: None})
        holders.update(**{name: key})
    connection.check_constraints()
    return rows


def _require(field: models.ForeignKey, key: Any, mine: Collection[Any]) -> None:
    target = field.related_model
    if key is None or (target, key) in mine:
        return
    if not target._base_manager.filter(**{field.target_field.name: key}).exists():
        raise Missing(str(target._meta.verbose_name))


def _plain(field: models.Field, row: models.Model) -> Any:
    value = field.value_from_object(row)
    if isinstance(field, EncryptedTextField):
        return field.get_prep_value(value)
    if value is None or isinstance(value, bool | int | str | list | dict):
        return value
    return field.value_to_string(row)


def _typed(field: models.Field, value: Any) -> Any:
    if isinstance(field, EncryptedTextField):
        return field.from_db_value(value, None, connection)
    return field.to_python(value)
