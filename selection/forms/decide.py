"""The meeting's record with one row per application, and the announcement of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from brands.choices import Grade
from kit.forms import HouseForm, Stepper
from selection.actions.decide import (
    Standing,
    Verdict,
    departure,
    pending_meeting,
    standings,
    state_of,
)
from selection.choices import Outcome
from selection.models import Announcement, Batch, Decision, Meeting

# 入选 and 立项培育 are outcomes already; as a grade they would say the same thing twice.
GRADES = [choice for choice in Grade.choices if choice[0] not in (Grade.SELECTED, Grade.CULTIVATED)]


def not_in_future(day: date) -> date:
    if day > timezone.localdate():
        raise forms.ValidationError("会议日期不能晚于今天。")
    return day


class MeetingForm(HouseForm, forms.ModelForm):
    class Meta:
        model = Meeting
        fields = ("held_on", "document_number", "expected", "present", "votes_for", "note")
        widgets = {
            "expected": Stepper,
            "present": Stepper,
            "votes_for": Stepper,
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {"document_number": "会议纪要上的编号，如示教工纪〔2026〕8号。"}

    def clean_held_on(self) -> date:
        return not_in_future(self.cleaned_data["held_on"])

    def clean(self) -> dict[str, Any]:
        """The model's constraints once more, so that the sentence stands beside its field."""
        found = super().clean() or self.cleaned_data
        expected, present, votes = (
            found.get(name) for name in ("expected", "present", "votes_for")
        )
        if expected and present is not None and present > expected:
            self.add_error("present", "实到人数不能多于应到人数。")
        elif present is not None and votes is not None and votes > present:
            self.add_error("votes_for", "同意票数不能多于实到人数。")
        return found


class VerdictForm(HouseForm, forms.Form):
    outcome = forms.ChoiceField(
        label="结论", required=False, choices=[("", "未定"), *Outcome.choices]
    )
    grade = forms.ChoiceField(label="等次", required=False, choices=[("", "不评等次"), *GRADES])
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("outcome") in (Outcome.SELECTED, Outcome.CULTIVATED)
        if cleaned.get("grade") and not chosen:
            self.add_error("grade", "没有列入的项目不评等次。")
        return cleaned


@dataclass
class MeetingRow:
    standing: Standing
    form: VerdictForm
    departure: str = ""

    def verdict(self) -> Verdict:
        data = self.form.cleaned_data
        return Verdict(
            name=f"“{self.standing.application.brand.title.replace('|', '')}”",
            rank=self.standing.rank,
            outcome=data.get("outcome", ""),
            grade=data.get("grade", ""),
            reason=data.get("reason", "").strip(),
        )


@dataclass
class MeetingSheet:
    """The whole record; `finish` asks for everything, a draft only for what cannot be stored."""

    batch: Batch
    data: Mapping[str, Any] | None = None
    finish: bool = False
    rows: list[MeetingRow] = field(default_factory=list)
    error: str = ""

    def __post_init__(self) -> None:
        meeting = pending_meeting(self.batch)
        saved = {row.application_id: row for row in meeting.decisions.all()} if meeting else {}
        self.seen = state_of(self.batch)
        self.form = MeetingForm(
            self.data, instance=meeting or Meeting(batch=self.batch), prefix="meeting"
        )
        self.rows = [self._row(one, saved.get(one.application.pk)) for one in standings(self.batch)]
        if self.data is None:
            self._judge([_verdict_of(row, saved) for row in self.rows])

    def _row(self, standing: Standing, saved: Decision | None) -> MeetingRow:
        values = ("outcome", "grade", "reason")
        initial = {name: getattr(saved, name) for name in values} if saved else {}
        prefix = f"row-{standing.application.pk}"
        return MeetingRow(standing, VerdictForm(self.data, initial=initial, prefix=prefix))

    def is_valid(self) -> bool:
        """Every row is looked at, so that all faults show at once and nothing typed is lost."""
        valid = [self.form.is_valid(), *(row.form.is_valid() for row in self.rows)]
        self._judge([row.verdict() for row in self.rows])
        if self.data is not None and self.data.get("seen", "") != self.seen:
            self.error = "有人先一步保存了会议记录。你填的都还在下面，请对照后再保存一次。"
            return False
        return all(valid) and (not self.finish or self._is_complete())

    def _judge(self, verdicts: list[Verdict]) -> None:
        for row, verdict in zip(self.rows, verdicts, strict=True):
            row.departure = departure(verdict, verdicts)

    def _is_complete(self) -> bool:
        for row in self.rows:
            verdict = row.verdict()
            if not verdict.outcome:
                row.form.add_error("outcome", "请选择结论。")
            elif row.departure and not verdict.reason:
                row.form.add_error("reason", row.departure)
        return not any(row.form.errors for row in self.rows)

    @property
    def verdicts(self) -> dict[int, Verdict]:
        return {row.standing.application.pk: row.verdict() for row in self.rows}

    @property
    def faults(self) -> int:
        return sum(len(form.errors) for form in (self.form, *(row.form for row in self.rows)))


def _verdict_of(row: MeetingRow, saved: Mapping[int, Decision]) -> Verdict:
    found = saved.get(row.standing.application.pk)
    name = f"“{row.standing.application.brand.title.replace('|', '')}”"
    if found is None:
        return Verdict(name=name, rank=row.standing.rank, outcome="")
    return Verdict(name, row.standing.rank, found.outcome, found.grade, found.reason)


class AnnouncementForm(HouseForm, forms.ModelForm):
    class Meta:
        model = Announcement
        fields = ("title", "document_number", "issued_on", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 6})}

    def clean_issued_on(self) -> date:
        day: date = self.cleaned_data["issued_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("成文日期不能晚于今天。")
        return day
