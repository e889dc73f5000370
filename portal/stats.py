"""Counts of what the public may see; every figure names the list that shows what it counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from brands.choices import BrandKind
from brands.models import Brand
from portal.showcase.honors import on_the_wall
from schools.models import Tie


def headline() -> list[dict[str, Any]]:
    """{"label", "value", "unit", "url"} of the home page; what counts nothing is left out."""
    year = timezone.localdate().year
    brands = Brand.objects.public().of_kind(BrandKind.SCHOOL_BRAND)
    found = [
        figure("公开的学校品牌", brands.count(), "个", "brands:list", kind=BrandKind.SCHOOL_BRAND),
        figure(
            f"{year} 年的活动",
            Activity.objects.public().between(date(year, 1, 1), date(year, 12, 31)).count(),
            "场",
            "activities:list",
            year=year,
        ),
        figure(
            "核验过的荣誉",
            on_the_wall().count(),
            "项",
            "honors:list",
        ),
        figure("姊妹校与结对", Tie.objects.public().count(), "对", "schools:ties"),
    ]
    return [one for one in found if one["value"]]


def figure(label: str, value: int, unit: str, url_name: str, **query: Any) -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "url": reverse(url_name, query=query)}


def honor_ranks() -> list[dict[str, Any]]:
    """{"label", "count", "url"} by rank of the issuing body, the highest first."""
    rows = on_the_wall().count_by_level()
    return [row | {"url": reverse("honors:list", query={"level": row["level"]})} for row in rows]
