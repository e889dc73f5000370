"""What is kept of activities as summary figures; joint records count once, see `counted()`."""

from __future__ import annotations

from kit.tally import Source, Watch, register

_JOINED = (
    "FROM activities_activity activity JOIN schools_school school ON school.id = activity.school_id"
)
_PUBLIC = "activity.status = 'published' AND activity.scope = 'public'"
_FOLDED = """EXISTS (SELECT 1 FROM activities_participation joint
  WHERE joint.own_id = activity.id AND joint.state = 'confirmed'{but})"""
_COUNTED = f"NOT {_FOLDED.format(but='')}"
_OTHERS = _FOLDED.format(but=" AND joint.id <> {row}.id")
_LOCK = "PERFORM 1 FROM activities_activity WHERE id = {{row}}.{key} FOR NO KEY UPDATE"

_ITSELF = Watch(
    "activities_activity",
    ("school_id", "happened_on", "status", "scope"),
    f"activity.id = {{row}}.id AND {_COUNTED}",
)
_JOINT = Watch(
    "activities_participation",
    ("own_id", "state"),
    f"activity.id = {{row}}.own_id AND {{row}}.state = 'confirmed' AND NOT {_OTHERS}",
    is_alone=True,
    is_against=True,
    lock=_LOCK.format(key="own_id"),
)
_TYPING = Watch(
    "activities_activitytyping",
    ("activity_id", "type"),
    f"typing.id = {{row}}.id AND {_COUNTED}",
    lock=_LOCK.format(key="activity_id"),
)
_SCHOOL = Watch(
    "schools_school",
    ("region_id",),
    f"activity.school_id = {{row}}.id AND {_COUNTED}",
    lock="LOCK TABLE activities_activity IN SHARE ROW EXCLUSIVE MODE",
    events=("UPDATE",),
)
_WAITING = Watch("activities_activity", ("school_id", "status"), "activity.id = {row}.id")
_WAITING_SCHOOL = Watch(
    "schools_school",
    ("region_id",),
    "activity.school_id = {row}.id",
    lock=_SCHOOL.lock,
    events=("UPDATE",),
)

register(
    # All of a region by month, for its office.
    Source(
        "activities",
        "SELECT school.region_id AS place, {month:activity.happened_on} AS day, '' AS kind"
        f" {_JOINED} WHERE {{which}}",
        _COUNTED,
        (_ITSELF, _JOINT, _SCHOOL),
    ),
    # Public ones by month, for everybody.
    Source(
        "stories",
        "SELECT 0 AS place, {month:activity.happened_on} AS day, '' AS kind"
        f" {_JOINED} WHERE {_PUBLIC} AND {{which}}",
        _COUNTED,
        (_ITSELF, _JOINT),
    ),
    # The types of the public ones by year.
    Source(
        "types",
        "SELECT 0 AS place, {year:activity.happened_on} AS day, typing.type AS kind"
        " FROM activities_activity activity JOIN activities_activitytyping typing"
        f" ON typing.activity_id = activity.id WHERE {_PUBLIC} AND {{which}}",
        _COUNTED,
        (_ITSELF, _JOINT, _TYPING),
    ),
    # Those of a region that wait for the final check.
    Source(
        "activities to check",
        "SELECT school.region_id AS place, CAST(NULL AS date) AS day, '' AS kind"
        f" {_JOINED} WHERE activity.status = 'second' AND {{which}}",
        "1 = 1",
        (_WAITING, _WAITING_SCHOOL),
    ),
)
