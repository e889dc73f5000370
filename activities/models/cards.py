"""Activities as cards: on their list, and beside what they belong to."""

from __future__ import annotations

from collections.abc import Iterable

from activities.models.activity import Activity, ActivityQuerySet
from kit.prepared import Parts

TYPINGS, PHOTOS = Parts(Activity, "typings"), Parts(Activity, "photos")


def cards() -> ActivityQuerySet:
    """Public ones, the newest first; `told` lays the rest by them."""
    return Activity.objects.public().recent_first().for_cards()


def told(rows: Iterable[Activity]) -> list[Activity]:
    """The same rows with their types and pictures."""
    found = list(rows)
    TYPINGS(found)
    PHOTOS(found)
    return found
