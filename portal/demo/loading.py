"""Loads the whole demonstration in one transaction; what is there already stays as it is."""

from __future__ import annotations

from django.db import transaction

from kit.models import Notification
from portal.demo import batches, brands, building, ledgers, people, places, profiles, source

STILL_NEWS = ("activity.joint", "review.waiting")  # what waits for an answer


@transaction.atomic
def load() -> None:
    places.load()
    people.load_offices()
    won_elsewhere = []
    for number, told in enumerate(source.schools(), start=1):
        school, desk = profiles.load(told, number)
        brand = brands.load(school, told["brand"], desk, number)
        for project in told.get("projects", []):
            brands.load_project(school, project, desk)
        ties = profiles.load_ties(told.get("ties", []), desk)
        ledgers.load(brand, told, ties, desk)
        won_elsewhere.append((brand, told.get("results", [])))
    batches.load()
    building.load()
    # A title won higher up would have kept its brand out of the first batch, long ago.
    for brand, results in won_elsewhere:
        brands.load_results(brand, results)
    # The years it tells of made no news today.
    Notification.objects.exclude(kind__in=STILL_NEWS).mark_read()
