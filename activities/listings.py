"""Lists of activities and of coverage."""

from __future__ import annotations

from activities.forms.filters import ActivityFilter, CoverageFilter, PublicActivityFilter
from kit.listing import Listing
from kit.sheets import Column

RECENT: dict[str, tuple[str, ...]] = {"": ("-happened_on", "-pk"), "oldest": ("happened_on", "pk")}


class ActivityListing(Listing):
    filters = ActivityFilter
    search = ("title", "place")
    orders = RECENT
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


class PublicActivityListing(Listing):
    filters = PublicActivityFilter
    search = ("title", "story", "school__name")
    orders = RECENT
    per_page = 12


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
        Column("审核状态", "get_status_display", width=12),
    )
    filename = "媒体报道台账"
    is_official = True
