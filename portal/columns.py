"""Which columns of the public site have anything to read: the others are offered nowhere."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from brands.choices import BrandKind
from brands.models import Brand
from honors.models import Honor
from kit import published
from kit.prepared import Prepared, given
from schools.models import Region, School, Tie
from selection.models import Announcement, Batch, PublicNotice

# The tabs of 公示公告, the most pressing first.
PAPERS = {
    "lists": "selection:notice_list",
    "calls": "selection:batch_list",
    "results": "selection:result_list",
}

# What is shown of several columns, while one of them holds something.
JOINED = {
    "notices": {*PAPERS},
    "statistics": {"brands", "activities", "honors", "ties"},
    "open_data": {"brands", "honors", "results"},
}


def filled(request: HttpRequest) -> set[str]:
    """Keys of the columns in portal.navigation and of PAPERS, and `projects`, those of secretaries;
    where no region is, nothing is."""
    return published.kept(request, "columns", _filled)


def papers(filled: set[str]) -> str:
    """Where 公示公告 begins: the first of its tabs that holds something."""
    names = (name for key, name in PAPERS.items() if key in filled)
    return reverse(next(names, PAPERS["lists"]))


def _filled() -> set[str]:
    found = _asked.first(today=timezone.localdate()) or {}
    keys = {name.removeprefix("has_") for name, is_there in found.items() if is_there}
    return keys | {name for name, parts in JOINED.items() if keys & parts}


@Prepared
def _asked() -> Any:
    """All of them by one question."""
    brands = Brand.objects.public()
    rows: dict[str, Any] = {
        "brands": brands,
        "projects": brands.of_kind(BrandKind.SECRETARY_PROJECT),
        "schools": School.objects.public(),
        "activities": Activity.objects.public(),
        "honors": Honor.objects.on_the_wall(given("today")),
        "ties": Tie.objects.public(),
        "calls": Batch.objects.announced(),
        "lists": PublicNotice.objects.visible(),
        "results": Announcement.objects.visible(),
    }
    asked = {f"has_{key}": Exists(one) for key, one in rows.items()}
    return Region.objects.order_by().values(**asked)[:1]
