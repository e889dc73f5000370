"""Counts of what the public may see; every figure names the list that shows what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from brands.choices import BrandKind
from honors.models.honor import by_level
from kit.models import Tally
from schools.models import Tie


def headline(ranks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """{"label", "value", "unit", "url"} of the home page; what counts nothing is left out.

    `ranks` come from honor_ranks().
    """
    year, kind = timezone.localdate().year, BrandKind.SCHOOL_BRAND
    brands = sum(shelf_by_stage(kind).values())
    activities = Tally.objects.of("stories", date(year, 1, 1), date(year, 12, 31)).total()
    found = [
        figure("公开的学校品牌", brands, "个", "brands:list", kind=kind),
        figure(f"{year} 年的活动", activities, "场", "activities:list", year=year),
        figure("核验过的荣誉", sum(rank["count"] for rank in ranks), "项", "honors:list"),
        figure("姊妹校与结对", Tie.objects.public().count(), "对", "ties"),
    ]
    return [one for one in found if one["value"]]


def shelf_by_stage(kind: str) -> dict[str, int]:
    """Brands of a kind on the public shelf by the stage of their school."""
    counts = Tally.objects.of("shelf").filter(kind__startswith=f"{kind} ").by("kind")
    return {both.partition(" ")[2]: count for both, count in counts.items()}


def figure(label: str, value: int, unit: str, url_name: str, **query: Any) -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "url": reverse(url_name, query=query)}


def honor_ranks(hung: Mapping[str, int]) -> list[dict[str, Any]]:
    """{"label", "count", "url"} by rank of the issuing body, the highest first.

    `hung` are numbers by level, see honors.models.tallies.on_the_wall().
    """
    rows = by_level(hung)
    return [row | {"url": reverse("honors:list", query={"level": row["level"]})} for row in rows]
