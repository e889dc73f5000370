"""The statistics page: what public rows add up to. No chart compares or ranks schools."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from activities.choices import ActivityType
from brands.choices import BrandKind
from honors.models import tallies
from kit.dates import months_after
from kit.models import Tally
from portal import edition, stats
from portal.showcase.charts import Chart, Counted, chart, course, labelled
from schools.choices import Level, Stage, TieKind
from schools.models import Region, Tie

KEPT = 24 * 3600  # seconds, at most: counted anew for each edition and each day
MONTHS, TYPES, YEARS = 12, 10, 10


def page() -> dict[str, Any]:
    """Charts that have rows, the months of a year, and when they were counted."""
    key = f"statistics:{edition.current()}:{timezone.localdate()}"
    found: dict[str, Any] = cache.get_or_set(key, counted, KEPT) or {}
    return found


def counted() -> dict[str, Any]:
    charts = [
        brands_by_stage(),
        brands_by_level(),
        brands_by_region(),
        activities_by_type(),
        honors_by_level(),
        honors_by_year(),
        ties_by_kind(),
    ]
    months = activities_by_month()
    return {
        "charts": [one for one in charts if one.rows],
        "months": course(months) if any(count for _, count, _ in months) else [],
        "busiest": chart(("month", "近 12 个月的活动", "场", ""), months).finding,
        "at": timezone.localtime(),
    }


def linked(name: str, **query: Any) -> str:
    return reverse(name, query=query)


def brands_by_stage() -> Chart:
    counts = stats.shelf_by_stage(BrandKind.SCHOOL_BRAND)
    rows = labelled(Stage, counts, lambda stage: linked("brands:list", stage=stage))
    return chart(("stage", "品牌按学段", "个", "现用并公开的学校品牌，按学校的学段。"), rows)


def brands_by_level() -> Chart:
    counts = Tally.objects.of("levels").by("kind")
    rows = labelled(Level, counts, lambda level: linked("brands:list", level=level))
    measure = "有评选结果的品牌；一个品牌可以有几级结果。"
    return chart(("level", "品牌按评选级别", "个", measure), rows, overlaps=True)


def brands_by_region() -> Chart:
    counts = Tally.objects.of("shelf").by("place")
    regions = Region.objects.filter(pk__in=counts).order_by("code")
    rows = [(one.name, counts[one.pk], linked("brands:list", region=one.code)) for one in regions]
    return chart(("region", "品牌按地区", "个", "按区划代码的顺序排列，包括书记项目。"), rows)


def activities_by_type() -> Chart:
    year = timezone.localdate().year
    counts = Tally.objects.of("types", date(year, 1, 1), date(year, 12, 31)).by("kind")
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TYPES]
    counted: list[Counted] = [
        (ActivityType(kind).label, count, linked("activities:list", type=kind, year=year))
        for kind, count in most
    ]
    measure = f"{year} 年公开的活动，最多的 {TYPES} 类；一场活动可以属于几类。"
    return chart(("type", "活动按类型", "场", measure), counted, overlaps=True)


def activities_by_month() -> list[Counted]:
    """The last twelve months, the oldest first; each leads to the calendar."""
    this = timezone.localdate().replace(day=1)
    firsts = [months_after(this, -back) for back in range(MONTHS - 1, -1, -1)]
    counts = Tally.objects.of("stories", firsts[0], this).by("day")
    return [
        (
            f"{first.month} 月",
            counts.get(first, 0),
            linked("activities:calendar", month=f"{first:%Y-%m}"),
        )
        for first in firsts
    ]


def honors_by_level() -> Chart:
    counts = tallies.on_the_wall()
    rows = labelled(Level, counts, lambda level: linked("honors:list", level=level))
    return chart(("honor", "荣誉按级别", "项", "核验过、仍有效的荣誉，按颁发单位的级别。"), rows)


def honors_by_year() -> Chart:
    counts = tallies.on_the_wall_by_year()
    years = sorted((year for year in counts if year), reverse=True)[:YEARS]
    rows = [(f"{year} 年", counts[year], linked("honors:list", year=year)) for year in years]
    return chart(("year", "荣誉按年份", "项", "按获得的年份；没有注明年份的不在其中。"), rows)


def ties_by_kind() -> Chart:
    counted = Tie.objects.public().order_by().values_list("kind").annotate(count=Count("pk"))
    rows = labelled(TieKind, dict(counted), lambda kind: linked("ties", kind=kind))
    return chart(("tie", "结对按关系", "对", "公开的姊妹校、帮扶与共建关系。"), rows)
