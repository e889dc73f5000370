"""What is kept of honours as summary figures, by region and level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractYear

from honors.models.honor import Honor, HonorQuerySet
from kit.models import Tally
from kit.tally import Source, Watch, register

_JOINED = "FROM honors_honor honor JOIN schools_school school ON school.id = honor.school_id"
_WALL = """honor.status = 'published' AND honor.scope = 'public'
  AND honor.verification = 'verified' AND honor.revoked_on IS NULL"""
_STANDING = ("status", "scope", "verification", "revoked_on")
_ITSELF = Watch(
    "honors_honor",
    ("school_id", "awarded_on", "kind", "level", *_STANDING),
    "honor.id = {row}.id",
)
_SCHOOL = Watch(
    "schools_school",
    ("region_id",),
    "honor.school_id = {row}.id",
    lock="LOCK TABLE honors_honor IN SHARE ROW EXCLUSIVE MODE",
    events=("UPDATE",),
)
_WATCHES = (_ITSELF, _SCHOOL)
_NEVER = "CAST(NULL AS date)"


def _kept(what: str, day: str, kind: str, where: str) -> Source:
    select = f"SELECT school.region_id AS place, {day} AS day, {kind} AS kind"
    return Source(what, f"{select} {_JOINED} WHERE {where} AND {{which}}", "1 = 1", _WATCHES)


register(
    # All of a region by month, for its office.
    _kept("honors", "{month:honor.awarded_on}", "honor.level", "honor.awarded_on IS NOT NULL"),
    # What hangs on the public wall by year, kind and level, with those that have run out.
    _kept("wall", "{year:honor.awarded_on}", "honor.kind || ' ' || honor.level", _WALL),
    # Those of a region that wait for their certificate to be looked at, and for the final check.
    _kept("honors to verify", _NEVER, "''", "honor.verification = 'waiting'"),
    _kept("honors to check", _NEVER, "''", "honor.status = 'second'"),
)


def on_the_wall(year: str = "", kind: str = "") -> dict[str, int]:
    """How many hang there by level; what has run out by today is counted and taken off."""
    hung, gone = Tally.objects.of("wall"), Honor.objects.run_out()
    if year:
        hung, gone = hung.filter(day__year=year), gone.filter(awarded_on__year=year)
    if kind:
        hung, gone = hung.filter(kind__startswith=f"{kind} "), gone.filter(kind=kind)
    counts = Counter[str]()
    for told, count in hung.by("kind").items():
        counts[told.split()[1]] += count
    return _left(counts, gone, "level")


def on_the_wall_by_year() -> dict[int, int]:
    hung = Tally.objects.of("wall").annotate(year=ExtractYear("day"))
    gone = Honor.objects.run_out().annotate(year=ExtractYear("awarded_on"))
    return _left(hung.by("year"), gone, "year")


def _left(hung: Mapping[Any, int], gone: HonorQuerySet, field: str) -> dict[Any, int]:
    off = dict(gone.order_by().values_list(field).annotate(count=Count("pk")))
    return {key: count - off.get(key, 0) for key, count in hung.items()}
