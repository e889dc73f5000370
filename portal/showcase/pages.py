"""Every kind of public page that can be shared by a short address, and its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from activities.models import Activity
from brands.models import Brand
from schools.models import School, Tie
from selection.models import Announcement, Batch, PublicNotice


class Page(NamedTuple):
    """`rows` are those the public may see; `key` is the field that the address carries."""

    url_name: str
    rows: Callable[[], QuerySet[Any]]
    key: str = "pk"


PAGES = {
    "b": Page("brand", Brand.objects.public),
    "s": Page("school", School.objects.public),
    "a": Page("activities:detail", Activity.objects.public),
    "t": Page("tie", Tie.objects.public),
    "n": Page("selection:notice", PublicNotice.objects.visible),
    "c": Page("selection:batch", Batch.objects.announced),
    "r": Page(
        "selection:result",
        Announcement.objects.visible,
        "batch_id",
    ),
}


def is_public(kind: str, number: int) -> bool:
    page = PAGES[kind]
    return page.rows().filter(**{page.key: number}).exists()
