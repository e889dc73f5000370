"""Open data: what is public anyway, as CSV for people and JSON for programs; no person's name."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from brands.models import Brand, Result
from honors.models import Honor

CHUNK = 200  # rows with their schools at a time; several people may take them at once
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Field(NamedTuple):
    """`key` in JSON, `label` in the first line of the CSV; `read` gives text or a number."""

    key: str
    label: str
    read: Callable[[Any], Any]


class Set(NamedTuple):
    key: str
    title: str
    text: str
    rows: Callable[[], QuerySet[Any]]
    fields: tuple[Field, ...]


def _brands() -> QuerySet[Any]:
    return Brand.objects.public().select_related("school__region").order_by("pk")


def _results() -> QuerySet[Any]:
    rows = Result.objects.filter(brand__in=Brand.objects.public())
    return rows.select_related("brand__school__region").order_by("pk")


def _honors() -> QuerySet[Any]:
    rows = Honor.objects.on_the_wall().select_related("school__region")
    return rows.prefetch_related("issuers").order_by("pk")


SETS = {
    "brands": Set(
        "brands",
        "品牌",
        "全部公开的学校品牌和书记项目。",
        _brands,
        (
            Field("id", "编号", lambda row: row.pk),
            Field("name", "名称", lambda row: row.name),
            Field("kind", "类别", lambda row: row.get_kind_display()),
            Field("school", "学校", lambda row: row.school.name),
            Field("stage", "学段", lambda row: row.school.get_stage_display()),
            Field("region_code", "区划代码", lambda row: row.school.region.code),
            Field("region", "地区", lambda row: row.school.region.name),
            Field("tagline", "一句话介绍", lambda row: row.tagline),
            Field("theme", "主题", lambda row: row.theme),
            Field("started_year", "创建年份", lambda row: row.started_year),
            Field("is_current", "现用", lambda row: "是" if row.is_current else "否"),
            Field("published_on", "发布日期", lambda row: day(row.final_at)),
            Field("address", "地址", lambda row: row.get_absolute_url()),
        ),
    ),
    "results": Set(
        "results",
        "评选结果",
        "公开品牌的评选结果和文号；已经撤销的写明撤销日期。",
        _results,
        (
            Field("brand_id", "品牌编号", lambda row: row.brand_id),
            Field("brand", "品牌", lambda row: row.brand.name),
            Field("school", "学校", lambda row: row.brand.school.name),
            Field("region_code", "区划代码", lambda row: row.brand.school.region.code),
            Field("level", "级别", lambda row: row.get_level_display()),
            Field("grade", "等次", lambda row: row.get_grade_display()),
            Field("batch", "批次", lambda row: row.batch_name),
            Field("wording", "结果称谓", lambda row: row.wording),
            Field("issuer", "公布单位", lambda row: row.issuer),
            Field("document_number", "文号", lambda row: row.document_number),
            Field("decided_on", "公布日期", lambda row: row.when),
            Field("revoked_on", "撤销日期", lambda row: row.revoked_on and str(row.revoked_on)),
        ),
    ),
    "honors": Set(
        "honors",
        "荣誉",
        "核验过、仍有效的荣誉；不含获奖者姓名。",
        _honors,
        (
            Field("id", "编号", lambda row: row.pk),
            Field("title", "名称", lambda row: row.title.replace("|", "")),
            Field("kind", "类别", lambda row: row.get_kind_display()),
            Field("level", "级别", lambda row: row.get_level_display()),
            Field("grade", "等次", lambda row: row.grade),
            Field("school", "学校", lambda row: row.school.name),
            Field("region_code", "区划代码", lambda row: row.school.region.code),
            Field("issuers", "颁发单位", lambda row: row.issuers_text),
            Field("awarded", "获得时间", lambda row: row.awarded_text),
        ),
    ),
}


def day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}" if moment else ""


def values(data: Set) -> Iterator[list[Any]]:
    for row in data.rows().iterator(chunk_size=CHUNK):
        yield [field.read(row) for field in data.fields]


def as_csv(data: Set) -> Iterator[str]:
    """Comma separated, in the way spreadsheets here open without questions."""
    yield "\ufeff"
    yield _line([field.label for field in data.fields])
    for row in values(data):
        yield _line([_plain(value) for value in row])


def as_json(data: Set) -> Iterator[str]:
    """{"title", "source", "licence", "made_at", "items": [...]}, item by item."""
    head = {
        "title": data.title,
        "source": settings.SITE_NAME,
        "licence": settings.SITE_DATA_LICENCE,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "items": ['
    keys = [field.key for field in data.fields]
    for number, row in enumerate(values(data)):
        item = json.dumps(dict(zip(keys, row, strict=True)), ensure_ascii=False)
        yield f"{',' if number else ''}\n{item}"
    yield "\n]}\n"


FORMATS: dict[str, tuple[Callable[[Set], Iterator[str]], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "json": (as_json, "application/json; charset=utf-8"),
}


def _line(cells: Iterable[Any]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _plain(value: Any) -> Any:
    """A text that a spreadsheet would compute stays a text."""
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value
