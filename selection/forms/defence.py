"""The plan of a defence, and the numbers copied from a paper score sheet."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from kit.forms import HouseForm, StampedForm, Stepper
from selection.actions.paper import Difference
from selection.forms.batch import Moment
from selection.forms.review import score_field, short
from selection.models import Defence, Indicator


class DefenceForm(StampedForm, HouseForm, forms.ModelForm):
    class Meta:
        model = Defence
        fields = (
            "starts_at",
            "place",
            "places",
            "talk_minutes",
            "question_minutes",
            "gap_minutes",
        )
        widgets = {
            "starts_at": Moment,
            "places": Stepper,
            "talk_minutes": Stepper({"min": 1}),
            "question_minutes": Stepper,
            "gap_minutes": Stepper,
        }


class PaperForm(HouseForm, forms.Form):
    """Every row of the sheet; `settles` asks only for the rows on which two copies differ."""

    comment = forms.CharField(
        label="总体意见",
        required=False,
        max_length=1000,
        help_text="照纸面抄。没有写的不填。",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    is_signed = forms.BooleanField(
        label="纸上有专家本人签名，也签了“没有利害关系”的声明",
        error_messages={"required": "纸上没有签名的，不能录入。请先请专家补签。"},
    )

    def __init__(self, *args: Any, leaves: Sequence[Indicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for leaf in leaves:
            field = score_field(leaf)
            field.label = f"{leaf.title}（满分 {short(leaf.points)}）"
            field.required = True
            field.error_messages["required"] = f"请照纸面填“{leaf.title}”。"
            self.fields[f"score-{leaf.pk}"] = field
        self.leaves = list(leaves)
        self.order_fields([*(f"score-{leaf.pk}" for leaf in leaves), "comment", "is_signed"])

    @property
    def scores(self) -> list[forms.BoundField]:
        return [self[f"score-{leaf.pk}"] for leaf in self.leaves]

    def values(self) -> dict[int, Decimal]:
        return {leaf.pk: self.cleaned_data[f"score-{leaf.pk}"] for leaf in self.leaves}


class SettleForm(PaperForm):
    def __init__(self, *args: Any, rows: Sequence[Difference], **kwargs: Any) -> None:
        super().__init__(*args, leaves=[row.leaf for row in rows], **kwargs)
        self.rows = rows
        del self.fields["comment"]
        del self.fields["is_signed"]

    @property
    def compared(self) -> list[tuple[Difference, forms.BoundField]]:
        return list(zip(self.rows, self.scores, strict=True))
