"""How long a long spreadsheet takes on its way in and out of a ledger; nothing of it stays.

DATABASE_URL=… python -m bench.sheets [LINES]
"""

from __future__ import annotations

import sys
from io import BytesIO
from time import perf_counter

import django
import xlsxwriter

django.setup()

from django.db import transaction  # noqa: E402

from bench import report  # noqa: E402
from honors.imports import HonorImporter  # noqa: E402
from honors.listings import HonorListing, for_ledger  # noqa: E402
from honors.models import Honor  # noqa: E402
from kit import sheets  # noqa: E402
from kit.importing import checking  # noqa: E402
from kit.importing.books import opened  # noqa: E402
from kit.importing.matching import find_head  # noqa: E402
from schools.models import User  # noqa: E402


def book(lines: int) -> BytesIO:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("荣誉")
        sheet.write_row(0, 0, ("名称", "颁发单位", "级别", "获得时间"))
        for n in range(1, lines + 1):
            sheet.write_row(n, 0, (f"文明校园 {n}", "无锡市教育局", "市级", "2024-06"))
    return out


def told(what: str, start: float) -> None:
    took = f"{perf_counter() - start:.1f} s"
    sys.stdout.write(f"{what} in {took}\n")
    report.row("sheets", what, "", took)


def main(lines: int) -> None:
    clerks = User.objects.filter(username__in=("clerk", "bench_school"))  # demonstration, seed
    importer = HonorImporter(clerks.get())
    with transaction.atomic(), opened(book(lines)) as source:
        head = find_head(source, importer.columns)
        for label, run in (("checked", checking.check), ("entered", checking.enter)):
            start = perf_counter()
            report = run(source, head, importer)
            told(f"{report.fresh} lines {label}", start)
        start, rows = perf_counter(), for_ledger(Honor.objects.all()).order_by("pk")
        frame = sheets.Frame("荣誉台账")
        written = sheets.write(HonorListing.columns, rows.iterator(chunk_size=1000), frame)
        told(f"{rows.count()} rows, {len(written) // 1024} kB, written", start)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
