"""Reads the content files, turns their example dates into real ones, and makes rows once."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

CONTENT = Path(__file__).parent / "content"
SCHOOL_FILES = ("guanxiao", "liangxi", "elsewhere", "samples", "authorities")
_Row = TypeVar("_Row", bound=models.Model)


def read(name: str) -> dict[str, Any]:
    """A content file without its fact numbers (`docs/facts.md`): the database has none."""
    text = (CONTENT / f"{name}.json").read_text(encoding="utf-8")
    return json.loads(text, object_hook=_without_facts)


def _without_facts(record: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "facts"}


def schools() -> list[dict[str, Any]]:
    return [school for name in SCHOOL_FILES for school in read(name)["schools"]]


def make(model: type[_Row], /, **values: Any) -> _Row:
    """A new row; SQLite would not mind a text that is too long, so the row is validated."""
    row = model(**values)
    try:
        row.clean_fields(exclude=[f.name for f in model._meta.fields if f.is_relation])
    except ValidationError as error:
        raise ValueError(f"{model.__name__} {values}: {error.message_dict}") from error
    row.save(force_insert=True)
    return row


def once(model: type[_Row], key: dict[str, Any], /, **values: Any) -> tuple[_Row, bool]:
    """The row with this natural key, and whether it had to be made."""
    found = model._default_manager.filter(**key).first()
    return (found, False) if found else (make(model, **key, **values), True)


def day(spec: str, weekday: bool = True, years: int = 0) -> date:
    """A full date as it is; "10-28" is the last 28 October, or some `years` before that.

    On a school day unless told otherwise.
    """
    if len(spec) == len("2025-01-01"):
        return date.fromisoformat(spec)
    today = timezone.localdate()
    month, number = map(int, spec.split("-"))
    found = date(today.year, month, number)
    if found > today:
        found = found.replace(year=today.year - 1)
    found = found.replace(year=found.year - years)
    back = max(0, found.weekday() - 4) if weekday else 0
    return found - timedelta(days=back)


def away(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def moment(on: date, hour: int = 10, minute: int = 0) -> datetime:
    """A time on that day, never in the future."""
    at = timezone.make_aware(datetime.combine(on, time(hour, minute)))
    return min(at, timezone.now())
