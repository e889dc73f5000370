"""The words inside office files: what can be read of a .docx, .pptx, .xlsx, .xls or .pdf."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Callable
from html import unescape
from itertools import islice
from typing import IO, Any
from xml.etree.ElementTree import ParseError

import docx
from django.core.exceptions import ValidationError
from django.core.files.base import File
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph

from kit import files
from kit.importing import books

MAX_UNZIPPED = 60 * 1024 * 1024
MAX_LINES = 5000
PDF_SECONDS = 3.0
_SLIDE = re.compile(r"ppt/slides/slide\d+\.xml")
_SAID = re.compile(r"<a:t>([^<]*)</a:t>|(</a:p>)")


class Unreadable(ValueError):
    """The file is broken, encrypted or far too large."""


def words(suffix: str, upload: File[bytes]) -> str:
    """The text of an upload by its kind (`kit.files.KINDS`); nothing where none can be read."""
    reader, file = _READERS.get(suffix), upload.file
    if reader is None or file is None:
        return ""
    try:
        return reader(file)
    except (Unreadable, ValidationError):
        return ""
    finally:
        file.seek(0)


def document(file: IO[bytes]) -> str:
    """A Word file: a line for each paragraph, and one for each row of a table."""
    if not files.fits(file, MAX_UNZIPPED):
        raise Unreadable
    try:
        opened = docx.Document(file)
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, ParseError) as error:
        raise Unreadable from error
    lines: list[str] = []
    for part in opened.iter_inner_content():
        if isinstance(part, Paragraph):
            lines.append(part.text)
        elif isinstance(part, Table):
            lines += ["\t".join(cell.text for cell in row.cells) for row in part.rows]
    return "\n".join(lines)


def _slides(file: IO[bytes]) -> str:
    if not files.fits(file, MAX_UNZIPPED):
        raise Unreadable
    with zipfile.ZipFile(file) as archive:
        pages = [archive.read(name) for name in archive.namelist() if _SLIDE.fullmatch(name)]
    found = (
        match.groups() for page in pages for match in _SAID.finditer(page.decode(errors="replace"))
    )
    return "".join("\n" if end else unescape(said) for said, end in found)


def _tables(file: IO[bytes]) -> str:
    with books.opened(file) as book:
        lines = (line for name in book.names for _, line in book.lines(name))
        return "\n".join("\t".join(map(_cell, line)).rstrip() for line in islice(lines, MAX_LINES))


def _pages(file: IO[bytes]) -> str:
    """A PDF with text in it, as far as it is read in `PDF_SECONDS`; a scan says nothing."""
    from pypdf import PdfReader  # noqa: PLC0415 - 6 MB, which a process may never need

    began, said = time.monotonic(), []
    try:
        for page in PdfReader(file).pages:
            said.append(page.extract_text())
            if time.monotonic() - began > PDF_SECONDS:
                break
    except Exception as error:  # the format is wide, and so is what its readers raise
        raise Unreadable from error
    return "\n".join(said)


def _cell(value: Any) -> str:
    """Long numbers come from a table as 1.38e+10 or 13812348000.0."""
    return f"{value:.0f}" if isinstance(value, float) and value.is_integer() else str(value)


_READERS: dict[str, Callable[[IO[bytes]], str]] = {
    "docx": document,
    "pptx": _slides,
    "xlsx": _tables,
    "xls": _tables,
    "pdf": _pages,
}
