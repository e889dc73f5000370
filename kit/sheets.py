"""Spreadsheets on the way out: one list of Columns, official tables. `kit.importing` reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CELL_LIMIT = 32_767
EXACT = 10**15  # spreadsheet programs keep fifteen digits of a number
DISPLAY = re.compile(r"get_(\w+)_display")


@cache
def labels(model: Any, field: str) -> dict[Any, str]:
    """Of the choices of a field; Django makes a dictionary of them for each value it shows."""
    return {value: str(label) for value, label in model.get_field(field).flatchoices}


@dataclass(frozen=True)
class Column:
    """`source` is written as in a template: "school.name", "get_status_display"."""

    title: str
    source: str
    width: int = 16

    @cached_property
    def _steps(self) -> list[str]:
        return self.source.split(".")

    @cached_property
    def _field(self) -> str:
        """What a last step get_…_display names."""
        found = DISPLAY.fullmatch(self._steps[-1])
        return found[1] if found else ""

    def value(self, row: Any) -> Any:
        """Template variables would do it too, ten times as slowly: a ledger has a million cells."""
        for part in self._steps:
            if row is None:
                return None
            if self._field and part is self._steps[-1]:
                known = getattr(row, self._field)
                return labels(row._meta, self._field).get(known, known)
            row = row[part] if isinstance(row, dict) else getattr(row, part)
            row = row() if callable(row) else row
        return row


@dataclass(frozen=True)
class Frame:
    """The words around an official table."""

    title: str
    unit: str = ""
    note: str = ""  # e.g. which filter chose the rows
    signed: bool = True  # 填报单位（盖章） above and 填报人, 审核人 below


class Table(NamedTuple):
    """One sheet of a workbook; `name` is written on its tab."""

    columns: Sequence[Column]
    rows: Iterable[Any]
    frame: Frame
    name: str | None = None


def write(columns: Sequence[Column], rows: Iterable[Any], frame: Frame) -> bytes:
    """An A4 landscape sheet that prints as an official table; text stays text."""
    return book([Table(columns, rows, frame)])


def book(tables: Iterable[Table]) -> bytes:
    """Several such sheets in one workbook."""
    out = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as made:
        look = _formats(made)
        for table in tables:
            _write_table(made.add_worksheet(table.name), look, table)
    return out.getvalue()


def _write_table(sheet: Any, look: dict[str, Any], table: Table) -> None:
    columns, rows, frame, _ = table
    head = _write_head(sheet, look, columns, frame)
    number = head
    for number, row in enumerate(rows, start=head + 1):
        for place, column in enumerate(columns):
            _write_cell(sheet, look, number, place, _plain(column.value(row)))
    if frame.signed:
        sheet.write_string(number + 2, 0, "填报人：", look["foot"])
        sheet.write_string(number + 2, len(columns) // 2, "审核人：", look["foot"])
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.freeze_panes(head + 1, 0)
    sheet.set_footer("&C第 &P 页，共 &N 页")


def download(
    name: str, columns: Sequence[Column], rows: Iterable[Any], frame: Frame | None = None
) -> HttpResponse:
    return sent(name, write(columns, rows, frame or Frame(name, signed=False)))


def sent(name: str, content: bytes) -> HttpResponse:
    """A finished workbook as a download."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, file_name(name)) or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response


def file_name(name: str) -> str:
    return f"{name}_{timezone.localdate():%Y%m%d}.xlsx"


def _formats(book: xlsxwriter.Workbook) -> dict[str, Any]:
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_size": 11}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
        "foot": book.add_format({"font_size": 11}),
        "head": book.add_format({**cell, "bold": True, "align": "center", "bg_color": "#EEEEEE"}),
        "text": book.add_format({**cell, "num_format": "@"}),
        "number": book.add_format(cell),
        "day": book.add_format({**cell, "num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm"}),
    }


def _write_head(sheet: Any, look: dict[str, Any], columns: Sequence[Column], frame: Frame) -> int:
    """Title, unit and date, note, column titles; returns the line of the column titles."""
    last, line = len(columns) - 1, 1
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    sheet.set_row(0, 30)
    if last:
        sheet.merge_range(0, 0, 0, last, "", look["title"])
    sheet.write_string(0, 0, frame.title, look["title"])
    if frame.note:
        sheet.write_string(line, 0, frame.note[:CELL_LIMIT], look["foot"])
        line += 1
    if frame.signed:
        day = f"{timezone.localdate():%Y 年 %m 月 %d 日}"
        sheet.write_string(line, 0, f"填报单位（盖章）：{frame.unit}", look["foot"])
        sheet.write_string(line, (last + 2) // 2, f"填报日期：{day}", look["foot"])
        line += 1
    for place, column in enumerate(columns):
        sheet.write_string(line, place, column.title, look["head"])
    return line


def _write_cell(sheet: Any, look: dict[str, Any], line: int, place: int, value: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(line, place, value[:CELL_LIMIT], look["text"])
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value, look["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, look["day"])
    elif isinstance(value, (int, float, Decimal)) and -EXACT < value < EXACT:
        sheet.write_number(line, place, value, look["number"])
    else:
        sheet.write_string(line, place, str(value)[:CELL_LIMIT], look["text"])


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and value.tzinfo:
        return timezone.localtime(value).replace(tzinfo=None)
    return value
