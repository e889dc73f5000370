"""The newest of each column for feed readers, as RSS and as Atom."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import feedgenerator, timezone

from activities.models import Activity
from brands.models import Brand
from honors.models import Honor
from portal.reading import addresses
from portal.showcase import home
from schools.models import School, Tie

NEWEST = 20


class Entry(NamedTuple):
    title: str
    url: str
    text: str
    at: datetime | None


class Column(NamedTuple):
    title: str
    url_name: str
    entries: Callable[[], Iterable[Entry]]


def brands() -> Iterable[Entry]:
    rows = Brand.objects.shelf().select_related("school")[:NEWEST]
    return (
        Entry(str(row), row.get_absolute_url(), f"{row.school}：{row.tagline}", row.final_at)
        for row in rows
    )


def schools() -> Iterable[Entry]:
    rows = School.objects.public().running().order_by("-final_at", "-pk")[:NEWEST]
    return (
        Entry(row.name, row.get_absolute_url(), row.introduction[:200], row.final_at)
        for row in rows
    )


def ties() -> Iterable[Entry]:
    rows = Tie.objects.public().order_by("-final_at", "-pk")[:NEWEST]
    return (
        Entry(
            row.title,
            row.get_absolute_url(),
            f"{row.get_kind_display()}：{row.purpose[:200]}",
            row.final_at,
        )
        for row in rows
    )


def activities() -> Iterable[Entry]:
    rows = Activity.objects.public().recent_first().select_related("school")[:NEWEST]
    return (
        Entry(row.title, row.get_absolute_url(), f"{row.school}：{row.story[:200]}", row.final_at)
        for row in rows
    )


def honors() -> Iterable[Entry]:
    rows = Honor.objects.on_the_wall().select_related("school").order_by("-final_at", "-pk")
    return (
        Entry(
            f"{row.school.label}：{row.title}",
            reverse("honors:list", query={"q": row.title}),
            f"{row.get_level_display()}，{row.awarded_text}",
            row.final_at,
        )
        for row in rows[:NEWEST]
    )


def notices() -> Iterable[Entry]:
    calls = home.calls(timezone.now())[:NEWEST]
    told = home.announced(calls, home.lists()[:NEWEST], home.results()[:NEWEST])
    found = sorted(told, key=lambda item: item["date"], reverse=True)
    return (
        Entry(item["title"], item["url"], item["title"], midnight(item["date"]))
        for item in found[:NEWEST]
    )


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


COLUMNS = {
    "brands": Column("品牌", "brands:list", brands),
    "schools": Column("学校", "schools:list", schools),
    "activities": Column("活动", "activities:list", activities),
    "honors": Column("荣誉", "honors:list", honors),
    "ties": Column("姊妹校", "ties", ties),
    "notices": Column("公示公告", "selection:batch_list", notices),
}


class ColumnFeed(Feed):
    """One column for one request; `format` is rss or atom."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        atom = kwargs.pop("format") == "atom"
        kind = feedgenerator.Atom1Feed if atom else feedgenerator.Rss201rev2Feed
        self.feed_type, self.language = kind, addresses(request)["language"]
        return super().__call__(request, *args, **kwargs)

    def get_object(self, request: HttpRequest, column: str) -> Column:
        return COLUMNS[column]

    def title(self, column: Column) -> str:
        return f"{settings.SITE_NAME} · {column.title}"

    def link(self, column: Column) -> str:
        return reverse(column.url_name)

    def description(self, column: Column) -> str:
        return f"{settings.SITE_NAME}最近公开的{column.title}"

    subtitle = description

    def items(self, column: Column) -> list[Entry]:
        return list(column.entries())

    def item_title(self, item: Any) -> str:
        return item.title

    def item_description(self, item: Any) -> str:
        return item.text

    def item_link(self, item: Any) -> str:
        return item.url

    def item_pubdate(self, item: Any) -> datetime | None:
        return item.at
