"""Quota cells and the check list of a batch: tables in which every row is a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import formset_factory

from kit.forms import HouseForm
from schools.choices import Stage
from schools.models import Region
from selection.forms.fields import LinesField, filled_rows
from selection.models import Batch, QuotaCell


class QuotaRow(HouseForm, forms.Form):
    region = forms.ModelChoiceField(
        Region.objects.none(), label="地区", required=False, empty_label="全部地区"
    )
    stage = forms.ChoiceField(
        label="学段", required=False, choices=[("", "全部学段"), *Stage.choices]
    )
    places = forms.IntegerField(label="名额", min_value=1, max_value=999)


QuotaFormSet = formset_factory(QuotaRow, extra=3, can_delete=True, max_num=60)


class CheckItemsForm(HouseForm, forms.Form):
    check_items = LinesField(label="形式审查项", help_text="一行一条，审查时逐条选“符合”或“不符”。")

    def clean_check_items(self) -> list[str]:
        lines: list[str] = self.cleaned_data["check_items"]
        if any(len(line) > 80 for line in lines):
            raise forms.ValidationError("每条最多 80 字，请写短一些。")
        return lines


class ListsSheet:
    """Quota cells, which must come to the total, and the check list."""

    def __init__(self, batch: Batch, data: Any = None) -> None:
        self.batch = batch
        cells = [
            {"region": cell.region_id, "stage": cell.stage, "places": cell.places}
            for cell in batch.quota_cells.all()
        ]
        self.cells = QuotaFormSet(data, prefix="cell", initial=cells)
        for form in self.cells.forms:
            form.limit(region=Region.objects.filter(code__startswith=batch.region.code))
        items = [item.text for item in batch.check_items.all()]
        self.form = CheckItemsForm(data, prefix="items", initial={"check_items": items})
        self.error = ""

    def is_valid(self) -> bool:
        valid = [self.cells.is_valid(), self.form.is_valid()]
        if not all(valid):
            return False
        filled = filled_rows(self.cells)
        total = sum(row["places"] for row in filled)
        if filled and self.batch.quota_total is not None and total != self.batch.quota_total:
            self.error = (
                f"名额合计 {total} 个，与总名额 {self.batch.quota_total} 个不一致。"
                "请改分配，或到批次设置里改总名额。"
            )
        places = [(row["region"], row["stage"]) for row in filled]
        if len(set(places)) < len(places):
            self.error = "同一个地区和学段写了两行，请合并。"
        return not self.error

    def quota_cells(self) -> list[QuotaCell]:
        return [
            QuotaCell(region=row["region"], stage=row["stage"], places=row["places"])
            for row in filled_rows(self.cells)
        ]
