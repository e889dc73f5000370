"""What a new record opens with: last time's values, or the meeting a calendar asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from activities.choices import ActivityType
from activities.models import Activity
from kit.keys import row_number
from kit.publication import Scope
from schools.models import School

# Belongs to one day and is written anew: date, story, minutes, votes, donations, pictures.
LIKE_LAST_TIME = (
    "title",
    "place",
    "mode",
    "members",
    "teachers",
    "students",
    "others",
    "starts_at",
    "ends_at",
    "host",
    "recorder",
)


@dataclass(frozen=True)
class Opening:
    """`asked` is what of the address was understood, `initial` the form's values."""

    asked: dict[str, str] = field(default_factory=dict)
    initial: dict[str, Any] = field(default_factory=dict)

    @property
    def query(self) -> str:
        return urlencode(self.asked)

    @property
    def draft_name(self) -> str:
        """Of its own, so that what was begun elsewhere is neither shown nor written over here."""
        return "-".join(["new", *self.asked.values()])


def opening(address: QueryDict, school: School) -> Opening:
    """`like`: an activity's number; `type`, `organization`, `on`: what the calendar asks for."""
    key = row_number(address.get("like", ""))
    last = Activity.objects.filter(school=school, pk=key).whole().first() if key else None
    if last:
        return Opening({"like": str(last.pk)}, like(last))
    asked: dict[str, str] = {}
    initial: dict[str, Any] = {}
    if (kind := address.get("type", "")) in ActivityType:
        asked["type"], initial["types"] = kind, [kind]
    number = row_number(address.get("organization", ""))
    if number and school.organizations.filter(pk=number).exists():
        asked["organization"], initial["organization"] = str(number), number
    if day := _day(address.get("on", "")):
        asked["on"], initial["happened_on"] = f"{day:%Y-%m-%d}", day
    return Opening(asked, initial)


def like(last: Activity) -> dict[str, Any]:
    """The values of the next one in a row of like activities."""
    is_offered = last.scope in (Scope.PUBLIC, Scope.PRIVATE)
    return {
        **{name: getattr(last, name) for name in LIKE_LAST_TIME},
        **tied(last),
        "organization": last.organization_id,
        "series": last.series_id,
        "ties": [tie.pk for tie in last.ties.all()],
        "scope": last.scope if is_offered else Scope.PRIVATE,
    }


def tied(saved: Activity) -> dict[str, Any]:
    """What of a saved record the form shows in fields that are no columns."""
    bodies = saved.participations.all()
    return {
        "types": saved.types,
        "campaigns": "，".join(str(c) for c in saved.campaigns.all()),
        "belongs": _belongs(saved),
        "joined": [
            f"school-{b.school_id}" if b.school_id else f"partner-{b.partner_id}" for b in bodies
        ],
    }


def _belongs(activity: Activity) -> str:
    if activity.sub_project_id:
        return f"sub-{activity.sub_project_id}"
    return f"brand-{activity.brand_id}" if activity.brand_id else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
