"""Which columns of the public menu have anything to read: the others do not appear in it."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists
from django.http import HttpRequest
from django.utils import timezone

from activities.models import Activity
from brands.models import Brand
from honors.models import Honor
from kit import published
from kit.prepared import Prepared, given
from portal.showcase import home
from schools.models import Region, School, Tie
from selection.models import Announcement, PublicNotice


def filled(request: HttpRequest) -> set[str]:
    """Keys of portal.navigation.PUBLIC; where no region is, nothing is."""
    return published.kept(request, "columns", _filled)


def _filled() -> set[str]:
    found = _asked.first(today=timezone.localdate()) or {}
    return {name.partition("_")[0] for name, is_there in found.items() if is_there}


@Prepared
def _asked() -> Any:
    """All of them by one question."""
    rows: dict[str, list[Any]] = {
        "brands": [Brand.objects.public()],
        "schools": [School.objects.public()],
        "activities": [Activity.objects.public()],
        "honors": [Honor.objects.on_the_wall(given("today"))],
        "ties": [Tie.objects.public()],
        "notices": [
            PublicNotice.objects.visible(),
            Announcement.objects.filter(batch__status__in=home.OUT),
        ],
    }
    asked = {
        f"{key}_{number}": Exists(one)
        for key, some in rows.items()
        for number, one in enumerate(some)
    }
    return Region.objects.order_by().values(**asked)[:1]
