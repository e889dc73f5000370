"""What the public page of one activity reads."""

from __future__ import annotations

from typing import Any

from activities.models import Activity, Coverage, Participation, cards
from activities.models.activity import ActivityQuerySet
from kit.prepared import Parts, Prepared, following, given, preceding
from kit.publication import CHECKED_BY

OWN = [field.name for field in Activity._meta.concrete_fields]
OF_OTHERS = (
    *(f"school__{name}" for name in ("name", "short_name", "status", "scope")),
    *(f"brand__{name}" for name in ("title", "status", "scope")),
    *(f"{one}__name" for one in CHECKED_BY),
)
FIGURES = Parts(Activity, "figures")
JOINED = Parts(
    Activity, "participations", Participation.objects.select_related("school", "partner")
)
COVERAGE = Parts(Activity, "coverage", Coverage.objects.select_related("outlet"))


@Prepared
def public_activity() -> ActivityQuerySet:
    rows = Activity.objects.public().filter(pk=given("pk"))
    return rows.select_related("school", "brand", *CHECKED_BY).only(*OWN, *OF_OTHERS)


def find(pk: int) -> Activity | None:
    """A public one with all that its page shows."""
    activity = public_activity.first(pk=pk)
    if activity:
        cards.told([activity])
        for part in (FIGURES, JOINED, COVERAGE):
            part([activity])
    return activity


def beside(activity: Activity) -> dict[str, Any]:
    """The next `older` and the next `newer` public one."""
    here = {"at": activity.happened_on, "pk": activity.pk}
    return {"older": older.first(**here), "newer": newer.first(**here)}


@Prepared
def older() -> ActivityQuerySet:
    return preceding(Activity.objects.public().only("title"), "happened_on")


@Prepared
def newer() -> ActivityQuerySet:
    return following(Activity.objects.public().only("title"), "happened_on")
