"""One row of each part of a brand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from brands.models import Figure, Measure, Milestone, Progress, Result, Section, SubProject
from kit.dates import PartialDate, PartialDateField, text
from kit.forms import HouseForm


def _known() -> forms.TextInput:
    return forms.TextInput(attrs={"placeholder": "2024、2024-03 或 2024-03-12"})


class SectionForm(HouseForm, forms.ModelForm):
    class Meta:
        model = Section
        fields = ["heading", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 10})}


class SubProjectForm(HouseForm, forms.ModelForm):
    class Meta:
        model = SubProject
        fields = ["title", "short_title", "summary", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 10})}


class MeasureForm(HouseForm, forms.ModelForm):
    class Meta:
        model = Measure
        fields = ["kind", "title", "body"]
        widgets = {"body": forms.Textarea(attrs={"rows": 2})}


class FigureForm(HouseForm, forms.ModelForm):
    class Meta:
        model = Figure
        fields = ["label", "value", "unit", "hedge", "as_of", "source", "sub_project"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.value is not None:
            self.initial["value"] = f"{self.instance.value.normalize():f}"
        self.fields["unit"].help_text = "如：篇、人次、元。"


class MilestoneForm(HouseForm, forms.ModelForm):
    """Half-known dates; the precision kept is that of the date the page shows."""

    due = PartialDateField(label="计划时间", required=False, help_text="", widget=_known())
    done = PartialDateField(label="完成时间", required=False, help_text="", widget=_known())
    field_order = ["task", "person", "due", "done", "note"]

    class Meta:
        model = Milestone
        fields = ["task", "person", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.initial["due"] = text(row.due_on, row.precision, unknown="")
        self.initial["done"] = text(row.done_on, row.precision, unknown="")

    def save(self, commit: bool = True) -> Milestone:
        due, done = self.cleaned_data["due"], self.cleaned_data["done"]
        self.instance.due_on, self.instance.done_on = due.day, done.day
        self.instance.precision = (done if done.day else due).precision
        return super().save(commit)


class ResultForm(HouseForm, forms.ModelForm):
    decided = PartialDateField(label="公布时间", required=False, help_text="", widget=_known())

    class Meta:
        model = Result
        fields = ["batch_name", "level", "grade", "wording", "issuer", "document_number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["decided"] = self.instance.when
        self.fields["batch_name"].help_text = "如：首批市级“一校一品”党建文化品牌。"

    def save(self, commit: bool = True) -> Result:
        decided: PartialDate = self.cleaned_data["decided"]
        self.instance.decided_on, self.instance.precision = decided
        return super().save(commit)


class MonthInput(forms.DateInput):
    input_type = "month"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"placeholder": "如 2025-03", **(attrs or {})}, format="%Y-%m")


class MonthField(forms.DateField):
    """A month, kept as its first day."""

    widget = MonthInput
    input_formats = ["%Y-%m", "%Y-%m-%d", "%Y年%m月"]
    default_error_messages = {"invalid": "月份请写成 2025-03 这样。"}

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        return day.replace(day=1) if day else None


class ProgressForm(HouseForm, forms.ModelForm):
    month = MonthField(label="月份")

    class Meta:
        model = Progress
        fields = ["month", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 2})}
