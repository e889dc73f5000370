"""A month of activities, week by week, for pages that need no script."""

from __future__ import annotations

import calendar
from datetime import date
from typing import NamedTuple

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from activities.models import Activity
from activities.models.activity import ActivityQuerySet
from kit.dates import months_after

SHOWN = 3  # of one day; the rest is one click away
WEEK = ("一", "二", "三", "四", "五", "六", "日")


class Day(NamedTuple):
    """`shown` are the first of `total` activities; days of the neighbouring months hold none."""

    date: date
    is_inside: bool
    is_today: bool
    total: int
    shown: list[Activity]

    @property
    def left(self) -> int:
        return self.total - len(self.shown)


class Month(NamedTuple):
    first: date
    weeks: list[list[Day]]
    total: int

    @property
    def before(self) -> date:
        return months_after(self.first, -1)

    @property
    def after(self) -> date:
        return months_after(self.first, 1)


def asked(text: str) -> date | None:
    """The first day of a month written as 2026-11; None for anything else."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def latest(rows: ActivityQuerySet) -> date:
    """The month of the newest of `rows` up to today, else this month."""
    today = timezone.localdate()
    newest = rows.between(None, today).recent_first().values_list("happened_on", flat=True).first()
    return (newest or today).replace(day=1)


def month(first: date, rows: ActivityQuerySet) -> Month:
    """Two queries, whatever the month holds: keys and numbers by day, then the rows shown."""
    last = date(first.year, first.month, calendar.monthrange(first.year, first.month)[1])
    inside = rows.between(first, last).order_by()
    told = inside.annotate(
        nth=Window(RowNumber(), partition_by=F("happened_on"), order_by=F("pk").desc()),
        total=Window(Count("pk"), partition_by=F("happened_on")),
    )
    keys, counts = [], {}
    for pk, day, total in told.filter(nth__lte=SHOWN).values_list("pk", "happened_on", "total"):
        keys.append(pk)
        counts[day] = total
    listed: dict[date, list[Activity]] = {}
    for row in Activity.objects.filter(pk__in=keys).select_related("school").order_by("-pk"):
        listed.setdefault(row.happened_on, []).append(row)
    today = timezone.localdate()
    weeks = [
        [
            Day(
                day, day.month == first.month, day == today, counts.get(day, 0), listed.get(day, [])
            )
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, sum(counts.values()))
