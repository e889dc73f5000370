"""The ledgers of a school: activities, honours, coverage and its own channels."""

from __future__ import annotations

from datetime import date
from typing import Any

from activities.actions.records import Parts, save_activity, save_coverage
from activities.models import Activity, ActivityFigure, ActivitySeries, Channel, Coverage, Outlet
from brands.models import Brand
from honors.actions import save_honor
from honors.models import Honor, Issuer
from kit.publication import Scope
from portal.demo import pictures
from portal.demo.people import Desk
from portal.demo.publishing import publish, verify
from portal.demo.source import away, day, make, once
from schools.models import Partner, School, Tie

SOURCE = "演示内容，日期和细节为示例"
RECORD = (
    "expected",
    "present",
    "absent_note",
    "host",
    "recorder",
    "minutes",
    "resolutions",
    "donated_goods",
    "donation_purpose",
    "story_author",
)
AWARD = (
    "kind",
    "grade",
    "recipient_kind",
    "recipient",
    "recipient_count",
    "session",
    "carrier",
    "times_in_a_row",
)


def load(brand: Brand, told: dict[str, Any], ties: list[Tie], desk: Desk) -> None:
    for title, frequency in told.get("series", []):
        once(ActivitySeries, {"school": brand.school, "title": title}, frequency=frequency)
    activities = [_load_activity(brand, row, ties, desk) for row in told["activities"]]
    for row in told["honors"]:
        _load_honor(brand, row, desk)
    for row in told["coverage"]:
        linked = row.pop("activity", None)
        _load_coverage(brand, row, activities[linked] if linked is not None else None, desk)
    for row in told["channels"]:
        columns = row.pop("columns", [])
        parent, _ = once(Channel, {"school": brand.school, "name": row["name"]}, kind=row["kind"])
        for name in columns:
            once(Channel, {"school": brand.school, "name": name, "parent": parent}, kind="column")


def _load_activity(brand: Brand, row: dict[str, Any], ties: list[Tie], desk: Desk) -> Activity:
    school = brand.school
    found = Activity.objects.filter(school=school, title=row["title"]).first()
    if found:
        return found
    # Volunteers go out at weekends; everything else happens on a school day.
    on = day(row["on"], "volunteer" not in row["types"], row.get("years", 0))
    activity = Activity(
        school=school,
        organization=school.top_organization,
        brand=brand,
        sub_project=_sub_project(brand, row.get("sub")),
        series=_series(school, row.get("series")),
        title=row["title"],
        happened_on=on,
        place=row["place"],
        mode=row.get("mode", "offline"),
        story=row["story"],
        story_source=SOURCE,
        scope=row.get("scope", Scope.PUBLIC),
        **dict(zip(("members", "teachers", "students", "others"), row["people"], strict=True)),
        **{key: row[key] for key in RECORD if key in row},
    )
    activity.clean_fields(exclude=["created_by"])
    save_activity(activity=activity, parts=_parts(row, ties), by=desk.clerk)
    _decorate(activity, row, desk)
    publish(activity, desk, on, row.get("state", "published"))
    return activity


def _parts(row: dict[str, Any], ties: list[Tie]) -> Parts:
    return Parts(
        types=row["types"],
        campaigns=row.get("campaigns", []),
        ties=[ties[number] for number in row.get("ties", [])],
        partners=list(Partner.objects.filter(name__in=row.get("partners", []))),
        schools=list(School.objects.filter(name__in=row.get("schools", []))),
    )


def _decorate(activity: Activity, row: dict[str, Any], desk: Desk) -> None:
    for label, value, unit, hedge in row.get("figures", []):
        make(ActivityFigure, activity=activity, label=label, value=value, unit=unit, hedge=hedge)
    pictures.hang(activity, row.get("photos", []), desk.clerk)


def _load_honor(brand: Brand, row: dict[str, Any], desk: Desk) -> None:
    if Honor.objects.filter(school=brand.school, title=row["title"]).exists():
        return
    honor = Honor(
        school=brand.school,
        organization=brand.organization,
        brand=brand if row.get("brand", True) else None,
        title=row["title"],
        level=Issuer.objects.get(name=row["issuer"]).level,
        awarded_on=date(row["year"], 6, 1),
        precision="year",
        scope=Scope.PUBLIC,
        note="" if row.get("exact") else "演示数据，年份为示例",
        **{key: row[key] for key in AWARD if key in row},
    )
    honor.clean_fields(exclude=["created_by", "certificate"])
    state = row.get("verification", "verified")
    paper = pictures.certificate() if state != "unfiled" else None
    save_honor(honor=honor, issuers=[row["issuer"]], certificate=paper, by=desk.clerk)
    verify(honor, desk, state)
    publish(honor, desk, away(-40), "published" if state == "verified" else "draft")


def _load_coverage(
    brand: Brand, row: dict[str, Any], activity: Activity | None, desk: Desk
) -> None:
    outlet = Outlet.objects.get(name=row.pop("outlet"))
    key = {"school": brand.school, "outlet": outlet, "title": row["title"]}
    if Coverage.objects.filter(**key).exists():
        return
    on = day(row.pop("on"))
    coverage = Coverage(brand=brand, activity=activity, appeared_on=on, **{**row, **key})
    coverage.scope = Scope.PUBLIC
    coverage.clean_fields(exclude=["scan"])
    named = (outlet.name, outlet.level, outlet.kind)
    save_coverage(coverage=coverage, outlet=named, by=desk.clerk)
    publish(coverage, desk, on)


def _sub_project(brand: Brand, number: int | None) -> Any:
    return None if number is None else list(brand.sub_projects.all())[number]


def _series(school: School, title: str | None) -> ActivitySeries | None:
    return ActivitySeries.objects.get(school=school, title=title) if title else None
