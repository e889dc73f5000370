"""What is kept of brands as summary figures: the public shelf, projects, winners."""

from __future__ import annotations

from collections import Counter

from kit.models import Tally
from kit.tally import Source, Watch, register
from schools.choices import Level
from schools.models import Region

HIGH = (Level.PROVINCE.value, Level.CITY.value)

_JOINED = "FROM brands_brand brand JOIN schools_school school ON school.id = brand.school_id"
_SHELF = "brand.status = 'published' AND brand.scope = 'public' AND brand.is_current"
_LEVELS = " UNION ALL ".join(f"SELECT '{level.value}' AS value" for level in Level)
_WON = """EXISTS (SELECT 1 FROM brands_result won
  WHERE won.brand_id = brand.id AND won.revoked_on IS NULL AND won.level {level}{but})"""
_OTHER = " AND won.id <> {row}.id"
_OF_LEVEL, _HIGH = "= level.value", f"IN {HIGH}"
_STANDS = "brand.id = {row}.brand_id AND {row}.revoked_on IS NULL AND {row}.level"
_OF_RESULT = ("brand_id", "level", "revoked_on")
_LOCK = "PERFORM 1 FROM brands_brand WHERE id = {row}.brand_id FOR NO KEY UPDATE"

_ITSELF = Watch(
    "brands_brand",
    ("school_id", "kind", "status", "scope", "is_current"),
    "brand.id = {row}.id",
)
_SCHOOL = Watch(
    "schools_school",
    ("region_id", "stage"),
    "brand.school_id = {row}.id",
    lock="LOCK TABLE brands_brand IN SHARE ROW EXCLUSIVE MODE",
    events=("UPDATE",),
)


def _of_brands(which: str) -> tuple[Watch, ...]:
    """Changes of brands and schools where only some brands count."""
    return tuple(
        Watch(one.table, one.columns, f"{one.which} AND {which}", lock=one.lock, events=one.events)
        for one in (_ITSELF, _SCHOOL)
    )


def _of_results(level: str) -> Watch:
    """Several results of a brand count it once."""
    others = _WON.format(level=level, but=_OTHER)
    which = f"{_STANDS} {level} AND NOT {others}"
    return Watch("brands_result", _OF_RESULT, which, is_alone=True, lock=_LOCK)


register(
    # What stands on the public shelf, by region, kind of brand and stage of school.
    Source(
        "shelf",
        "SELECT school.region_id AS place, CAST(NULL AS date) AS day,"
        f" brand.kind || ' ' || school.stage AS kind {_JOINED} WHERE {_SHELF} AND {{which}}",
        "1 = 1",
        (_ITSELF, _SCHOOL),
    ),
    # Brands on the shelf by the levels of their results.
    Source(
        "levels",
        "SELECT 0 AS place, CAST(NULL AS date) AS day, level.value AS kind"
        f" {_JOINED} JOIN ({_LEVELS}) level ON 1 = 1 WHERE {_SHELF} AND {{which}}",
        _WON.format(level=_OF_LEVEL, but=""),
        (*_of_brands(_WON.format(level=_OF_LEVEL, but="")), _of_results(_OF_LEVEL)),
    ),
    # Brands of a region with a result of the city or the province, public or not.
    Source(
        "winners",
        "SELECT school.region_id AS place, CAST(NULL AS date) AS day, '' AS kind"
        f" {_JOINED} WHERE {{which}}",
        _WON.format(level=_HIGH, but=""),
        (*_of_brands(_WON.format(level=_HIGH, but="")), _of_results(_HIGH)),
    ),
    # Secretary's projects of a region in use, public or not.
    Source(
        "projects",
        "SELECT school.region_id AS place, CAST(NULL AS date) AS day, '' AS kind"
        f" {_JOINED} WHERE brand.kind = 'secretary_project' AND brand.is_current AND {{which}}",
        "1 = 1",
        (_ITSELF, _SCHOOL),
    ),
    # Those of a region that wait for the final check.
    Source(
        "brands to check",
        "SELECT school.region_id AS place, CAST(NULL AS date) AS day, '' AS kind"
        f" {_JOINED} WHERE brand.status = 'second' AND {{which}}",
        "1 = 1",
        (_ITSELF, _SCHOOL),
    ),
)


def on_the_shelf() -> dict[str, dict[str, int]]:
    """How many stand there by kind, stage, code of the region and level of a result."""
    kept = Tally.objects.of("shelf")
    kinds, stages = Counter[str](), Counter[str]()
    for told, count in kept.by("kind").items():
        kind, stage = told.split()
        kinds[kind] += count
        stages[stage] += count
    places = kept.by("place")
    codes = Region.objects.filter(pk__in=places).values_list("pk", "code")
    regions = {code: places[pk] for pk, code in codes}
    levels = Tally.objects.of("levels").by("kind")
    return {"kind": kinds, "stage": stages, "region": regions, "level": levels}
