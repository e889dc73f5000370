"""Which columns of the public menu have anything to read: the others do not appear in it."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connections, router
from django.db.models import Exists
from django.http import HttpRequest
from django.utils import timezone

from activities.models import Activity
from brands.models import Brand
from kit import published
from portal.showcase import home
from portal.showcase import honors as walls
from schools.models import Region, School, Tie
from selection.models import Announcement, PublicNotice


def filled(request: HttpRequest) -> set[str]:
    """Keys of portal.navigation.PUBLIC; where no region is, nothing is."""
    return published.kept(request, "columns", _filled)


def _filled() -> set[str]:
    """By one question."""
    connection = connections[router.db_for_read(Region)]
    names, sql, given = _question(timezone.localdate(), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        found = cursor.fetchone() or ()
    return {name for name, is_there in zip(names, found, strict=False) if is_there}


@lru_cache(maxsize=1)
def _question(today: date, vendor: str) -> tuple[list[str], str, tuple[Any, ...]]:
    """Put together once a day: that takes longer than to answer it."""
    rows: dict[str, list[Any]] = {
        "brands": [Brand.objects.public()],
        "schools": [School.objects.public()],
        "activities": [Activity.objects.public()],
        "honors": [walls.on_the_wall()],
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
    query = Region.objects.order_by().values(**asked)[:1].query
    return [name.partition("_")[0] for name in asked], *query.sql_with_params()
