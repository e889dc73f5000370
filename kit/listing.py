"""List pages: filter, search, order, pages, partial answers and export, declared once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import patch_vary_headers
from django_filters import FilterSet

from kit import pairs, published, sheets
from kit.tasks import Export, ExportRequest

COUNTED = 1000
EXPORTED = 100_000
FIRST, COMMON = 300, 8  # of the newest rows one in so many
EARLY = ("1", "2", "3")  # pages
CHUNK = 200  # rows of an export in memory
AT_ONCE = 3000  # rows; a longer export is made in the background


class Way(NamedTuple):
    """The database finds out by one whether there are too many to count, and reads pages of too
    many by the other, in order. Of several ways the last one finds all."""

    found_by: QuerySet[Any]
    rows: QuerySet[Any]


class Found(NamedTuple):
    """Keys, COUNTED + 1 at most and in no order but where told, and how pages of too many are
    read."""

    keys: list[Any]
    rows: QuerySet[Any]
    are_in_order: bool = False

    @property
    def are_too_many(self) -> bool:
        return len(self.keys) > COUNTED


def found(ways: Iterable[Way]) -> Found:
    """By the way that finds all, or too many; the database goes it as it likes best."""
    for way in ways:
        told = Found(
            list(way.found_by.order_by().values_list("pk", flat=True)[: COUNTED + 1]), way.rows
        )
        if told.are_too_many:
            break
    return told


class CappedPaginator(Paginator):
    """Counts and pages through the first thousand rows only: a full count of a big table is slow,
    and nobody reads page 51; they narrow the filter.

    A page is read by keys that `few` puts in order. Where there are fewer, by all that were
    counted: else the database might walk a million rows to meet the few that fit. Where there are
    more, by those of the page: an index tells them without a look at the rows passed over."""

    def __init__(
        self, told: Found, per_page: int, few: Callable[[list[Any]], QuerySet[Any]]
    ) -> None:
        self._found, self._few = told, few
        super().__init__(told.rows, per_page)

    @cached_property
    def count(self) -> int:
        return min(len(self._found.keys), COUNTED)

    @property
    def is_capped(self) -> bool:
        return self._found.are_too_many

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        here = slice((number - 1) * self.per_page, min(number * self.per_page, self.count))
        if self._found.are_in_order:
            rows = self._few(self._found.keys[here])
        elif self.is_capped:
            rows = self._few(list(self._found.rows.values_list("pk", flat=True)[here]))
        else:
            rows = self._few(self._found.keys)[here]
        return Page(rows, number, self)

    @property
    def total_label(self) -> str:
        return f"超过 {COUNTED} 条" if self.is_capped else f"共 {self.count} 条"


class Listing:
    """Subclass and name what differs; `orders` maps the `order` parameter to fields, "" first."""

    filters: ClassVar[type[FilterSet] | None] = None
    search: ClassVar[tuple[str, ...]] = ()
    is_paired: ClassVar[bool] = False  # the database keeps indexes of kit.pairs over `search`
    is_public: ClassVar[bool] = False  # rows everybody may read: searched as the search page does
    is_shared: ClassVar[bool] = False  # the same rows for everybody, whatever page shows them
    orders: ClassVar[dict[str, tuple[str, ...]]] = {"": ("-pk",)}
    columns: ClassVar[tuple[sheets.Column, ...]] = ()
    per_page: ClassVar[int] = 20
    filename: ClassVar[str] = "导出"
    page_url: ClassVar[str] = ""  # name of the page that leads to a table without one of its own
    is_official: ClassVar[bool] = False  # exported with 填报单位（盖章）, 填报人 and 审核人

    def __init__(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.request = request
        self.query = request.GET.get("q", "").strip()[:100]
        self.order = request.GET.get("order", "")
        self.filter = self.filters(request.GET, rows, request=request) if self.filters else None
        self._whole, self._narrowed = rows, self._filtered(rows)
        self.rows = self._walked(self.searched(self._narrowed))

    @cached_property
    def found(self) -> Found:
        if not self.is_shared or self.chosen() or not (self.form and self.form.is_valid()):
            return found(self._ways(self._narrowed))
        # Every page of the whole list wants the same.
        name = f"{type(self).__name__} by {self.order if self.order in self.orders else ''}"
        first = self.rows.values_list("pk", flat=True)[: COUNTED + 1]
        keys = published.kept(self.request, name, lambda: list(first))
        return Found(keys, self.rows, are_in_order=True)

    @property
    def form(self) -> Any:
        return self.filter.form if self.filter else None

    @property
    def querystring(self) -> str:
        """The address's parameters without page and export, to build links upon: "q=…&" or ""."""
        left = self.request.GET.copy()
        for name in ("page", "export"):
            left.pop(name, None)
        return f"{left.urlencode()}&" if left else ""

    @property
    def export_url(self) -> str:
        return f"?{self.querystring}export=xlsx" if self.columns else ""

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Every word must occur in one of the `search` fields."""
        if self.is_public and self.query:
            return rows.filter(pk__in=published.matching(rows.model, self.query))
        for word in self.query.split() if self.search else ():
            match = Q()
            for field in self.search:
                match |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(match)
        return rows

    def chosen(self) -> list[tuple[str, str]]:
        """What narrows the list: label and value as a person reads them."""
        found = [("搜索", self.query)] if self.query else []
        form = self.form
        for name, value in (form.cleaned_data if form and form.is_valid() else {}).items():
            if value not in (None, "", []) and (not isinstance(value, QuerySet) or value):
                found.append((str(form[name].label), _shown(form.fields[name], value)))
        return found

    def respond(self, template: str, **context: Any) -> HttpResponse:
        if self.columns and self.request.GET.get("export") == "xlsx":
            return self.export()
        page = self.page()
        return respond(self.request, template, "results", listing=self, page=page, **context)

    def page(self) -> Page[Any]:
        paginator = CappedPaginator(
            self.found,
            self.per_page,
            few=lambda keys: self._ordered(self._whole.filter(pk__in=keys)),
        )
        return paginator.get_page(self.request.GET.get("page"))

    def export(self) -> HttpResponse:
        """The table of all rows; of many only the page that offers to make it in the background."""
        total = self.rows.order_by()[: EXPORTED + 1].count()
        if total > EXPORTED:
            text = f"一次最多导出 {EXPORTED} 条，请先筛选，缩小范围后再导出。"
            messages.warning(self.request, text)
            return redirect(self.page_url or f"{self.request.path}?{self.querystring}")
        work = self.request.work if isinstance(self.request, ExportRequest) else None
        if work is None and total > AT_ONCE and self.request.user.is_authenticated:
            return self._offered()
        note = "；".join(f"{label}：{value}" for label, value in self.chosen()) or "全部"
        user = getattr(self.request, "user", None)
        unit, note = getattr(user, "place", ""), f"筛选条件：{note}"
        frame = sheets.Frame(self.filename, unit, note, self.is_official)
        rows = self.rows.iterator(chunk_size=CHUNK)
        if work is not None:
            rows = work.each(rows, total, "正在写表格")
        return sheets.download(self.filename, self.columns, rows, frame)

    def _offered(self) -> HttpResponse:
        asked = self.request
        wanted = Export(
            path=asked.path_info,
            query=asked.GET.urlencode(),
            title=f"下载{self.filename}",
            file=sheets.file_name(self.filename),
            back=resolve_url(self.page_url or f"{asked.path}?{self.querystring}"),
        )
        return redirect("office:export", wanted.signed())

    def _filtered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        if self.filter is None:
            return rows
        return self.filter.qs if self.filter.is_valid() else rows.none()

    def _ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        fields = self.orders.get(self.order, self.orders[""])
        tie = () if {"pk", "-pk"} & set(fields) else ("-pk",)  # pages must not overlap
        return rows.order_by(*fields, *tie)

    def _ways(self, narrowed: QuerySet[Any]) -> Iterator[Way]:
        """A word that the newest rows often have soon proves to be in too many; of others a tenth
        tells it, see kit.pairs. A page of so many is read in the list's order until it is full; to
        read a late page of a rarer word so takes longer than to put all of them in order."""
        is_early = self.request.GET.get("page", "1") in EARLY
        rows = self.searched(narrowed)
        walked = self._walked(rows)
        if self.is_public and self.query:
            looked_at, quick, is_soon_full = published.looked_at(narrowed, self.query)
            walked = self._walked(looked_at)
            if quick is not None:
                yield Way(quick, walked if is_early or is_soon_full else self._walked(rows))
        elif self.is_paired and self.query and pairs.are_kept():
            newest = rows.model._default_manager.order_by("-pk").values("pk")[:FIRST]
            first = rows.model._default_manager.filter(pk__in=newest)
            having = self.searched(first).order_by().count()
            if having * COMMON > FIRST:
                yield Way(rows, walked)
                return
            for word in self.query.split():
                rows = pairs.narrowed(rows, self.search, word)
            if having:
                yield Way(pairs.tenth(rows), walked)
        yield Way(rows, walked if is_early else self._walked(rows))

    def _walked(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The same order as an index has it that fits the filters; of a long table only."""
        return self._ordered(rows)


def respond(request: HttpRequest, template: str, partial: str, **context: Any) -> HttpResponse:
    """The whole page, or only template#partial when HTMX asks."""
    htmx = request.htmx  # type: ignore[attr-defined]
    if htmx and not htmx.boosted and not htmx.history_restore_request:
        template = f"{template}#{partial}"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, slice):
        ends = ["" if end is None else f"{end:%Y-%m-%d}" for end in (value.start, value.stop)]
        return " 至 ".join(ends).strip()
    if isinstance(value, list | tuple | QuerySet):
        return "、".join(_shown(field, part) for part in value)
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    return labels.get(str(value), str(value))
