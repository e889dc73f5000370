"""Lists of brands: the public shelf and the office's table."""

from __future__ import annotations

from typing import Any, NamedTuple

import django_filters as filters
from django import forms
from django.core.paginator import Page
from django.db.models import QuerySet

from brands.choices import BrandKind
from brands.models import Brand, Milestone, Result, tallies
from kit import published
from kit.listing import Listing
from kit.prepared import Parts
from kit.publication import CheckStatus
from kit.sheets import Column
from schools.choices import Level, Stage
from schools.forms.choosing import names, offer_own_schools, offer_schools
from schools.models import Region, School

THEMES = 8
RESULTS = Parts(Brand, "results")


class Option(NamedTuple):
    """One tick of a facet, with how many brands it would show by itself."""

    value: str
    label: str
    total: int
    is_chosen: bool


def on_the_shelf() -> tuple[dict[str, dict[str, int]], dict[str, list[tuple[str, str]]]]:
    """How many brands each facet counts; what those offer of which the shelf itself decides."""
    counts = tallies.on_the_shelf() | {"theme": Brand.objects.shelf().themes(THEMES)}
    regions = Region.objects.filter(code__in=counts["region"])
    won = list(Result.objects.occasions())
    years = sorted({year for year, _ in won if year}, reverse=True)
    batches = sorted({batch for _, batch in won})
    return counts, {
        "region": list(regions.values_list("code", "name")),
        "year": [(str(year), f"{year} 年") for year in years],
        "batch": [(batch, batch) for batch in batches],
        "theme": [(theme, theme) for theme in counts["theme"]],
    }


class _Several(filters.MultipleChoiceFilter):
    """Any of the ticked values; a brand with two matching results still counts once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=forms.CheckboxSelectMultiple, distinct=False, **kwargs)


class ShelfFilter(filters.FilterSet):
    stage = _Several(label="学段", choices=Stage.choices, field_name="school__stage")
    level = _Several(label="级别", choices=Level.choices, method="at_level")
    region = _Several(label="地区", choices=[], field_name="school__region__code")
    kind = _Several(label="类别", choices=BrandKind.choices)
    theme = _Several(label="主题", choices=[])
    batch = filters.ChoiceFilter(
        label="评选批次", choices=[], empty_label="全部", method="in_batch"
    )
    year = filters.ChoiceFilter(label="公布年份", choices=[], empty_label="全部", method="in_year")

    class Meta:
        model = Brand
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.counts, offered = published.kept(self.request, "shelf", on_the_shelf)
        for name, choices in offered.items():
            self.filters[name].extra["choices"] = choices

    def at_level(self, rows: Any, name: str, value: list[str]) -> QuerySet[Brand]:
        return rows.at_level(*value) if value else rows

    def in_year(self, rows: Any, name: str, value: str) -> QuerySet[Brand]:
        return rows.won_in(int(value))

    def in_batch(self, rows: Any, name: str, value: str) -> QuerySet[Brand]:
        return rows.in_batch(value)

    def facets(self) -> list[tuple[str, str, list[Option]]]:
        """Name, title and options; an option that would show nothing is left out."""
        found = [
            (name, self.filters[name].label, self._options(name))
            for name in ("stage", "level", "region", "theme", "kind")
        ]
        return [facet for facet in found if len(facet[2]) > 1]

    def selects(self) -> list[Any]:
        """The bound fields of long lists, where there is something to choose."""
        fields = [self.form[name] for name in ("batch", "year")]
        return [field for field in fields if len(field.field.choices) > 1]

    def _options(self, name: str) -> list[Option]:
        chosen = set(self.data.getlist(name)) if self.data else set()
        options = []
        for value, label in self.form.fields[name].choices:
            total = self.counts[name].get(str(value), 0)
            if total or str(value) in chosen:
                options.append(Option(str(value), str(label), total, str(value) in chosen))
        return options


class ShelfListing(Listing):
    filters = ShelfFilter
    is_public = True
    is_shared = True
    orders = {"": ("-final_at", "-pk"), "level": ("rank", "-final_at")}
    per_page = 12

    def _ordered(self, rows: Any) -> QuerySet[Any]:
        """Ranks are reckoned for the order alone: counting does without."""
        return super()._ordered(rows.ranked() if self.order == "level" else rows)

    def page(self) -> Page[Any]:
        page = super().page()
        page.object_list = list(page.object_list)
        RESULTS(page.object_list)
        return page


class OfficeFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label="类别", choices=BrandKind.choices, empty_label="全部")
    status = filters.ChoiceFilter(label="状态", choices=CheckStatus.choices, empty_label="全部")
    # A figure of the desk leads here; the hidden field keeps it when another filter changes.
    level = filters.MultipleChoiceFilter(
        label="结果级别",
        choices=Level.choices,
        method="at_level",
        widget=forms.MultipleHiddenInput,
    )
    use = filters.ChoiceFilter(
        label="使用",
        choices=[("current", "现用"), ("retired", "已停用")],
        empty_label="全部",
        method="in_use",
    )
    school = filters.ChoiceFilter(label="学校", empty_label="全部")

    class Meta:
        model = Brand
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_own_schools(self)

    def at_level(self, rows: Any, name: str, value: list[str]) -> QuerySet[Brand]:
        return rows.at_level(*value) if value else rows

    def in_use(self, rows: Any, name: str, value: str) -> QuerySet[Brand]:
        return rows.filter(is_current=value == "current")


class OfficeListing(Listing):
    filters = OfficeFilter
    search = ("title", "tagline", "school__name")
    orders = {"": ("-updated_at", "-pk"), "school": ("school__name", "kind")}
    columns = (
        Column("学校", "school.name", width=24),
        Column("类别", "get_kind_display", width=12),
        Column("品牌名称", "name", width=32),
        Column("一句话介绍", "tagline", width=40),
        Column("使用", "use_label", width=10),
        Column("公开范围", "get_scope_display", width=12),
        Column("审核状态", "get_status_display", width=12),
        Column("更新时间", "updated_at", width=18),
    )
    filename = "品牌项目"
    is_official = True


TASK_STATES = [
    ("late", "滞后"),
    ("silent", "缺月度进展"),
    ("open", "没有完成"),
    ("done", "已完成"),
]


class TaskFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label="状态", choices=TASK_STATES, empty_label="全部", method="in_state"
    )
    school = filters.ChoiceFilter(label="学校", field_name="brand__school", empty_label="全部")

    class Meta:
        model = Milestone
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = School.objects.managed_by(self.request.user)
        offer_schools(self, mine, names(mine))

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[Milestone]:
        if value == "done":
            return rows.filter(done_on__isnull=False)
        if value == "silent":
            return rows.silent()
        return rows.late() if value == "late" else rows.filter(done_on=None)


class TaskListing(Listing):
    """Tasks of secretary projects, each with the last line its school wrote."""

    filters = TaskFilter
    search = ("task", "person", "brand__title", "brand__school__name")
    orders = {"": ("due_on", "pk"), "school": ("brand__school__name", "brand", "order", "pk")}
    columns = (
        Column("学校", "brand.school.name", width=24),
        Column("书记项目", "brand.name", width=32),
        Column("任务", "task", width=32),
        Column("责任人", "person", width=14),
        Column("时间", "when", width=12),
        Column("状态", "state_label", width=10),
        Column("最近进展", "last_line", width=40),
    )
    filename = "书记项目任务"
    is_official = True
