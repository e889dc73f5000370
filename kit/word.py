"""Word documents on A4: fonts, text that Word accepts, tables with a line round every cell.

Built element by element rather than from a template: what somebody typed is then always text and
never a placeholder or markup. No document names the program or the account that made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils import timezone
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT, HEADING = "宋体", "黑体"
OFFICIAL = (
    ("Normal", "仿宋", 16),
    ("Title", "方正小标宋简体", 22),
    ("Heading 1", "黑体", 16),
    ("Heading 2", "楷体", 16),
    ("Footer", "宋体", 14),
)
# What XML 1.0 has no place for; everything else is kept as it was typed.
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def paper(title: str = "", *, landscape: bool = False) -> Any:
    document = Document()
    section = document.sections[0]
    width, height = Cm(21), Cm(29.7)
    if landscape:
        section.orientation, width, height = WD_ORIENT.LANDSCAPE, height, width
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Cm(2.7)
    for name, font, size in (
        ("Normal", FONT, 12),
        ("Title", HEADING, 26),
        ("Heading 1", HEADING, 15),
        ("Heading 2", HEADING, 13),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
    about = document.core_properties
    about.title, about.author, about.comments = text(title, ""), "", ""
    about.created = about.modified = timezone.now()
    return document


def official(document: Any) -> Any:
    """The layout of GB/T 9704: type area 156 × 225 mm, 仿宋 三号 on 28 points, black headings."""
    section = document.sections[0]
    for side, width in {"top": 3.7, "bottom": 3.5, "left": 2.8, "right": 2.6}.items():
        setattr(section, f"{side}_margin", Cm(width))
    section.footer_distance = Cm(1.2)
    for name, font, size in OFFICIAL:
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb, style.font.bold = RGBColor(0, 0, 0), False
        shape = style.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)  # a theme would win over the name
        fonts.set(qn("w:eastAsia"), font)
    document.styles["Normal"].paragraph_format.line_spacing = Pt(28)
    document.styles["Footer"].paragraph_format.line_spacing = 1.0
    return document


def settle(table: Any, *, heads: bool = False, height: float = 0) -> None:
    """Small type in narrow lines; `heads` repeats the first row on every page, `height` in cm."""
    for row in table.rows:
        row.height = Cm(height) if height else None
        for paragraph in (p for cell in row.cells for p in cell.paragraphs):
            paragraph.paragraph_format.line_spacing = 1.25
            for run in paragraph.runs:
                run.font.size = Pt(12)
    if heads:
        properties = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - no public way
        properties.append(OxmlElement("w:tblHeader"))


def page_number(line: Any) -> None:
    """— 1 —"""
    line.add_run("— ")
    for kind in ("begin", "", "end"):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = "PAGE"
        line.add_run()._r.append(mark)  # noqa: SLF001 - no public way
    line.add_run(" —")


def text(value: Any, unknown: str = "待补") -> str:
    return FORBIDDEN.sub("", "" if value is None else str(value)) or unknown


def lines(document: Any, value: Any) -> None:
    """Each line of a longer text as a paragraph."""
    for line in text(value, "").replace("\r\n", "\n").split("\n"):
        document.add_paragraph(line)


def table(document: Any, rows: Iterable[Sequence[Any]], unknown: str = "待补") -> Any:
    cells = [[text(value, unknown) for value in row] for row in rows]
    made = document.add_table(rows=0, cols=len(cells[0]), style="Table Grid")
    for row in cells:
        for cell, value in zip(made.add_row().cells, row, strict=True):
            cell.text = value
    return made


def written(document: Any) -> BytesIO:
    """The .docx from its start."""
    made = BytesIO()
    document.save(made)
    made.seek(0)
    return made
