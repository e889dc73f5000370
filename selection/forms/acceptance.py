"""The acceptance sheet as it is filled in: points a row, who was there, what was concluded."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from brands.choices import Grade
from kit.forms import HouseForm, OnceForm
from selection.actions import acceptance as acts
from selection.choices import Verdict
from selection.forms.fields import LinesField
from selection.models import Acceptance, Indicator, Report, Rubric


class PointsForm(HouseForm, forms.Form):
    """One row of the rubric."""

    points = forms.DecimalField(label="得分", required=False, min_value=0, decimal_places=1)
    ground = forms.CharField(label="依据", required=False, max_length=120)

    def __init__(self, *args: Any, leaf: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"row-{leaf.pk}", **kwargs)
        self.leaf = leaf
        self.fields["points"].widget.attrs |= {"max": leaf.points, "step": leaf.step}

    def clean_points(self) -> Decimal | None:
        points: Decimal | None = self.cleaned_data["points"]
        if points is None:
            return None
        if points > self.leaf.points:
            raise forms.ValidationError(f"这一项满分 {self.leaf.points.normalize():f} 分。")
        if points % self.leaf.step:
            raise forms.ValidationError(f"最小分差是 {self.leaf.step.normalize():f} 分。")
        return points


class VerdictForm(OnceForm, HouseForm, forms.ModelForm):
    """`digest` names the report that was read: a newly signed one has to be read first."""

    digest = forms.CharField(widget=forms.HiddenInput)
    members = LinesField(
        label="到会验收组成员",
        help_text="一行一个姓名，第一行写组长。学校看到的只有人数，姓名不对外。",
    )
    verdict = forms.ChoiceField(label="结论", widget=forms.RadioSelect)

    class Meta:
        model = Acceptance
        fields = ("held_on", "members", "verdict", "reason", "opinion")
        widgets = {
            "opinion": forms.Textarea(attrs={"rows": 4}),
            "reason": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "reason": "结论和分数对应的等次一致的，不用填。",
            "opinion": "退回的，写明要补什么、改什么。学校会看到。",
        }

    field_order = ("held_on", "members", "opinion", "verdict", "reason")

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(
            *args, instance=Acceptance(report=report), initial={"digest": report.digest}, **kwargs
        )
        self.report = report
        self.fields["verdict"].choices = acts.verdicts(report)  # type: ignore[attr-defined]

    def clean_held_on(self) -> Any:
        day = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("验收日期不能晚于今天。开过会再记录。")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("digest") != self.report.digest:
            raise forms.ValidationError(acts.ANEW)
        return cleaned


class AcceptanceSheet:
    """Rows and conclusion, valid or refused together."""

    def __init__(self, report: Report, rubric: Rubric | None, data: Any = None) -> None:
        self.rubric = rubric
        self.rows = [PointsForm(data, leaf=leaf) for leaf in rubric.leaves()] if rubric else []
        self.form = VerdictForm(data, report=report)

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]
        return all(valid) and self._adds_up()

    @property
    def forms(self) -> list[Any]:
        return [*self.rows, self.form]

    @property
    def full(self) -> Decimal:
        return acts.total_of([row.leaf.points for row in self.rows])

    def acceptance(self) -> Acceptance:
        found: Acceptance = self.form.save(commit=False)
        found.rows = [
            acts.line(row.leaf, row.cleaned_data["points"], row.cleaned_data["ground"])
            for row in self.rows
        ]
        found.total, found.grade = self._total(), self._grade()
        return found

    def _adds_up(self) -> bool:
        """Only a report that goes back may be left without points."""
        verdict = self.form.cleaned_data["verdict"]
        if self.rows and self._total() is None and verdict != Verdict.RETURNED:
            for row in self.rows:
                if row.cleaned_data["points"] is None:
                    row.add_error("points", "请填写得分。")
            return False
        grade = self._grade()
        if acts.departs(verdict, grade) and not self.form.cleaned_data["reason"]:
            total, named = f"{self._total():g}", Grade(grade).label
            self.form.add_error("reason", f"合计 {total} 分，等次是{named}。结论不同，请写明理由。")
            return False
        return True

    def _total(self) -> Decimal | None:
        points = [row.cleaned_data["points"] for row in self.rows]
        return acts.total_of(points) if points and None not in points else None

    def _grade(self) -> str:
        total = self._total()
        return acts.grade_of(total, self.rubric) if self.rubric and total is not None else ""
