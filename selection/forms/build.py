"""Forms of the build period: what was delivered, a report's prose, a change and its answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from kit.forms import HouseForm
from selection.actions.build import months_after, parts, prefilled
from selection.choices import ChangeKind
from selection.models import ChangeRequest, Commitment, Report

YEAR = 12
LONGEST = 3000


class DeliveredForm(HouseForm, forms.ModelForm):
    class Meta:
        model = Commitment
        fields = ("delivered", "delivered_on")


class ReportForm(HouseForm, forms.Form):
    """One text for each part that this kind of report asks for."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, initial=prefilled(report), **kwargs)
        for key, label in parts(report):
            self.fields[key] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 6}),
            )


class ChangeForm(HouseForm, forms.ModelForm):
    class Meta:
        model = ChangeRequest
        fields = ("kind", "reason", "new_due_on")
        widgets = {"reason": forms.Textarea(attrs={"rows": 4}), "kind": forms.RadioSelect}
        help_texts = {"new_due_on": "只有延期要填，最多比现在的结项期限晚一年。"}

    def __init__(self, *args: Any, due_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due_on = due_on
        self.fields["kind"] = forms.ChoiceField(
            label="事项",
            choices=ChangeKind.choices,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": "请选择事项。"},
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        new = cleaned.get("new_due_on")
        if cleaned.get("kind") != ChangeKind.EXTENSION:
            cleaned["new_due_on"] = None
        elif new is None:
            if "new_due_on" not in self.errors:
                self.add_error("new_due_on", "延期要写明延到哪一天。")
        elif self.due_on and not self.due_on < new <= months_after(self.due_on, YEAR):
            self.add_error(
                "new_due_on",
                f"结项期限现在是 {self.due_on:%Y-%m-%d}，要比它晚，最多晚一年。",
            )
        return cleaned


class AnswerForm(HouseForm, forms.Form):
    answer = forms.ChoiceField(
        label="批复",
        choices=[("approve", "同意"), ("refuse", "不同意")],
        widget=forms.RadioSelect,
    )
    approval_number = forms.CharField(label="批复文号", max_length=60)
    reply = forms.CharField(
        label="批复意见", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
