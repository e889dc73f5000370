"""What an expert fills in: the declaration, the scores, remarks; and what the office adjusts."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from typing import Any

from django import forms

from kit.forms import HouseForm, OnceForm
from selection.actions.passages import is_quoted
from selection.actions.review import Mark, needs_note
from selection.choices import LEVELS, IndicatorKind
from selection.models import Adjustment, Annotation, Application, Indicator
from selection.models.review import Score

NONE, AWAY = "none", "away"
# Lower bounds of the four levels as shares of a leaf's points.
SHARES = (Decimal("0.9"), Decimal("0.75"), Decimal("0.6"), Decimal(0))


class DeclareForm(HouseForm, forms.Form):
    choice = forms.ChoiceField(
        label="我和这个项目的关系",
        choices=[(NONE, "没有利害关系"), (AWAY, "需要回避")],
        widget=forms.RadioSelect,
        error_messages={"required": "请先选一项。"},
    )
    reason = forms.CharField(
        label="回避原因",
        required=False,
        max_length=200,
        help_text="选“需要回避”时要写，如本校、亲属、参与指导。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("choice") == AWAY and not cleaned.get("reason", "").strip():
            self.add_error("reason", "请写明回避原因。")
        return cleaned


def short(value: Decimal) -> str:
    """18.0 → “18”, 17.5 → “17.5”."""
    return f"{value.normalize():f}"


@dataclass(frozen=True)
class Band:
    label: str
    low: Decimal
    high: Decimal
    told: str = ""  # what the rubric says of this level

    @property
    def text(self) -> str:
        return self.low_text if self.low == self.high else f"{self.low_text}–{self.high_text}"

    @property
    def low_text(self) -> str:
        return short(self.low)

    @property
    def high_text(self) -> str:
        return short(self.high)


def bands(leaf: Indicator) -> list[Band]:
    """优 90 %, 良 75 %, 中 60 % upward, in whole steps and without gaps."""
    found, high, told = [], leaf.points, dict(enumerate(leaf.bands))
    for place, (label, share) in enumerate(zip(LEVELS, SHARES, strict=True)):
        steps = (leaf.points * share / leaf.step).to_integral_value(ROUND_CEILING)
        low = min(steps * leaf.step, high)
        found.append(Band(label, low, high, told.get(place, "")))
        high = max(low - leaf.step, Decimal(0))
    return found


@dataclass(frozen=True)
class Criterion:
    """A leaf as the page shows it; `number` counts from 1."""

    number: int
    leaf: Indicator
    value: forms.BoundField
    note: forms.BoundField
    bands: list[Band]
    is_new_group: bool

    @property
    def is_open(self) -> bool:
        return self.value.value() in (None, "")

    @property
    def points_text(self) -> str:
        return short(self.leaf.points)

    @property
    def group(self) -> str:
        return self.leaf.parent.title if self.leaf.parent else ""


class ScoreForm(HouseForm, forms.Form):
    """Two fields a leaf, and a general remark; what is incomplete may be kept, not handed in."""

    comment = forms.CharField(
        label="总体意见",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, leaves: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaves = list(leaves)
        for leaf in self.leaves:
            self.fields[f"score-{leaf.pk}"] = score_field(leaf)
            self.fields[f"note-{leaf.pk}"] = forms.CharField(
                label=f"{leaf.title}评语",
                required=False,
                max_length=300,
                widget=forms.Textarea(
                    attrs={
                        "rows": 1,
                        "class": "form-control",
                        "placeholder": "评语（低于 60% 时必填）",
                    }
                ),
            )

    @property
    def criteria(self) -> list[Criterion]:
        found: list[Criterion] = []
        group: int | None = None
        for number, leaf in enumerate(self.leaves, start=1):
            value, note = self[f"score-{leaf.pk}"], self[f"note-{leaf.pk}"]
            is_new = leaf.parent_id != group
            found.append(Criterion(number, leaf, value, note, bands(leaf), is_new))
            group = leaf.parent_id
        return found

    @property
    def given(self) -> dict[str, Decimal]:
        """What is in the fields now, by title of the leaf; whatever is no number is not there."""
        found = {}
        for leaf in self.leaves:
            with suppress(InvalidOperation):
                found[leaf.title] = Decimal(str(self[f"score-{leaf.pk}"].value()))
        return found

    @property
    def done(self) -> int:
        return len(self.given)

    @property
    def sum(self) -> str:
        return short(sum(self.given.values(), Decimal(0)))

    @property
    def full(self) -> str:
        return short(sum((leaf.points for leaf in self.leaves), Decimal(0)))

    @property
    def left(self) -> list[str]:
        return [leaf.title for leaf in self.leaves if leaf.title not in self.given]

    def marks(self) -> dict[int, Mark]:
        """What is sound, by indicator; a faulty field is left as it was."""
        return {
            leaf.pk: Mark(
                self.cleaned_data.get(f"score-{leaf.pk}"),
                self.cleaned_data.get(f"note-{leaf.pk}", ""),
            )
            for leaf in self.leaves
            if not {f"score-{leaf.pk}", f"note-{leaf.pk}"} & set(self.errors)
        }

    def require_all(self) -> bool:
        """Complete enough to be handed in; each gap is told beside its field."""
        for leaf in self.leaves:
            value = self.cleaned_data.get(f"score-{leaf.pk}")
            note = self.cleaned_data.get(f"note-{leaf.pk}", "")
            if value is None and f"score-{leaf.pk}" not in self.errors:
                self.add_error(f"score-{leaf.pk}", f"请给“{leaf.title}”打分。")
            elif value is not None and needs_note(leaf, value) and not note.strip():
                text = f"“{leaf.title}”低于 60%，请写评语说明理由。"
                self.add_error(f"note-{leaf.pk}", text)
        return not self.errors


def score_field(leaf: Indicator) -> forms.DecimalField:
    points, step = short(leaf.points), short(leaf.step)
    return forms.DecimalField(
        label=f"{leaf.title}得分",
        required=False,
        min_value=0,
        max_value=leaf.points,
        step_size=leaf.step,
        widget=forms.NumberInput(
            attrs={
                "class": "num",
                "inputmode": "decimal",
                "placeholder": "—",
                "step": step,
                "data-from-top": True,  # the first step of an empty field is the full mark
            }
        ),
        error_messages={
            "max_value": f"“{leaf.title}”满分 {points} 分，不能超过。",
            "min_value": f"“{leaf.title}”不能是负数。",
            "step_size": f"“{leaf.title}”要以 {step} 分为一档。",
            "invalid": f"“{leaf.title}”要填数字。",
        },
    )


def initial_of(scores: Sequence[Score], comment: str) -> dict[str, Any]:
    found: dict[str, Any] = {"comment": comment}
    for score in scores:
        found[f"score-{score.indicator_id}"] = short(score.value)
        found[f"note-{score.indicator_id}"] = score.note
    return found


class AnnotationForm(OnceForm, HouseForm, forms.ModelForm):
    class Meta:
        model = Annotation
        fields = ("section", "quote", "text")
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 2}),
            "text": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"quote": "只针对某一句时，把这句话从材料里复制到这里。"}

    def __init__(
        self, *args: Any, sections: Sequence[str], content: dict[str, Any], **kwargs: Any
    ) -> None:
        """`content` is the frozen content as this expert reads it."""
        super().__init__(*args, **kwargs)
        self.content = content
        choices = [(name, name) for name in sections]
        self.fields["section"] = forms.ChoiceField(
            label="针对哪一部分",
            choices=choices,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        section, quote = cleaned.get("section", ""), cleaned.get("quote", "")
        if quote and not is_quoted(self.content, section, quote):
            text = f"“{section}”里没有这句话。请从材料的同一段里复制，不要改动；或者空着。"
            self.add_error("quote", text)
        return cleaned


class AdjustmentForm(OnceForm, HouseForm, forms.ModelForm):
    class Meta:
        model = Adjustment
        fields = ("indicator", "value", "reason")
        help_texts = {"value": "加分、扣分都填正数；一票否决不用填。"}

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.application = application
        kinds = (IndicatorKind.BONUS, IndicatorKind.DEDUCTION, IndicatorKind.VETO)
        rows = Indicator.objects.filter(rubric__batch=application.batch_id, kind__in=kinds)
        self.limit(indicator=rows)
        self.fields["value"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        indicator, value = cleaned.get("indicator"), cleaned.get("value")
        if indicator and indicator.kind == IndicatorKind.VETO:
            cleaned["value"] = Decimal(0)
        elif indicator and (value is None or value <= 0):
            self.add_error("value", "请填写大于 0 的分值。")
        return cleaned
