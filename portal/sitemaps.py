"""The addresses search engines are told of: every public page, in parts."""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from portal.showcase.pages import PAGES

COLUMNS = (
    "home",
    "brands:list",
    "schools:list",
    "activities:list",
    "activities:calendar",
    "honors:list",
    "ties",
    "selection:batch_list",
    "selection:notice_list",
    "selection:result_list",
    "statistics",
    "open_data",
    "about",
    "accessibility",
    "privacy",
    "site_map",
)


class Columns(Sitemap):
    def items(self) -> tuple[str, ...]:
        return COLUMNS

    def location(self, item: str) -> str:
        return reverse(item)


class Rows(Sitemap):
    """The pages of one kind, see portal.showcase.pages."""

    limit = 5000

    def __init__(self, kind: str) -> None:
        self.page = PAGES[kind]

    def items(self) -> QuerySet[Any]:
        return self.page.rows().order_by("pk")

    def location(self, item: Any) -> str:
        return reverse(self.page.url_name, args=[getattr(item, self.page.key)])

    def lastmod(self, item: Any) -> Any:
        names = ("final_at", "published_at", "announced_at")
        return next(filter(None, (getattr(item, name, None) for name in names)), None)


SITEMAPS: dict[str, type[Sitemap[Any]] | Sitemap[Any]] = {
    "columns": Columns(),
    **{kind: Rows(kind) for kind in PAGES},
}
