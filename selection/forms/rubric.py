"""The rows of a rubric: a table in which every row is a form."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django import forms
from django.forms import formset_factory

from kit.forms import HouseForm
from selection.choices import IndicatorKind, RubricPurpose
from selection.forms.fields import LinesField, filled_rows
from selection.models import Indicator, Rubric

KINDS = [choice for choice in IndicatorKind.choices if choice[0] != IndicatorKind.GROUP]
BANDS = 4


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
    step = forms.DecimalField(
        label="最小分差",
        required=False,
        min_value=Decimal("0.1"),
        max_digits=3,
        decimal_places=1,
        initial=Decimal("0.5"),
    )
    bands = LinesField(
        label="档次说明",
        required=False,
        widget=forms.Textarea({"rows": 4, "placeholder": "优、良、中、差，一行一档"}),
    )

    def limit_kind(self) -> None:
        """An acceptance adds up leaves, nothing else."""
        leaf = IndicatorKind.LEAF
        self.fields["kind"] = forms.ChoiceField(label="类型", choices=[(leaf, leaf.label)])

    def clean_bands(self) -> list[str]:
        lines: list[str] = self.cleaned_data["bands"]
        if len(lines) > BANDS:
            raise forms.ValidationError(f"最多 {BANDS} 行：优、良、中、差各一行。")
        return lines

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
            elif points % (step := cleaned.get("step") or Indicator().step):
                self.add_error("points", f"分值要是最小分差 {step} 的整数倍。")
        elif cleaned.get("kind") != IndicatorKind.VETO and not points:
            self.add_error("points", "请填写上限。")
        return cleaned


IndicatorRows = formset_factory(
    IndicatorForm, extra=3, can_delete=True, can_order=True, max_num=100
)


class RubricHead(HouseForm, forms.ModelForm):
    bonus_cap = forms.DecimalField(
        label="加分合计上限", required=False, min_value=0, max_digits=5, decimal_places=1
    )

    class Meta:
        model = Rubric
        fields = ("name", "excellent_from", "passed_from")
        help_texts = {
            "excellent_from": "合计达到这个分数为优秀。",
            "passed_from": "合计达到这个分数为合格，低于它为不合格。",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_review = self.instance.purpose == RubricPurpose.REVIEW
        for name in ("excellent_from", "passed_from") if is_review else ("bonus_cap",):
            del self.fields[name]


class RubricSheet:
    """The whole editor: head and rows, valid or refused together."""

    def __init__(self, rubric: Rubric, data: Any = None) -> None:
        self.rubric = rubric
        self.existing = {row.pk: row for row in rubric.indicators.select_related("parent")}
        bonus = next((g.cap for g in self._groups() if g.cap is not None), None)
        self.head = RubricHead(data, instance=rubric, prefix="head", initial={"bonus_cap": bonus})
        rows = [_as_row(row) for row in self.existing.values() if row.kind != IndicatorKind.GROUP]
        self.rows = IndicatorRows(data, prefix="row", initial=rows)
        if rubric.purpose != RubricPurpose.REVIEW:
            for form in self.rows.forms:
                form.limit_kind()

    def is_valid(self) -> bool:
        valid = [self.head.is_valid(), self.rows.is_valid()]
        rows = filled_rows(self.rows) if all(valid) else []
        if all(valid) and not any(r["kind"] == IndicatorKind.LEAF for r in rows):
            self.head.add_error(None, "评分表至少要有一个二级指标。")
            return False
        return all(valid)

    @property
    def faults(self) -> int:
        return sum(len(form.errors) for form in (*self.rows.forms, self.head))

    @property
    def full(self) -> Decimal:
        """Points of all leaves as they stand in the database."""
        leaves = (row for row in self.existing.values() if row.kind == IndicatorKind.LEAF)
        return sum((row.points for row in leaves), Decimal(0))

    def indicators(self) -> list[Indicator]:
        """Each group directly before its own rows, in the order of first mention."""
        groups = {g.title: g for g in self._groups()}
        printed: dict[str, list[Indicator]] = {}
        for data in filled_rows(self.rows):
            printed.setdefault(data["group"].strip(), []).append(self._indicator(data))
        return list(self._in_order(printed, groups))

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
                group.cap = self.head.cleaned_data.get("bonus_cap") if has_bonus else None
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
        row.step = data["step"] or Indicator().step
        row.bands = data["bands"] if is_leaf else []
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
        "step": row.step,
        "bands": row.bands,
    }
