"""The home page: this issue's brand, and the newest of every column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from activities.models import cards
from activities.models.activity import ActivityQuerySet
from brands.choices import BrandKind
from brands.models import Brand
from brands.models.brand import BrandQuerySet
from honors.models import Honor, HonorQuerySet, tallies
from kit import published, sharing
from kit.prepared import Parts, Prepared, given
from portal import columns, stats
from portal.showcase import honors as walls
from portal.showcase import places, ties
from schools.models import Tie, TieMember
from schools.models.ties import TieQuerySet
from selection.models import Announcement, Batch, PublicNotice
from selection.models.batch import BatchQuerySet
from selection.models.decision import AnnouncementQuerySet
from selection.models.notice import PublicNoticeQuerySet

SHELF, STORIES, NOTICES, TIES, PLAQUES, PROJECTS = 6, 4, 5, 6, 4, 3
PANELS = 3
RESULTS = Parts(Brand, "results")
CANDIDATES = 12  # among so many of the newest the home page looks for one with far ties


def home(request: HttpRequest) -> dict[str, Any]:
    """Everything the page shows; a column without rows is empty and does not appear."""
    lead, bonds = published.kept(request, "lead", this_issue)
    windows = panels(lead, bonds) if lead else []
    ranks = stats.honor_ranks(published.kept(request, "wall", tallies.on_the_wall))
    place = places.plain_place(places.names(request), lead.school.region) if lead else ""
    sisters = ties.rows(ties.with_members(newest_sisters()), TIES)
    stories = cards.told(newest_stories())
    return {
        "card": card(request),
        "lead": lead,
        "lead_place": place,
        "panels": [windows[0] | {"slip": place}, *windows[1:]] if windows else [],
        "figures": stats.headline(ranks),
        "shelf": books(lead.pk if lead else 0),
        "story": stories[0] if stories else None,
        "stories": stories[1:],
        "notices": notices(),
        "papers": columns.papers(columns.filled(request)),
        "projects": projects(),
        "ties": sisters,
        "tie_places": "、".join(dict.fromkeys(row["place"] for row in sisters)),
        "ranks": ranks,
        "plaques": plaques(today=timezone.localdate()),
    }


@Prepared
def shelf() -> BrandQuerySet:
    return on_shelf().exclude(pk=given("lead"))[:SHELF]


def books(lead: int) -> list[Brand]:
    """The newest but the one the page begins with, with what stands below each."""
    found = shelf(lead=lead)
    RESULTS(found)
    return found


@Prepared
def newest_sisters() -> TieQuerySet:
    return ties.newest().filter(kind__in=ties.SISTERS).only("kind")[:TIES]


@Prepared
def newest_stories() -> ActivityQuerySet:
    return cards.cards()[:STORIES]


@Prepared
def projects() -> BrandQuerySet:
    rows = Brand.objects.public().of_kind(BrandKind.SECRETARY_PROJECT).select_related("school")
    return rows.only("title", "school__name", "school__short_name")[:PROJECTS]


@Prepared
def plaques() -> HonorQuerySet:
    return walls.highest(Honor.objects.on_the_wall(given("today")).for_plaques(), PLAQUES)


def card(request: HttpRequest) -> sharing.Card:
    """The site, and how machines may search it."""
    search = request.build_absolute_uri(reverse("search"))
    return sharing.card(
        "WebSite",
        settings.SITE_NAME,
        settings.SITE_TAGLINE,
        url=request.build_absolute_uri(reverse("home")),
        inLanguage="zh-Hans",
        potentialAction={
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    )


def on_shelf() -> BrandQuerySet:
    """Current school brands, as books without the results below them."""
    return Brand.objects.shelf().of_kind(BrandKind.SCHOOL_BRAND).for_books()


def this_issue() -> tuple[Brand | None, list[Tie]]:
    """The brand of the hero, and the ties of its school.

    The one the site has chosen; else the newest whose ties reach three places; else the newest
    with a tie; else the newest.
    """
    rows = on_shelf()
    chosen, lead = rows.none(), settings.SITE_LEAD_BRAND
    if lead:
        chosen = rows.filter(pk=lead)
    found = list(chosen) or list(rows.filter(school__in=tied())[:CANDIDATES]) or list(rows[:1])
    bonds: dict[int, list[Tie]] = {}
    for tie in ties.of_schools(brand.school for brand in found):
        for school in ties.hosts(tie):
            bonds.setdefault(school.pk, []).append(tie)
    both = [(brand, bonds.get(brand.school_id, [])) for brand in found]
    far = (one for one in both if panels(*one))
    return next(far, both[0] if both else (None, []))


def tied() -> Any:
    """Schools with a public tie."""
    return TieMember.objects.filter(tie__in=Tie.objects.public()).values("school")


def panels(lead: Brand, bonds: list[Tie]) -> list[dict[str, Any]]:
    """Three windows upon different places, the school's own first; fewer show the book.

    `bonds` are those of the school.
    """
    found = {places.scene(lead.school): panel(lead.school, lead.get_absolute_url())}
    for tie in bonds:
        for body in ties.others(tie):
            if (scene := places.scene(body)) not in found:
                found[scene] = panel(body, tie.get_absolute_url())
    return list(found.values())[:PANELS] if len(found) >= PANELS else []


def panel(body: places.Body, url: str) -> dict[str, Any]:
    """{"src", "alt", "slip", "name", "url"}; a slip holds six characters."""
    place = places.place(body)
    slip = place if len(place) <= 6 else place[:4]
    return places.drawing(places.scene(body), tall=True) | {
        "slip": slip,
        "name": body.name,
        "url": url,
    }


def notices() -> list[dict[str, Any]]:
    """{"title", "url", "date"}: calls, notices and results, the newest first."""
    told = announced(newest_calls(now=timezone.now()), newest_lists(), newest_results())
    return sorted(told, key=lambda item: item["date"], reverse=True)[:NOTICES]


def announced(
    calls: Iterable[Batch], lists: Iterable[PublicNotice], results: Iterable[Announcement]
) -> Iterator[dict[str, Any]]:
    for batch in calls:
        title, url = f"{batch.name}开始申报", batch.get_absolute_url()
        yield {"title": title, "url": url, "date": local(batch.opens_at)}
    for notice in lists:
        yield {"title": notice.title, "url": notice.get_absolute_url(), "date": notice.starts_on}
    for result in results:
        url = reverse("selection:result", args=[result.batch_id])
        yield {"title": result.title, "url": url, "date": local(result.published_at)}


def calls(now: Any) -> BatchQuerySet:
    return Batch.objects.announced().filter(opens_at__lte=now).only("name", "opens_at")


def lists() -> PublicNoticeQuerySet:
    return PublicNotice.objects.visible().only("title", "starts_on")


def results() -> AnnouncementQuerySet:
    return Announcement.objects.visible().only("batch", "title", "published_at")


newest_calls = Prepared(lambda: calls(given("now"))[:NOTICES])
newest_lists = Prepared(lambda: lists()[:NOTICES])
newest_results = Prepared(lambda: results()[:NOTICES])


def local(moment: datetime) -> Any:
    return timezone.localtime(moment).date()
