"""Activities as cards beside what they belong to."""

from __future__ import annotations

from activities.models import Activity
from activities.models.activity import ActivityQuerySet
from kit.prepared import Parts

TYPINGS, PHOTOS = Parts(Activity, "typings"), Parts(Activity, "photos")


def cards() -> ActivityQuerySet:
    """The newest first, with what `told` lays by them left out."""
    return Activity.objects.public().recent_first().for_cards().prefetch_related(None)


def told(rows: list[Activity]) -> list[Activity]:
    """The same rows with their types and pictures."""
    TYPINGS(rows)
    PHOTOS(rows)
    return rows
