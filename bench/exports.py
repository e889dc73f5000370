"""A ledger as a spreadsheet beside xlsxwriter writing the same cells with the same formats.

DATABASE_URL=… python -m bench.exports [ROWS]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from io import BytesIO
from statistics import median
from typing import Any

import django

django.setup()

import xlsxwriter  # noqa: E402

from bench import report  # noqa: E402
from honors.listings import HonorListing, for_ledger  # noqa: E402
from honors.models import Honor  # noqa: E402
from kit import sheets  # noqa: E402
from kit.listing import CHUNK  # noqa: E402

ROUNDS, GOAL = 3, 1.5
CELL = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_size": 11}


def seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def alone(cells: list[list[str]]) -> None:
    with xlsxwriter.Workbook(BytesIO(), {"constant_memory": True}) as book:
        look, sheet = book.add_format({**CELL, "num_format": "@"}), book.add_worksheet()
        for line, row in enumerate(cells):
            for place, value in enumerate(row):
                sheet.write_string(line, place, value, look)


def main(lines: int) -> None:
    columns: tuple[Any, ...] = HonorListing.columns
    rows = for_ledger(Honor.objects.all()).order_by("pk")[:lines]
    cells = [[str(column.value(row)) for column in columns] for row in rows]

    def ours() -> None:
        sheets.write(columns, rows.all().iterator(chunk_size=CHUNK), sheets.Frame("荣誉台账"))

    ratios = [seconds(ours) / seconds(lambda: alone(cells)) for _ in range(ROUNDS)]
    own = median(ratios)
    sys.stdout.write(f"{len(cells)} honours: {own:.2f} × xlsxwriter alone (at most {GOAL})\n")
    report.at_most("exports", f"{len(cells)} honours out", GOAL, own, "× xlsxwriter alone")
    sys.exit(own > GOAL)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
