"""Forms of the formal check: the marks on its list, and what is returned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from kit.forms import DayInput, HouseForm, SeveralRows
from schools.models import User
from selection.actions import check
from selection.models import Application, CheckItem
from selection.workflow import application_flow

YES_NO = (("yes", "符合"), ("no", "不符"))


class MarkForm(HouseForm, forms.Form):
    """符合 or 不符 for each line; lines may wait."""

    def __init__(
        self, *args: Any, application: Application, items: list[CheckItem], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.application, self.items = application, items
        made = {mark.item_id: mark for mark in application.check_marks.all()}
        for item in items:
            mark = made.get(item.pk)
            self.fields[f"item-{item.pk}"] = forms.ChoiceField(
                label=item.text,
                choices=YES_NO,
                required=False,
                initial=("yes" if mark.is_met else "no") if mark else "",
                widget=forms.RadioSelect({"class": "visually-hidden"}),
            )

    def rows(self) -> Iterator[forms.BoundField]:
        for item in self.items:
            yield self[f"item-{item.pk}"]

    def save(self, by: User) -> None:
        given = {item: self.cleaned_data[f"item-{item.pk}"] for item in self.items}
        marks = {item: (value == "yes", "") for item, value in given.items() if value}
        check.mark(application=self.application, marks=marks, by=by)


class TogetherForm(HouseForm, forms.Form):
    """The applications to pass in one go; those that may are ticked at first."""

    applications = SeveralRows(
        Application.objects.none(),
        label="要通过的申报",
        error_messages={
            "required": "请至少选一份申报。",
            "invalid_choice": "选的申报里有的情况变了，请看下面新的名单。",
        },
    )

    def __init__(self, *args: Any, ready: list[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [application.pk for application in ready]
        self.limit(applications=Application.objects.for_lists().filter(pk__in=keys))
        self.initial = {"applications": keys}


class ReturnForm(HouseForm, forms.Form):
    """A note per field; those left empty are not returned."""

    due_on = forms.DateField(label="补正期限", widget=DayInput, required=False)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.application = application
        self.labels = check.field_labels(application)
        for key, label in self.labels.items():
            self.fields[f"note-{key}"] = forms.CharField(
                label=label, required=False, max_length=500, widget=forms.Textarea({"rows": 2})
            )

    def rows(self) -> Iterator[forms.BoundField]:
        for key in self.labels:
            yield self[f"note-{key}"]

    def clean_due_on(self) -> date | None:
        due: date | None = self.cleaned_data["due_on"]
        if due and due < timezone.localdate():
            raise forms.ValidationError("补正期限不能早于今天。")
        return due

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"note-{key}", "").strip() for key in self.labels):
            raise forms.ValidationError("请在要补正的栏目下写明意见，至少一条。")
        return cleaned

    @transaction.atomic
    def save(self, by: User, seen: str | None) -> None:
        """Ask and return in one transaction, so that no note is left without its return."""
        notes = {key: self.cleaned_data[f"note-{key}"].strip() for key in self.labels}
        asked = {key: note for key, note in notes.items() if note}
        due = self.cleaned_data["due_on"]
        check.ask(application=self.application, notes=asked, due_on=due, by=by)
        application_flow.perform(self.application, "return_for_correction", by=by, seen=seen)
