"""Lists of the ladder: batches above, and what came up from below."""

from __future__ import annotations

from kit import sheets
from kit.listing import Listing


class UpperListing(Listing):
    search = ("name",)
    orders = {"": ("-opens_at", "-pk")}


class CandidateListing(Listing):
    """The newest batch first, in the order of its certificates."""

    orders = {"": ("-batch__opens_at", "decision__certificate_number", "pk")}


class RecommendedListing(Listing):
    search = ("made__school__name", "made__brand__title", "application__batch__region__name")
    orders = {"": ("application__batch__region__code", "order", "pk")}
    per_page = 50
    filename = "推荐汇总表"
    is_official = True
    columns = (
        sheets.Column("推荐单位", "application.batch.region.committee_name", width=26),
        sheets.Column("推荐顺序", "order", width=10),
        sheets.Column("学校", "made.school.name", width=26),
        sheets.Column("学段", "made.school.get_stage_display", width=10),
        sheets.Column("品牌名称", "title", width=30),
        sheets.Column("原结果", "application.decision.result.get_grade_display", width=12),
        sheets.Column("状态", "made.get_status_display", width=14),
    )
