"""The Chinese working-day calendar: weekends, holidays and the weekend days worked instead."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction

from kit.models import SpecialDay

SHIPPED = Path(__file__).with_name("holidays.csv")
TITLES = ["日期", "安排", "名称"]
KINDS = {"休": False, "班": True}
DAY = timedelta(days=1)


class UnknownYear(ValueError):
    """The holiday arrangement of a year is not entered yet; the message goes to the user."""

    def __init__(self, year: int) -> None:
        super().__init__(f"还没有 {year} 年的放假安排，算不出工作日。请管理员先导入当年的安排。")


class BadCalendar(ValueError):
    """A holiday file that cannot be read; the message names the line."""


def known_years() -> set[int]:
    """Years whose arrangement is entered: those that have their New Year's Day."""
    days = SpecialDay.objects.filter(date__month=1, date__day=1, is_workday=False)
    return {day.year for day in days.values_list("date", flat=True)}


def is_workday(day: date) -> bool:
    return _Calendar(day.year, day.year).is_workday(day)


def add_workdays(start: date, count: int) -> date:
    """The last of `count` working days, the first being the next working day after `start`."""
    if count < 0:
        raise ValueError("count must not be negative")
    # Half of all days and a fortnight is more than any arrangement ever takes away.
    calendar = _Calendar(start.year, (start + timedelta(days=count * 2 + 14)).year)
    day = start
    while count:
        day += DAY
        count -= calendar.is_workday(day)
    return day


def workdays_between(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; 0 when `end` is not later."""
    calendar = _Calendar(start.year, end.year)
    days = (start + DAY * number for number in range(1, (end - start).days + 1))
    return sum(calendar.is_workday(day) for day in days)


def parse(text: str) -> list[SpecialDay]:
    """Unsaved days from a CSV with the titles 日期, 安排 (休 or 班) and 名称."""
    rows = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if rows.fieldnames != TITLES:
        raise BadCalendar(f"第一行应当是“{','.join(TITLES)}”。")
    return [_day(number, row) for number, row in enumerate(rows, start=2)]


@transaction.atomic
def load(days: Iterable[SpecialDay]) -> int:
    """Replace the arrangement of every year that `days` touches; returns the number of days."""
    days = list(days)
    for year in {day.date.year for day in days}:
        SpecialDay.objects.filter(date__year=year).delete()
    return len(SpecialDay.objects.bulk_create(days))


def _day(number: int, row: dict[str, str]) -> SpecialDay:
    try:
        day, kind = date.fromisoformat(row["日期"].strip()), KINDS[row["安排"].strip()]
    except (ValueError, KeyError, AttributeError) as error:
        raise BadCalendar(
            f"第 {number} 行看不懂：日期要写成 2026-01-01，安排写“休”或“班”。"
        ) from error
    return SpecialDay(date=day, is_workday=kind, name=(row["名称"] or "").strip())


class _Calendar:
    """The special days of some years, read with two queries; asks for a year only when used."""

    def __init__(self, first: int, last: int) -> None:
        days = SpecialDay.objects.filter(date__year__gte=first, date__year__lte=last)
        self.years = known_years()
        self.special = dict(days.values_list("date", "is_workday"))

    def is_workday(self, day: date) -> bool:
        if day.year not in self.years:
            raise UnknownYear(day.year)
        return self.special.get(day, day.weekday() < 5)
