"""Opening .xlsx, .xls and .csv from anywhere, or saying in a sentence why not."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from typing import IO, Any

from django.core.exceptions import ValidationError
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from kit import files
from kit.importing import biff

MAX_BYTES = 10 * 1024 * 1024
MAX_UNZIPPED = 80 * 1024 * 1024
MAX_AREA = 4_000_000  # cells between the first and the last written one
MAX_WIDTH = 200
CHUNK, OVERLAP = 1 << 20, 400
# A cell with content, by its own address; and one that has only the number of its row.
CELL = re.compile(
    rb"<(?:\w+:)?c\s[^<>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"'][^<>]*?(?<!/)>"
    rb"|<(?:\w+:)?row\s[^<>]*?\br\s*=\s*[\"'](\d+)[\"'][^<>]*>\s*<(?:\w+:)?c(?![^<>]*\br\s*=)"
)
# A formula whose result nobody has kept; an empty text is a result (t="str").
UNSOLVED = re.compile(
    rb"<(?:\w+:)?c\b(?![^<>]*\bt\s*=\s*[\"']str[\"'])[^<>]*>\s*"
    rb"<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
PAGE = re.compile(rb"\s*(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml|head|meta)", re.IGNORECASE)
EPOCH_1904 = re.compile(rb"date1904\s*=\s*[\"'](?:1|true)[\"']")
AS_XLSX = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”再传。"
MACROS = f"这个表格带有宏，不能上传。{AS_XLSX}"
BROKEN = ValidationError(f"打不开这个表格，文件可能已经损坏。{AS_XLSX}")
NO_RESULT = ValidationError("表格里有公式还没有算出结果。请用 Excel 或 WPS 打开，保存一次再传。")
TOO_BIG = ValidationError(
    "表格太大。请删去用不到的工作表、图片和空行，只留要导入的内容，另存为 .xlsx 再传。"
)


@dataclass
class Book:
    """Sheets by name; lines begin with column A and number 1."""

    names: list[str]
    counts_from_1904: bool = False
    _source: Any = field(default=None, repr=False)

    def lines(self, name: str) -> Iterator[tuple[int, list[Any]]]:
        """Each line with its number as the spreadsheet program shows it."""
        if isinstance(self._source, list):
            yield from enumerate(self._source, start=1)
            return
        sheet = self._source.get_sheet_by_name(name)
        if sheet.start is None:
            return
        indent, below = [""] * sheet.start[1], _merged(sheet)
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            line = [*indent, *cells][:MAX_WIDTH]
            below.fill(number, line)
            yield number, line


@contextmanager
def opened(file: IO[bytes]) -> Iterator[Book]:
    """ValidationError with a sentence when this is no table we can read."""
    size, start = file.seek(0, 2), _head(file)
    if not size:
        raise ValidationError("这个文件是空的，请重新选择。")
    if size > MAX_BYTES:
        raise TOO_BIG
    if start[:2] == b"PK":
        _refuse_archives(file)
    elif start[:4] == biff.START:
        _refuse_old(file)
    else:
        yield Book(["表格"], _source=_read_text(file, start))
        return
    book = _calamine(file)
    try:
        names = [sheet.name for sheet in book.sheets_metadata]
        yield Book(names, _is_1904(file), book)
    except (CalamineError, OSError) as error:
        raise BROKEN from error
    finally:
        book.close()


class _Merged:
    """What a cell merged over several lines says, said on each of them."""

    def __init__(self, ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
        self.by_line: dict[int, list[tuple[int, int]]] = {}
        for (top, left), (bottom, right) in ranges[:10_000]:
            if left == right and bottom - top < 1000:
                for row in range(top, bottom + 1):
                    self.by_line.setdefault(row + 1, []).append((left, top + 1))
        self.seen: dict[int, Any] = {}

    def fill(self, number: int, line: list[Any]) -> None:
        for place, top in self.by_line.get(number, ()):
            if place >= len(line):
                continue
            if number == top:
                self.seen[place] = line[place]
            else:
                line[place] = self.seen.get(place, "")


def _merged(sheet: Any) -> _Merged:
    return _Merged(list(sheet.merged_cell_ranges or ()))


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    return start


def _calamine(file: IO[bytes]) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(file)
    except PasswordError as error:
        raise ValidationError("表格有密码。请打开后去掉密码，保存了再传。") from error
    except (CalamineError, OSError, ValueError) as error:
        raise BROKEN from error


def _refuse_archives(file: IO[bytes]) -> None:
    """Archives that are no .xlsx, carry macros, or would unpack to more than they should."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise BROKEN from error
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ValidationError(MACROS)
    if "xl/workbook.xml" not in names:
        raise ValidationError(f"这不是 .xlsx 表格。{AS_XLSX}")
    if not files.fits(file, MAX_UNZIPPED):
        raise TOO_BIG
    with zipfile.ZipFile(file) as archive:
        for name in names:
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as sheet:
                    _refuse_wide(sheet)
    file.seek(0)


def _refuse_old(file: IO[bytes]) -> None:
    """An .xls with macros, or one whose few records span more than they should."""
    try:
        inside = biff.Compound(file.read()).files
    except ValueError as error:
        raise BROKEN from error
    file.seek(0)
    if biff.has_macros(inside):
        raise ValidationError(MACROS)
    if biff.area(inside) > MAX_AREA:
        raise TOO_BIG


def _refuse_wide(sheet: IO[bytes]) -> None:
    """A single cell in the last corner makes the reader reserve the memory of a full sheet; a
    formula without its result, as programs write it, would be read as an empty cell."""
    tail, bottom, right = b"", 0, 0
    while chunk := sheet.read(CHUNK):
        if UNSOLVED.search(tail + chunk):
            raise NO_RESULT
        for column, row, loose in CELL.findall(tail + chunk):
            bottom = max(bottom, int((row or loose)[:9]))
            right = max(right, _column_number(column[:9]), 1)
        if bottom * right > MAX_AREA:
            raise TOO_BIG
        tail = chunk[-OVERLAP:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _is_1904(file: IO[bytes]) -> bool:
    file.seek(0)
    if file.read(2) != b"PK":
        return False
    with zipfile.ZipFile(file) as archive, archive.open("xl/workbook.xml") as book:
        return bool(EPOCH_1904.search(book.read(CHUNK)))


def _read_text(file: IO[bytes], start: bytes) -> list[list[str]]:
    if PAGE.match(start):
        raise ValidationError(f"这个文件其实是网页，只是名字像表格。{AS_XLSX}")
    text = _decoded(file.read())
    if "\x00" in text:
        raise BROKEN
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise BROKEN from error
    if sum(min(len(line), MAX_WIDTH) for line in lines) > MAX_AREA:
        raise TOO_BIG
    return [line[:MAX_WIDTH] for line in lines]


def _decoded(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with one, else GB18030, which office programs write."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    for code in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    raise ValidationError(f"认不出这个文件的文字编码。{AS_XLSX}")


def _delimiter(text: str) -> str:
    """The sign that the first written lines hold most often."""
    sample = "\n".join(text.splitlines()[:10])
    return max(",\t;", key=sample.count)
