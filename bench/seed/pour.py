"""Puts many model instances with keys of their own into their table, the fastest way there is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from io import StringIO
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.utils import timezone

ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def pour(rows: Iterable[models.Model]) -> int:
    """All of one model; returns how many."""
    count, waiting = 0, iter(rows)
    while some := tuple(islice(waiting, 5000)):
        _stamp(some)
        if connection.vendor == "postgresql":
            _copy(some)
        else:
            type(some[0])._default_manager.bulk_create(some, batch_size=500)
        count += len(some)
    return count


def _stamp(rows: Iterable[Any]) -> None:
    now = timezone.now()
    for row in rows:
        for field in row._meta.concrete_fields:
            if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
                setattr(row, field.attname, now)


def _copy(rows: tuple[models.Model, ...]) -> None:
    meta = rows[0]._meta
    names = ", ".join(connection.ops.quote_name(f.column) for f in meta.concrete_fields)
    tellers = [(f.attname, _teller(f)) for f in meta.concrete_fields]
    lines = ("\t".join(tell(getattr(row, name)) for name, tell in tellers) for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {meta.db_table} ({names}) FROM STDIN", StringIO("\n".join(lines)))


def _teller(field: Any) -> Callable[[Any], str]:
    if isinstance(field, models.JSONField):
        return lambda value: _told(json.dumps(value, ensure_ascii=False))
    if field.__class__.__module__.startswith("django."):
        return _told
    return lambda value: _told(field.get_db_prep_save(value, connection))


def _told(value: Any) -> str:
    """As COPY reads it."""
    return "\\N" if value is None else str(value).translate(ESCAPED)


def trust_keys() -> None:
    """Until the end of the transaction foreign keys are not looked up one by one (superusers)."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL synchronous_commit = off")


def count_on(*kinds: type[models.Model]) -> None:
    """The next row made by the portal gets the next key."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kinds):
            cursor.execute(statement)
