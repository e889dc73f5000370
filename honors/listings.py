"""Lists of honours: the ledger and the public wall."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet

from honors.forms import HonorFilter, PublicHonorFilter
from honors.models import Honor, HonorQuerySet, tallies
from honors.models.honor import PLAQUE, by_level
from kit import published
from kit.listing import Found, Listing, found
from kit.sheets import Column
from schools.choices import Level

EXPORTED = (
    Column("学校", "school.name", width=24),
    Column("级别", "get_level_display", width=10),
    Column("类别", "get_kind_display", width=10),
    Column("名称", "title", width=40),
    Column("等次", "grade", width=10),
    Column("颁发单位", "issuers_text", width=30),
    Column("获得时间", "awarded_text", width=12),
)

# All that a row of the ledger or of the wall's table shows or exports.
LINE = (
    *(*PLAQUE, "kind", "grade", "recipient_kind", "recipient", "recipient_count", "session"),
    *("document_number", "verification", "status", "scope", "revoked_on"),
    *("school__name", "school__short_name"),
)


def for_ledger(rows: HonorQuerySet) -> HonorQuerySet:
    """With that and nothing else, the issuers as `known_issuers`: a prefetched manager for each of
    thousands takes longer than its cells."""
    issuers = Prefetch("issuers", to_attr="known_issuers")
    return rows.select_related("school").only(*LINE).prefetch_related(issuers)


class HonorListing(Listing):
    filters = HonorFilter
    search = ("title", "document_number")
    is_paired = True
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
    is_public = True
    is_shared = True
    orders = {"": ("rank", "-day", "-pk")}
    columns = EXPORTED
    per_page = 48
    filename = "荣誉清单"

    def _walked(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Within one level its rank says nothing, and another index serves."""
        if self.request.GET.get("level"):
            return rows.order_by("-day", "-pk")
        return super()._walked(rows)

    def level_counts(self) -> list[dict[str, Any]]:
        """How many hang at each level, whichever level is chosen; no numbers of a common word."""
        asked = {name: value for name, value in self.form.cleaned_data.items() if value}
        asked.pop("level", None)
        if not self.query and not asked:
            return by_level(published.kept(self.request, "wall", tallies.on_the_wall))
        if not self.query and asked.keys() <= {"year", "kind"}:
            return by_level(tallies.on_the_wall(**asked))
        told = self._at_any_level()
        if told.are_too_many:
            return [{"level": one.value, "label": one.label, "count": None} for one in Level]
        return Honor.objects.filter(pk__in=told.keys).count_by_level()

    def _at_any_level(self) -> Found:
        others = self.request.GET.copy()
        if not others.pop("level", None):
            return self.found
        ranked = Honor.objects.on_the_wall().ranked()
        return found(self._ways(PublicHonorFilter(others, ranked, request=self.request).qs))
