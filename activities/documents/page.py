"""What the public page of one activity reads."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from activities.models import Activity, Coverage, Participation, cards
from activities.models.activity import ActivityQuerySet
from kit.prepared import Parts, Prepared, given
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
    here = {"day": activity.happened_on, "pk": activity.pk}
    return {"older": older.first(**here), "newer": newer.first(**here)}


@Prepared
def older() -> ActivityQuerySet:
    # The plain bound leads to the place in the index, here and below.
    before = Q(happened_on__lt=given("day")) | Q(happened_on=given("day"), pk__lt=given("pk"))
    rows = Activity.objects.public().filter(before, happened_on__lte=given("day"))
    return rows.only("title").recent_first()[:1]


@Prepared
def newer() -> ActivityQuerySet:
    after = Q(happened_on__gt=given("day")) | Q(happened_on=given("day"), pk__gt=given("pk"))
    rows = Activity.objects.public().filter(after, happened_on__gte=given("day"))
    return rows.only("title").order_by("happened_on", "pk")[:1]
