"""Lists of activities, of coverage and of consents for pictures."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet

from activities.forms.filters import (
    ActivityFilter,
    ConsentFilter,
    CoverageFilter,
    PublicActivityFilter,
)
from activities.models import cards
from kit.listing import Listing
from kit.sheets import Column

RECENT: dict[str, tuple[str, ...]] = {"": ("-happened_on", "-pk"), "oldest": ("happened_on", "pk")}
# All that the ledger shows or exports of a row and its school.
LINE = (
    *("title", "happened_on", "place", "mode", "members", "teachers", "students", "others"),
    *("scope", "status", "school__name", "school__short_name"),
)


class _Activities(Listing):
    orders = RECENT

    def _walked(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of one type: by the date that stands beside the type, see ActivityTyping."""
        if not self.request.GET.get("type"):
            return super()._walked(rows)
        sign = "" if self.order == "oldest" else "-"
        return rows.order_by(f"{sign}typings__happened_on", f"{sign}typings__activity_id")


class ActivityListing(_Activities):
    filters = ActivityFilter
    search = ("title", "place")
    is_paired = True
    columns = (
        Column("学校", "school.name", width=24),
        Column("日期", "happened_on", width=12),
        Column("活动名称", "title", width=32),
        Column("活动类型", "types_text", width=20),
        Column("地点", "place"),
        Column("形式", "get_mode_display", width=12),
        Column("党员", "members", width=8),
        Column("教师", "teachers", width=8),
        Column("学生", "students", width=8),
        Column("家长、居民等", "others", width=12),
        Column("合计人次", "turnout", width=10),
        Column("公开范围", "get_scope_display", width=12),
        Column("审核状态", "get_status_display", width=12),
    )
    filename = "活动台账"
    is_official = True


class PublicActivityListing(_Activities):
    filters = PublicActivityFilter
    is_public = True
    is_shared = True
    per_page = 12

    def page(self) -> Page[Any]:
        page = super().page()
        page.object_list = cards.told(page.object_list)
        return page


class ConsentListing(Listing):
    filters = ConsentFilter
    search = ("activity__title", "activity__school__name", "paper")
    orders = {"": ("-pk",)}
    columns = (
        Column("学校", "activity.school.name", width=24),
        Column("活动", "activity.title", width=32),
        Column("照片", "photo_id", width=10),
        Column("学生肖像", "get_state_display", width=28),
        Column("书面材料", "paper", width=32),
        Column("登记人", "noted_by", width=12),
        Column("登记时间", "noted_at", width=18),
    )
    filename = "学生肖像同意登记"
    is_official = True


class CoverageListing(Listing):
    filters = CoverageFilter
    search = ("title", "outlet__name")
    orders = {"": ("-appeared_on", "-pk")}
    columns = (
        Column("学校", "school.name", width=24),
        Column("刊发日期", "appeared_text", width=12),
        Column("媒体", "outlet.name", width=24),
        Column("级别", "outlet.get_level_display", width=10),
        Column("标题", "title", width=40),
        Column("形式", "get_kind_display", width=10),
        Column("版面或栏目", "column"),
        Column("原创或转载", "origin_label", width=10),
        Column("链接", "link", width=30),
        Column("链接检查", "link_state", width=20),
        Column("审核状态", "get_status_display", width=12),
    )
    filename = "媒体报道台账"
    is_official = True
