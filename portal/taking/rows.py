"""One item of a read document as a row to tick, checked by the ledger's own form.

A row's fields bear the names of the real form's fields, so that its errors land where they belong.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from kit.forms import DayInput, HouseForm
from kit.publication import Scope
from portal.intake import Item
from portal.models import Intake
from schools.models import User


class Row(HouseForm, forms.Form):
    """`twin` names what the ledger already has and what may be the same."""

    fixed: ClassVar[dict[str, str]] = {}
    take = forms.BooleanField(label="要这一条", required=False)

    def __init__(self, *args: Any, item: Item, intake: Intake, by: User, **kwargs: Any) -> None:
        self.item, self.intake, self.by, self.twin = item, intake, by, ""
        self.real: list[forms.BaseForm] = []
        key = f"{item.field}-{item.start}-{item.end}"
        first = {name: value for name, value in self.read().items() if value is not None}
        super().__init__(*args, prefix=key, initial=first, **kwargs)

    @property
    def key(self) -> str:
        return str(self.prefix)

    @property
    def wording(self) -> str:
        return self.item.wording

    def read(self) -> dict[str, Any]:
        """What the document says for the row's fields."""
        raise NotImplementedError

    def ledger_forms(self, data: QueryDict) -> list[forms.BaseForm]:
        """The forms that a typed record would go through."""
        raise NotImplementedError

    def save(self) -> tuple[str, str]:
        """Store the ticked row; its name and address in the ledger."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("take"):
            self.errors.clear()  # what is not taken need not be right
            return cleaned
        self.real = self.ledger_forms(self._as_typed())
        for form in self.real:
            for name, errors in form.errors.items():
                if name in self.errors:
                    continue  # the row has said it
                label = str(form.fields[name].label) if name in form.fields else ""
                place = name if name in self.fields else None
                for error in errors:
                    said = str(error)
                    self.add_error(place, said if place or label in said else f"{label}：{said}")
        return cleaned

    def _as_typed(self) -> QueryDict:
        data = QueryDict(mutable=True)
        data.update(self.fixed)
        data["token"], data["scope"] = str(uuid.uuid4()), Scope.PRIVATE.value
        for name in self.fields:
            data.setlist(name, self._sent(name))
        if self.intake.brand_id:
            data["brand"], data["belongs"] = (
                str(self.intake.brand_id),
                f"brand-{self.intake.brand_id}",
            )
        return data

    def _sent(self, name: str) -> list[str]:
        data: Any = self.data
        return [str(value) for value in data.getlist(self.add_prefix(name))]


def day() -> forms.CharField:
    return forms.CharField(label="日期", widget=DayInput())


def line(label: str, longest: int, help_text: str = "", *, needed: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, required=needed, help_text=help_text)


def choice(label: str, choices: Any, *, needed: bool = False) -> forms.ChoiceField:
    nothing = "请选择" if needed else "不选"
    return forms.ChoiceField(label=label, choices=[("", nothing), *choices], required=needed)
