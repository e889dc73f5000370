"""The rubric with its stages, and the lists of a batch: tables in which every row is a form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from kit.forms import HouseForm
from schools.choices import Stage
from schools.models import Region
from selection.actions.batches import FULL
from selection.choices import IndicatorKind, StageForm
from selection.forms.batch import LinesField
from selection.models import Batch, Indicator, QuotaCell, ReviewStage, Rubric

KINDS = [choice for choice in IndicatorKind.choices if choice[0] != IndicatorKind.GROUP]
TEXT = forms.TextInput(attrs={"class": "form-control"})


class IndicatorForm(HouseForm, forms.Form):
    """`group` is the name of the first-level indicator; rows of one name belong together."""

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="类型", choices=KINDS)
    group = forms.CharField(label="一级指标", required=False, max_length=60)
    title = forms.CharField(label="指标", max_length=60)
    guidance = forms.CharField(label="评什么", required=False, max_length=300)
    points = forms.DecimalField(
        label="分值或上限", required=False, min_value=0, max_digits=5, decimal_places=1
    )
    breaks_ties = forms.BooleanField(label="同分时比较", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.has_changed() or cleaned.get("DELETE"):
            return cleaned
        points = cleaned.get("points")
        if cleaned.get("kind") == IndicatorKind.LEAF:
            if not cleaned.get("group"):
                self.add_error("group", "请写明归到哪个一级指标。")
            if not points:
                self.add_error("points", "请填写分值。")
            elif points % Decimal("0.5"):
                self.add_error("points", "分值要是 0.5 的整数倍。")
        return cleaned


class StageRow(HouseForm, forms.Form):
    name = forms.CharField(label="环节名称", max_length=40)
    form = forms.ChoiceField(label="形式", choices=StageForm.choices)
    weight = forms.IntegerField(label="权重（%）", min_value=1, max_value=FULL)


class QuotaRow(HouseForm, forms.Form):
    region = forms.ModelChoiceField(
        Region.objects.none(), label="地区", required=False, empty_label="全部地区"
    )
    stage = forms.ChoiceField(
        label="学段", required=False, choices=[("", "全部学段"), *Stage.choices]
    )
    places = forms.IntegerField(label="名额", min_value=1, max_value=999)


class StageRows(BaseFormSet):
    def clean(self) -> None:
        rows = _filled(self)
        if any(self.errors):
            return
        if not rows:
            raise forms.ValidationError("至少要有一个评审环节。")
        total = sum(row["weight"] for row in rows)
        if total != FULL:
            raise forms.ValidationError(f"各环节权重合计 {total}%，要正好 {FULL}%。")


IndicatorRows = formset_factory(IndicatorForm, extra=3, can_delete=True, max_num=100)
StageFormSet = formset_factory(StageRow, formset=StageRows, extra=1, can_delete=True, max_num=5)
QuotaFormSet = formset_factory(QuotaRow, extra=3, can_delete=True, max_num=60)


def _filled(rows: Any) -> list[dict[str, Any]]:
    return [
        form.cleaned_data
        for form in rows.forms
        if getattr(form, "cleaned_data", None) and not form.cleaned_data.get("DELETE")
    ]


class RubricHead(HouseForm, forms.ModelForm):
    bonus_cap = forms.DecimalField(
        label="加分合计上限", required=False, min_value=0, max_digits=5, decimal_places=1
    )

    class Meta:
        model = Rubric
        fields = ("name",)


class RubricSheet:
    """The whole editor: head, rows and stages, valid or refused together."""

    def __init__(self, batch: Batch, rubric: Rubric, data: Any = None) -> None:
        self.batch, self.rubric = batch, rubric
        self.existing = {row.pk: row for row in rubric.indicators.select_related("parent")}
        self.stages = list(batch.review_stages.all())
        bonus = next((g.cap for g in self._groups() if g.cap is not None), None)
        self.head = RubricHead(data, instance=rubric, prefix="head", initial={"bonus_cap": bonus})
        rows = [_as_row(row) for row in self.existing.values() if row.kind != IndicatorKind.GROUP]
        self.rows = IndicatorRows(data, prefix="row", initial=rows)
        stages = [{"name": s.name, "form": s.form, "weight": s.weight} for s in self.stages]
        self.stage_rows = StageFormSet(data, prefix="stage", initial=stages)

    def is_valid(self) -> bool:
        valid = [self.head.is_valid(), self.rows.is_valid(), self.stage_rows.is_valid()]
        if all(valid) and not any(r["kind"] == IndicatorKind.LEAF for r in _filled(self.rows)):
            self.head.add_error(None, "评分表至少要有一个二级指标。")
            return False
        return all(valid)

    @property
    def faults(self) -> int:
        rows = [*self.rows.forms, *self.stage_rows.forms, self.head]
        return sum(len(form.errors) for form in rows) + len(self.stage_rows.non_form_errors())

    def indicators(self) -> list[Indicator]:
        """Each group directly before its own rows, in the order of first mention."""
        groups = {g.title: g for g in self._groups()}
        printed: dict[str, list[Indicator]] = {}
        for data in _filled(self.rows):
            printed.setdefault(data["group"].strip(), []).append(self._indicator(data))
        return list(self._in_order(printed, groups))

    def review_stages(self) -> list[ReviewStage]:
        made = []
        for number, data in enumerate(_filled(self.stage_rows)):
            stage = self.stages[number] if number < len(self.stages) else ReviewStage()
            stage.name, stage.form, stage.weight = data["name"], data["form"], data["weight"]
            made.append(stage)
        return made

    def _groups(self) -> list[Indicator]:
        return [row for row in self.existing.values() if row.kind == IndicatorKind.GROUP]

    def _in_order(
        self, printed: dict[str, list[Indicator]], groups: dict[str, Indicator]
    ) -> Iterator[Indicator]:
        for title, rows in printed.items():
            group = None
            if title:
                group = groups.get(title) or Indicator(kind=IndicatorKind.GROUP, title=title)
                has_bonus = any(row.kind == IndicatorKind.BONUS for row in rows)
                group.cap = self.head.cleaned_data["bonus_cap"] if has_bonus else None
                yield group
            for row in rows:
                row.parent = group
                yield row

    def _indicator(self, data: dict[str, Any]) -> Indicator:
        row = self.existing.get(data.get("pk") or 0) or Indicator()
        is_leaf = data["kind"] == IndicatorKind.LEAF
        row.kind, row.title, row.guidance = data["kind"], data["title"], data["guidance"]
        row.points = data["points"] if is_leaf else Decimal(0)
        row.cap = None if is_leaf else data["points"]
        row.breaks_ties = is_leaf and data["breaks_ties"]
        return row


def _as_row(row: Indicator) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "kind": row.kind,
        "group": row.parent.title if row.parent else "",
        "title": row.title,
        "guidance": row.guidance,
        "points": row.points if row.kind == IndicatorKind.LEAF else row.cap,
        "breaks_ties": row.breaks_ties,
    }


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
        filled = _filled(self.cells)
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
            for row in _filled(self.cells)
        ]
