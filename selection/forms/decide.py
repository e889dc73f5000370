"""The meeting's record with one row per application, and the announcement of results."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from kit.forms import HouseForm, StampedForm, Stepper
from selection.actions.decide import (
    OVERTAKEN,
    Standing,
    Verdict,
    barred,
    departure,
    excess,
    pending_meeting,
    standings,
    state_of,
)
from selection.actions.grades import choices
from selection.choices import Outcome
from selection.models import Announcement, Batch, Decision, Letter, Meeting


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
    votes = forms.IntegerField(
        label="同分表决得票", required=False, min_value=0, max_value=9999, widget=Stepper
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [("", "不评等次"), *choices(standing.application.batch)]
        self.fields["grade"] = forms.ChoiceField(label="等次", required=False, choices=allowed)
        if not standing.is_tied:
            del self.fields["votes"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("votes") is not None and not cleaned.get("outcome"):
            self.add_error("outcome", "填了得票，请也选好结论。")
        chosen = cleaned.get("outcome") in (Outcome.SELECTED, Outcome.CULTIVATED)
        if cleaned.get("grade") and not chosen:
            self.add_error("grade", "没有列入的项目不评等次。")
        return cleaned


@dataclass
class MeetingRow:
    standing: Standing
    form: VerdictForm
    departure: str = ""
    excess: str = ""

    def verdict(self) -> Verdict:
        data = self.form.cleaned_data
        return Verdict(
            name=self.standing.name,
            rank=self.standing.rank,
            outcome=data.get("outcome", ""),
            grade=data.get("grade", ""),
            reason=data.get("reason", "").strip(),
            votes=data.get("votes"),
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
        found = standings(self.batch, None if self.data is None else _typed_votes(self.data))
        self.rows = [self._row(one, saved.get(one.application.pk)) for one in found]
        if self.data is None:
            self._judge([_verdict_of(row, saved) for row in self.rows])

    def _row(self, standing: Standing, saved: Decision | None) -> MeetingRow:
        values = ("outcome", "grade", "reason", "votes")
        initial = {name: getattr(saved, name) for name in values} if saved else {}
        prefix = f"row-{standing.application.pk}"
        standing.application.batch = self.batch
        form = VerdictForm(self.data, initial=initial, prefix=prefix, standing=standing)
        return MeetingRow(standing, form)

    def is_valid(self) -> bool:
        """Every row is looked at, so that all faults show at once and nothing typed is lost."""
        for form in (self.form, *(row.form for row in self.rows)):
            form.full_clean()
        self._judge([row.verdict() for row in self.rows])
        valid = [self.form.is_valid(), *(row.form.is_valid() for row in self.rows)]
        if self.data is not None and self.data.get("seen", "") != self.seen:
            self.error = OVERTAKEN
            return False
        return all(valid) and (not self.finish or self._is_complete())

    def _judge(self, verdicts: list[Verdict]) -> None:
        pairs = list(zip([row.standing for row in self.rows], verdicts, strict=True))
        over = excess(self.batch, pairs)
        present = self._present()
        for row, verdict in zip(self.rows, verdicts, strict=True):
            row.departure = departure(verdict, verdicts)
            row.excess = barred(row.standing, verdict) or over.get(row.standing.application.pk, "")
            if present is not None and verdict.votes is not None and verdict.votes > present:
                row.form.add_error("votes", "得票不能多于实到人数。")

    def _present(self) -> int | None:
        return self.form.cleaned_data.get("present") if self.data is not None else None

    def _is_complete(self) -> bool:
        for row in self.rows:
            verdict = row.verdict()
            if not verdict.outcome:
                row.form.add_error("outcome", "请选择结论。")
            elif row.excess:
                row.form.add_error("grade" if verdict.grade else "outcome", row.excess)
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
    found, standing = saved.get(row.standing.application.pk), row.standing
    if found is None:
        return Verdict(name=standing.name, rank=standing.rank, outcome="")
    return Verdict(
        name=standing.name,
        rank=standing.rank,
        outcome=found.outcome,
        grade=found.grade,
        reason=found.reason,
        votes=found.votes,
    )


def _typed_votes(data: Mapping[str, Any]) -> dict[int, int]:
    """Votes as they were typed, by application: they decide the order in which rows are judged."""
    found = {}
    for key, value in data.items():
        match = re.fullmatch(r"row-(\d+)-votes", key)
        if match and re.fullmatch(r"[0-9]{1,4}", str(value).strip()):
            found[int(match[1])] = int(value)
    return found


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


class LetterForm(HouseForm, StampedForm, forms.ModelForm):
    """The words of a letter that waits in the outbox."""

    class Meta:
        model = Letter
        fields = ("subject", "body")
        widgets = {
            "subject": forms.Textarea(attrs={"rows": 2}),
            "body": forms.Textarea(attrs={"rows": 12}),
        }

    def clean_subject(self) -> str:
        return " ".join(self.cleaned_data["subject"].split())

    def clean_body(self) -> str:
        """Browsers send other line ends than were stored: only real changes count."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")

    @property
    def changed_words(self) -> list[str]:
        names = self.Meta.fields
        return [name for name in names if self.cleaned_data[name] != self.initial[name]]
