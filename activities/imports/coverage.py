"""The coverage ledger from a spreadsheet."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from activities.forms.coverage import CoverageForm, other_level
from activities.models import Coverage, Outlet
from brands.models import Brand
from kit.importing.importer import Column
from schools.imports.named import LEVEL_WORDS, LedgerImporter, one_of, raise_if, scope_column
from schools.models import School

KIND_WORDS = {"新闻": "报道", "文章": "刊发文章"}
OUTLET_WORDS = {
    "报纸": "报刊",
    "期刊": "报刊",
    "电视": "广播电视",
    "网络": "网站",
    "公众号": "新媒体",
}


class CoverageImporter(LedgerImporter):
    key = "coverage"
    noun = "媒体报道"
    unit = "篇"
    same = "学校、媒体和标题"
    list_url = "office:activities:coverage_list"

    def make_columns(self) -> Sequence[Column]:
        fields = CoverageForm(instance=Coverage(school=School(pk=0))).fields
        ids = [school.pk for school in self.schools]
        self.brands = {(b.school_id, b.title): b for b in Brand.objects.filter(school__in=ids)}
        self.outlets = {outlet.name: outlet for outlet in Outlet.objects.all()}
        # An outlet that is known need not be described again.
        level, kind = copy(fields["outlet_level"]), copy(fields["outlet_kind"])
        level.required = kind.required = False
        told = "登记过的媒体可以不填。"

        def column(title: str, name: str, *synonyms: str, **more: Any) -> Column:
            return Column(title, name, fields[name], synonyms, **more)

        return (
            self.school_column(),
            column(
                "标题",
                "title",
                "报道标题",
                "文章标题",
                "题目",
                example="示例：校园里的红色课堂",
                width=36,
            ),
            column(
                "媒体名称",
                "outlet_name",
                "媒体",
                "刊发媒体",
                "报刊名称",
                example="无锡日报",
                width=20,
            ),
            Column(
                "媒体级别",
                "outlet_level",
                level,
                ("级别",),
                LEVEL_WORDS,
                "市级",
                f"看主办单位的级别。{told}",
            ),
            Column("媒体类型", "outlet_kind", kind, (), OUTLET_WORDS, "报刊", told),
            column(
                "刊发日期",
                "appeared",
                "发布日期",
                "刊发时间",
                "发布时间",
                "日期",
                example="2025-03-05",
            ),
            column(
                "形式", "kind", "报道形式", words=KIND_WORDS, example="报道", note="不填就是报道。"
            ),
            column("版面或栏目", "column", "版面", "栏目", width=16),
            column("链接", "link", "网址", "报道链接", width=36),
            column(
                "原创",
                "is_original",
                "原创或转载",
                "是否原创",
                example="是",
                note="转载的写“否”，不填就是原创。",
            ),
            Column(
                "支撑的品牌",
                "brand",
                forms.CharField(label="品牌", max_length=80, required=False),
                ("品牌",),
                note="写本校已经登记的品牌名称。",
                width=20,
            ),
            scope_column(),
        )

    def build(self, values: dict[str, Any]) -> Coverage:
        school, given = self.school_of(values), dict(values)
        name = given.pop("outlet_name").strip()
        level, kind = given.pop("outlet_level"), given.pop("outlet_kind")
        known = self.outlets.get(name)
        missing = "这家媒体还没有登记过，请填写媒体{}。"
        raise_if(
            {
                "outlet_level": other_level(known, level)
                if known
                else ("" if level else missing.format("级别")),
                "outlet_kind": "" if known or kind else missing.format("类型"),
            }
        )
        if known is None:
            known = self.outlets[name] = Outlet(name=name, level=level, kind=kind)
        try:
            given["brand"] = one_of(
                self.brands, (school.pk, values["brand"]), "品牌", values["brand"]
            )
        except ValidationError as error:
            raise ValidationError({"brand": error.messages}) from error
        given["appeared_on"], given["precision"] = given.pop("appeared")
        return Coverage(**given | {"school": school, "outlet": known})

    def identity(self, row: Coverage) -> Hashable:
        return (row.school_id, row.outlet.name, row.title)

    def known(self, rows: Sequence[Coverage]) -> set[Hashable]:
        found = Coverage.objects.order_by().filter(
            school__in={row.school_id for row in rows}, title__in={row.title for row in rows}
        )
        return set(found.values_list("school", "outlet__name", "title"))

    def save(self, rows: Sequence[Coverage]) -> None:
        new = {row.outlet.name: row.outlet for row in rows if row.outlet.pk is None}
        Outlet.objects.bulk_create(new.values(), ignore_conflicts=True)
        stored = {one.name: one for one in Outlet.objects.filter(name__in=new)}
        for row in rows:
            row.outlet = stored.get(row.outlet.name, row.outlet)
        Coverage.objects.bulk_create(rows)
