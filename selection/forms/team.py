"""The project team on the page of basics: eight rows, of which empty ones count for nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms

from kit.forms import HouseForm
from selection.models import Application

ROWS = 8
SHOWN = 3  # empty rows beyond these are folded away
COLUMNS = {"name": ("姓名", 40), "title": ("职务", 40), "unit": ("单位", 80), "duty": ("分工", 80)}


class TeamRow(NamedTuple):
    fields: list[forms.BoundField]
    is_folded: bool


class TeamForm(HouseForm):
    """Mixin for a model form of an application; `members` gives what was typed, in order."""

    instance: Application

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = list(self.instance.members.all()) if self.instance.pk else []
        for number in range(ROWS):
            for column, (label, longest) in COLUMNS.items():
                name = f"第 {number + 1} 位{label}"
                self.fields[f"member-{number}-{column}"] = forms.CharField(
                    label=name,
                    widget=forms.TextInput({"aria-label": name}),  # a wide table shows no label
                    required=False,
                    max_length=longest,
                    initial=getattr(members[number], column) if number < len(members) else "",
                )

    def team_rows(self) -> list[TeamRow]:
        """Fields row by row; one empty row stays open after those that are used."""
        rows = [[self[f"member-{n}-{column}"] for column in COLUMNS] for n in range(ROWS)]
        used = [n for n, row in enumerate(rows, 1) if any(field.value() for field in row)]
        shown = max([SHOWN, *(n + 1 for n in used)])
        return [TeamRow(row, is_folded=n > shown) for n, row in enumerate(rows, 1)]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for number, row in enumerate(self._typed()):
            if any(row.values()) and not row["name"]:
                text = f"第 {number + 1} 位成员写了职务或分工，请补上姓名。"
                self.add_error(f"member-{number}-name", text)
        return cleaned

    def members(self) -> list[dict[str, str]]:
        return [row for row in self._typed() if row["name"]]

    def _typed(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [
            {column: data.get(f"member-{number}-{column}", "") for column in COLUMNS}
            for number in range(ROWS)
        ]
