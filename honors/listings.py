"""Lists of honours: the ledger and the public wall."""

from __future__ import annotations

from typing import Any, cast

from honors.forms import HonorFilter, PublicHonorFilter
from honors.models import Honor, HonorQuerySet
from kit.listing import Listing
from kit.sheets import Column

EXPORTED = (
    Column("学校", "school.name", width=24),
    Column("级别", "get_level_display", width=10),
    Column("类别", "get_kind_display", width=10),
    Column("名称", "title", width=40),
    Column("等次", "grade", width=10),
    Column("颁发单位", "issuers_text", width=30),
    Column("获得时间", "awarded_text", width=12),
)


class HonorListing(Listing):
    filters = HonorFilter
    search = ("title", "document_number")
    orders = {"": ("-awarded_on", "-pk")}
    columns = (
        *EXPORTED,
        Column("获奖对象", "get_recipient_kind_display"),
        Column("获奖者", "recipient", width=20),
        Column("获奖人数", "recipient_count", width=10),
        Column("文号", "document_number"),
        Column("批次或届次", "session", width=12),
        Column("核验", "get_verification_display", width=10),
        Column("公开范围", "get_scope_display", width=12),
    )
    filename = "荣誉台账"
    is_official = True


class HonorWall(Listing):
    filters = PublicHonorFilter
    search = ("title", "school__name")
    orders = {"": ("rank", "-day", "-pk")}
    columns = EXPORTED
    per_page = 60
    filename = "荣誉清单"

    def level_counts(self) -> list[dict[str, Any]]:
        """How many hang at each level, whichever level is chosen."""
        others = self.request.GET.copy()
        others.pop("level", None)
        rows = PublicHonorFilter(others, Honor.objects.on_the_wall(), request=self.request).qs
        return cast(HonorQuerySet, self.searched(rows)).count_by_level()
