"""Enters a year's holiday arrangement: `manage.py import_holidays FILE.csv`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kit import workdays


class Command(BaseCommand):
    help = "导入放假安排：CSV 有“日期”“安排”“名称”三列，安排写“休”或“班”。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=workdays.SHIPPED)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            count = workdays.load(workdays.parse(file.read_text("utf-8")))
        except (OSError, UnicodeDecodeError, workdays.BadCalendar) as error:
            raise CommandError(f"没有导入“{file.name}”：{error}") from error
        years = "、".join(str(year) for year in sorted(workdays.known_years()))
        self.stdout.write(f"已导入 {count} 天。现在有安排的年份：{years}。")
