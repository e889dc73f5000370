"""Rows for the brand itself: its name, its sections and sub-projects, its figures."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.urls import reverse

from brands.actions import content
from brands.choices import SectionKind
from brands.forms.identity import NewBrandForm
from brands.forms.rows import FigureForm, SectionForm, SubProjectForm
from brands.models import Brand, Figure, Section, SubProject
from portal.intake import lexicon
from portal.intake.source import folded
from portal.taking.rows import Row, choice, line
from schools.choices import Hedge

SUB = "sub"
PLACES = [*SectionKind.choices, (SUB, "子项目")]


class NameRow(Row):
    fixed: ClassVar = {"kind": "school_brand"}
    title = line("品牌名称", 60, needed=True)

    def read(self) -> dict[str, Any]:
        return {"title": self.item.wording}

    def ledger_forms(self, data: QueryDict) -> list[forms.BaseForm]:
        data["school"] = str(self.intake.school_id)
        return [NewBrandForm(data, user=self.by)]

    def save(self) -> tuple[str, str]:
        form = cast(NewBrandForm, self.real[0])
        brand = content.create(brand=form.save(commit=False), by=self.by)
        self.intake.brand = brand
        return str(brand), reverse("office:brands:detail", args=[brand.pk])


class PartRow(Row):
    """A stretch of the text under its heading, for a section or a sub-project of the brand."""

    place = choice("放到", PLACES, needed=True)
    heading = line("小标题", 60, needed=True)
    body = forms.CharField(
        label="正文", required=False, widget=forms.Textarea({"rows": 5}), max_length=3000
    )

    def read(self) -> dict[str, Any]:
        kind = self.item["kind"]
        below = kind == SectionKind.PRACTICE and self.item["depth"] > 1
        heading = _unnumbered(self.item.wording)
        return {
            "place": SUB if below else kind if kind in SectionKind.values else "",
            "heading": heading[:60],
            "body": self.item["body"],
        }

    def ledger_forms(self, data: QueryDict) -> list[forms.BaseForm]:
        brand = self.intake.brand
        place = data.get("place", "")
        if place == SUB:
            data["title"] = data.get("heading", "")
            return [SubProjectForm(data, instance=SubProject(brand=brand))]
        kind = place if place in SectionKind.values else ""
        return [SectionForm(data, instance=Section(brand=brand, kind=kind))]

    def save(self) -> tuple[str, str]:
        brand = cast(Brand, self.intake.brand)
        form = cast(Any, self.real[0])
        row: Any = form.save(commit=False)
        row.brand = brand
        if isinstance(row, SubProject):
            made = content.add_sub_project(brand=brand, title=row.title, by=self.by)
            made.body = row.body
            arranged = content.Arrangement(part=str(made), rows=[made], numbered=False)
            where = reverse("office:brands:sub", args=[brand.pk, made.pk])
        else:
            known = list(brand.sections.filter(kind=row.kind))
            label = SectionKind(row.kind).label
            arranged = content.Arrangement(part=label, rows=[*known, row])
            where = reverse("office:brands:edit", args=[brand.pk, row.kind])
        content.save_rows(brand=brand, arrangement=arranged, by=self.by)
        return str(row), where


def _unnumbered(heading: str) -> str:
    """The heading without its number: 二、主要做法 → 主要做法."""
    words = folded(heading)
    for style, numbering in lexicon.table("sections", "numbering").items():
        if style != "bracket" and (number := numbering.match(words)):
            return heading[number.end() :].strip(" ,，、")
    return heading.strip("【】")


class FigureRow(Row):
    label = line("说明", 40, needed=True)
    value = forms.DecimalField(label="数值", max_digits=12, decimal_places=2)
    unit = line("单位", 10, needed=True)
    hedge = choice("约数", [c for c in Hedge.choices if c[0]])

    def read(self) -> dict[str, Any]:
        hedge = self.item["hedge"]
        unit = self.item["unit"].replace("余", "").replace("餘", "").replace("多", "")
        return {
            "label": self.item["about"][:40],
            "value": f"{self.item['value'].normalize():f}",
            "unit": unit,
            "hedge": hedge,
        }

    def ledger_forms(self, data: QueryDict) -> list[forms.BaseForm]:
        form = FigureForm(data, instance=Figure(brand=self.intake.brand))
        form.limit(sub_project=SubProject.objects.filter(brand=self.intake.brand))
        return [form]

    def save(self) -> tuple[str, str]:
        brand = cast(Brand, self.intake.brand)
        figure: Figure = cast(FigureForm, self.real[0]).save(commit=False)
        rows = [*brand.figures.all(), figure]
        content.save_rows(
            brand=brand, arrangement=content.Arrangement(part="数据", rows=rows), by=self.by
        )
        return str(figure), reverse("office:brands:edit", args=[brand.pk, "figures"])
