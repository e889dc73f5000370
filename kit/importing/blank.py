"""The empty workbook: titles, one example, drop-downs, and a sheet that explains the columns."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter

from kit.importing.importer import Column, Importer

FILL, GUIDE, LISTS = "填写", "填表说明", "选项"
LINES = 2000  # lines that get a drop-down
LISTED = 3000


def workbook(importer: Importer) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False}) as book:
        look = {
            "head": book.add_format(
                {
                    "bold": True,
                    "border": 1,
                    "bg_color": "#F3E9E2",
                    "text_wrap": True,
                    "valign": "vcenter",
                }
            ),
            "example": book.add_format(
                {"italic": True, "font_color": "#777777", "num_format": "@"}
            ),
            "text": book.add_format({"num_format": "@"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
            "title": book.add_format({"bold": True, "font_size": 14}),
        }
        fill = book.add_worksheet(FILL)
        _guide(book.add_worksheet(GUIDE), look, importer)
        lists = book.add_worksheet(LISTS)
        fill.freeze_panes(1, 0)
        fill.set_row(0, 32)
        for place, column in enumerate(importer.columns):
            # Text cells: a spreadsheet program would make numbers of codes and guess at dates.
            fill.set_column(place, place, column.width, look["text"])
            fill.write_string(
                0, place, column.title + ("*" if column.required else ""), look["head"]
            )
            fill.write_string(1, place, column.example, look["example"])
            _offer(fill, lists, place, column)
        lists.hide()
    return out.getvalue()


def _offer(fill: Any, lists: Any, place: int, column: Column) -> None:
    options = column.options[:LISTED]
    if not options:
        return
    for line, option in enumerate(options):
        lists.write_string(line, place, option)
    letter = xlsxwriter.utility.xl_col_to_name(place, col_abs=True)
    rule = {
        "validate": "list",
        "source": f"={LISTS}!{letter}$1:{letter}${len(options)}",
        "error_type": "warning",  # 主题党日、党课 names two and is right
        "error_title": "不在选项里",
        "error_message": "请从下拉里选，或对照“填表说明”。",
    }
    fill.data_validation(1, place, LINES, place, rule)


def _guide(sheet: Any, look: dict[str, Any], importer: Importer) -> None:
    sheet.set_column(0, 0, 18, look["wrap"])
    sheet.set_column(1, 1, 8, look["wrap"])
    sheet.set_column(2, 2, 80, look["wrap"])
    sheet.write_string(0, 0, f"{importer.noun}导入表怎么填", look["title"])
    told = (
        f"在“{FILL}”表里一行填一{importer.unit}，灰色斜体的一行是示例，不会导入，可以留着。",
        "带 * 的必须填。日期写成 2025-03-01，只知道年、月的写 2025 或 2025-03。",
        f"{importer.same}都相同的算同一{importer.unit}，已经登记过的不会重复登记。",
        f"一次最多 {importer.most} 行。",
        "列的顺序可以换，不用的列可以删，表头上面可以有标题。",
    )
    for line, text in enumerate(told, start=1):
        sheet.merge_range(line, 0, line, 2, text, look["wrap"])
    start = len(told) + 2
    for place, title in enumerate(("列", "必填", "怎么写")):
        sheet.write_string(start, place, title, look["head"])
    for line, column in enumerate(importer.columns, start=start + 1):
        sheet.write_string(line, 0, column.title, look["wrap"])
        sheet.write_string(line, 1, "必填" if column.required else "", look["wrap"])
        sheet.write_string(line, 2, _how(column), look["wrap"])


def _how(column: Column) -> str:
    options = column.options
    offered = f"可以填：{'、'.join(options)}。" if 0 < len(options) <= 30 else ""
    return " ".join(filter(None, (column.note or str(column.field.help_text), offered)))
