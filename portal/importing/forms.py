"""The two things a person says about a spreadsheet: which file, and which column is what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kit.forms import HouseForm
from kit.importing.importer import Column
from portal.models import SpreadsheetImport

ACCEPTED = ".xlsx,.xls,.csv"


class UploadForm(HouseForm, forms.Form):
    file = forms.FileField(
        label="选择填好的表格",
        help_text="Excel（.xlsx、.xls）或 CSV，不超过 10 MB。",
        widget=forms.FileInput({"accept": ACCEPTED}),
        error_messages={"empty": "这个文件是空的，请重新选择。"},
    )


class ColumnsForm(HouseForm, forms.Form):
    """One choice per column of the sheet; each column of the ledger is chosen once at most."""

    def __init__(
        self, data: Any = None, *, one: SpreadsheetImport, columns: Sequence[Column]
    ) -> None:
        super().__init__(data)
        choices = [("", "不导入"), *((column.name, column.title) for column in columns)]
        self.one, self.columns = one, columns
        for place, title in enumerate(one.titles):
            if title:
                self.fields[f"column-{place}"] = forms.ChoiceField(
                    label=title,
                    choices=choices,
                    required=False,
                    initial=one.fields[place],
                    help_text="请核对这一列。" if place in one.unsure else "",
                )

    @property
    def chosen(self) -> list[str]:
        given = self.cleaned_data
        return [given.get(f"column-{place}", "") for place in range(len(self.one.titles))]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen: set[str] = set()
        titles = {column.name: column.title for column in self.columns}
        for name, value in list(self.cleaned_data.items()):
            if value and value in seen:
                self.add_error(name, f"“{titles[value]}”选了两次，请改掉一个。")
            seen.add(value)
        return cleaned
