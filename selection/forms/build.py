"""Forms of the build period: what was delivered, a report's prose, a change and its answer."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone

from kit.dates import months_after
from kit.forms import HouseForm, OnceForm
from selection.actions.reports import parts, prefilled
from selection.choices import ChangeKind
from selection.models import ChangeRequest, Commitment, Report

YEAR = 12
LONGEST = 3000


class DeliveredForm(HouseForm, forms.ModelForm):
    """What the brand's own course says already stands in the fields when nothing else does."""

    class Meta:
        model = Commitment
        fields = ("delivered", "delivered_on")
        widgets = {"delivered": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        step = self.instance.milestone
        if step and step.done_on and not self.instance.delivered_on:
            self.initial["delivered_on"] = step.done_on
            self.initial["delivered"] = self.instance.delivered or step.note

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        done = cleaned.get("delivered_on")
        if done and done > timezone.localdate():
            self.add_error("delivered_on", "完成时间不能晚于今天。还没有做完的先留空。")
        return cleaned


class ReportForm(HouseForm, forms.Form):
    """One text for each part that this kind of report asks for."""

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, initial=prefilled(report), **kwargs)
        for key, label in parts(report):
            self.fields[key] = forms.CharField(
                label=label,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 6}),
            )


class ChangeForm(OnceForm, HouseForm, forms.ModelForm):
    """Each kind asks for one thing more: a day, a new wording or a new person."""

    class Meta:
        model = ChangeRequest
        fields = ("kind", "reason", "new_due_on", "commitment", "new_value")
        labels = {"commitment": "变更哪一项任务"}
        widgets = {"reason": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "new_due_on": "只有延期要填，最多比现在的结项期限晚一年。",
            "commitment": "只有内容变更要选。",
            "new_value": "内容变更写新的任务，负责人变更写新负责人的职务和姓名。",
        }

    def __init__(self, *args: Any, due_on: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.due_on = due_on
        self.fields["kind"] = forms.ChoiceField(
            label="事项",
            choices=ChangeKind.choices,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            error_messages={"required": "请选择事项。"},
        )
        self.limit(commitment=self.instance.application.commitments.all())
        cast(forms.ModelChoiceField, self.fields["commitment"]).empty_label = "请选择"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == ChangeKind.EXTENSION:
            self._clean_day(cleaned.get("new_due_on"))
        else:
            cleaned["new_due_on"] = None
        if kind == ChangeKind.CONTENT:
            self._ask("commitment", "内容变更要选变更哪一项任务。", cleaned)
            self._ask("new_value", "请写明变更后的任务。", cleaned)
        else:
            cleaned["commitment"] = None
        if kind == ChangeKind.LEADER:
            self._ask("new_value", "请写明新负责人的职务和姓名。", cleaned)
        elif kind != ChangeKind.CONTENT:
            cleaned["new_value"] = ""
        return cleaned

    def _ask(self, name: str, text: str, cleaned: dict[str, Any]) -> None:
        if not cleaned.get(name) and name not in self.errors:
            self.add_error(name, text)

    def _clean_day(self, new: date | None) -> None:
        if "new_due_on" in self.errors:
            return
        if new is None:
            self.add_error("new_due_on", "延期要写明延到哪一天。")
        elif self.due_on and not self.due_on < new <= months_after(self.due_on, YEAR):
            self.add_error(
                "new_due_on",
                f"结项期限现在是 {self.due_on:%Y-%m-%d}，要比它晚，最多晚一年。",
            )


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
