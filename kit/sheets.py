"""Spreadsheets: one list of Columns both writes and reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import IO, Any, NamedTuple, cast

import xlsxwriter
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template import Variable
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.http import content_disposition_header
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from kit import files

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_BYTES = 10 * 1024 * 1024
MAX_UNZIPPED = 80 * 1024 * 1024
MAX_LINES = 5000
CELL_LIMIT = 32_767
EXACT = 10**15  # spreadsheet programs keep fifteen digits of a number
HEAD_WITHIN = 10  # the line of titles stands among the first ten
SEPARATORS = str.maketrans(dict.fromkeys("，,；;\n", "、"))


@dataclass(frozen=True)
class Column:
    """`source` is written as in a template: "school.name", "get_status_display".

    `field` is the form field it is read into; empty means the column is only written.
    """

    title: str
    source: str
    field: str = ""
    width: int = 16

    def value(self, row: Any) -> Any:
        return Variable(f"row.{self.source}").resolve({"row": row})


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
    filename = f"{name}_{timezone.localdate():%Y%m%d}.xlsx"
    response["Content-Disposition"] = content_disposition_header(True, filename) or ""
    response["X-Content-Type-Options"] = "nosniff"
    return response


@dataclass(frozen=True)
class Line:
    """One line of an uploaded sheet, bound to the form the page itself would use."""

    number: int  # as the spreadsheet program shows it
    form: forms.BaseForm

    @property
    def problems(self) -> list[str]:
        """E.g. 第 5 行“名称”：请填写名称。"""
        return [
            f"第 {self.number} 行{self._named(name)}：{text}"
            for name, texts in self.form.errors.items()
            for text in texts
        ]

    def _named(self, name: str) -> str:
        return f"“{self.form[name].label}”" if name in self.form.fields else ""


def read(
    file: IO[bytes], columns: Sequence[Column], form_class: type[forms.BaseForm], **kwargs: Any
) -> Iterator[Line]:
    """Bind each line that is not empty to a form; ValidationError if the file is no such sheet."""
    lines = _lines(file)
    head, fields = _head(lines, columns)
    for number, cells in enumerate(lines[head + 1 :], start=head + 2):
        given = zip(fields, cells, strict=False)
        data = {name: _typed(form_class, name, cell) for name, cell in given if name}
        if any(value not in ("", [], None) for value in data.values()):
            yield Line(number, form_class(data, **kwargs))


def _lines(file: IO[bytes]) -> list[list[Any]]:
    size = file.seek(0, 2)
    file.seek(0)
    zipped = file.read(2) == b"PK"
    file.seek(0)
    if size > MAX_BYTES or (zipped and not files.fits(file, MAX_UNZIPPED)):
        raise ValidationError("表格太大或已经损坏。请只留要导入的内容，另存为 .xlsx 再传。")
    try:
        with CalamineWorkbook.from_filelike(file) as book:
            lines = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except PasswordError as error:
        raise ValidationError("表格有密码，请去掉密码再传。") from error
    except (CalamineError, OSError, ValueError) as error:
        raise ValidationError("打不开这个表格，请另存为 .xlsx 再传。") from error
    if len(lines) > MAX_LINES + HEAD_WITHIN:
        raise ValidationError(f"一次最多导入 {MAX_LINES} 行，请分成几个表格。")
    return lines


def _head(lines: list[list[Any]], columns: Sequence[Column]) -> tuple[int, list[str]]:
    """The line with most of the titles, and for each of its cells the form field."""
    by_title = {column.title: column.field for column in columns if column.field}
    found = [
        [by_title.get(str(cell).strip().rstrip("*＊"), "") for cell in line]
        for line in lines[:HEAD_WITHIN]
    ]
    best = max(range(len(found)), key=lambda place: sum(map(bool, found[place])), default=None)
    given = set(found[best]) if best is not None else set()
    missing = [title for title, field in by_title.items() if field not in given]
    if best is None or len(missing) == len(by_title):
        raise ValidationError(f"没有找到表头，应当有这些列：{'、'.join(by_title)}。")
    if missing:
        raise ValidationError(f"表头里少了这些列：{'、'.join(missing)}。请用最新的模板。")
    return best, found[best]


def _typed(form_class: type[forms.BaseForm], name: str, cell: Any) -> Any:
    """What the page would have sent: labels become values, 3.0 becomes 3."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, str):
        cell = cell.strip()
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        cell = cell.date()
    field = getattr(form_class, "base_fields", {}).get(name)
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return cell
    pairs: Any = flatten_choices(cast(Any, field.choices))
    values = {str(label): value for value, label in pairs}
    if isinstance(field, forms.MultipleChoiceField):
        words = str(cell).translate(SEPARATORS).split("、")
        return [values.get(word.strip(), word.strip()) for word in words if word.strip()]
    return values.get(str(cell), cell)


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
    if isinstance(value, datetime):
        sheet.write_datetime(line, place, value, look["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, look["day"])
    elif isinstance(value, (int, float, Decimal)) and -EXACT < value < EXACT:
        sheet.write_number(line, place, value, look["number"])
    else:
        sheet.write_string(line, place, str(value)[:CELL_LIMIT], look["text"])


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime) and value.tzinfo:
        return timezone.localtime(value).replace(tzinfo=None)
    return value
