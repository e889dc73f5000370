"""The two things a person says about a spreadsheet: which file, and which column is what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kit.forms import HouseForm
from kit.importing.importer import Column
from portal.models import SpreadsheetImport

LEFT_OUT = "-"
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
        choices = [(LEFT_OUT, "不导入"), *((column.name, column.title) for column in columns)]
        self.one, self.columns = one, columns
        for place, title in enumerate(one.titles):
            if title:
                self.fields[f"column-{place}"] = forms.ChoiceField(
                    label=title,
                    choices=choices,
                    initial=one.fields[place] or LEFT_OUT,
                    help_text="请核对这一列。" if place in one.unsure else "",
                )

    @property
    def chosen(self) -> list[str]:
        given = self.cleaned_data
        names = [given.get(f"column-{place}", LEFT_OUT) for place in range(len(self.one.titles))]
        return ["" if name == LEFT_OUT else name for name in names]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        seen: set[str] = set()
        titles = {column.name: column.title for column in self.columns}
        for name, value in list(self.cleaned_data.items()):
            if value != LEFT_OUT and value in seen:
                self.add_error(name, f"“{titles[value]}”选了两次，请改掉一个。")
            seen.add(value)
        return cleaned
