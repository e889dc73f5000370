"""Charts of the district's desk: the finding in the title, each bar opens the list it counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from activities.models.activity import ActivityQuerySet
from honors.models import Honor
from kit.dates import months_after
from kit.prepared import given
from portal.dashboards import kept
from portal.dashboards.managed import Managed
from portal.showcase.charts import Chart, Row, chart
from schools.choices import Level, Stage
from schools.models import User
from selection.choices import ApplicationStatus
from selection.models import Batch

DAY = timedelta(days=1)
HEADS = ("填写中", "待审", "退回", "通过")
PASSED = HEADS.index("通过")
# Under which of them an application stands before it has passed.
STEPS: dict[str, int] = {
    ApplicationStatus.DRAFT: 0,
    ApplicationStatus.TO_SIGN: 0,
    ApplicationStatus.SUBMITTED: 1,
    ApplicationStatus.RETURNED: 2,
}


class Period(NamedTuple):
    """A calendar year, or a school year from September to August."""

    key: str
    words: str
    first: date

    @property
    def last(self) -> date:
        return self.first.replace(year=self.first.year + 1) - timedelta(days=1)

    @property
    def query(self) -> dict[str, str]:
        """What narrows a ledger to these days."""
        return {"since": f"{self.first}", "until": f"{self.last}"}


def periods() -> list[Period]:
    """This year and the last, as the calendar and as schools count them."""
    today = timezone.localdate()
    begun = today.year if today.month >= 9 else today.year - 1
    years = [Period(f"{y}", f"{y} 年", date(y, 1, 1)) for y in (today.year, today.year - 1)]
    return years + [
        Period(f"{y}-school", f"{y}—{y + 1} 学年", date(y, 9, 1)) for y in (begun, begun - 1)
    ]


@Managed
def activities_of(user: User) -> Any:
    told = kept.regional(user).of("activities", given("first"), given("last"))
    return told.sums("day")


@Managed
def honors_of(user: User) -> Any:
    return kept.regional(user).of("honors", given("first"), given("last")).sums("kind")


def year_course(user: User, period: Period) -> tuple[Chart, str]:
    """Activities month by month, and the address of their list; an empty month keeps its place."""

    def rows() -> ActivityQuerySet:
        held = Activity.objects.counted().between(period.first, period.last)
        return held.annotate(month=TruncMonth("happened_on"))

    told = dict(activities_of(user, first=period.first, last=period.last))
    counts = kept.by(user, told, rows, "month")
    most = max(counts.values(), default=0)
    months = [months_after(period.first, n) for n in range(12)]
    bars = [
        Row(
            f"{month.month} 月",
            counts.get(month, 0),
            _ledger("activities", since=f"{month}", until=f"{months_after(month, 1) - DAY}"),
            round(counts.get(month, 0) * 100 / most) if most else 0,
        )
        for month in months
    ]
    finding = f"{period.words}还没有活动记录"
    if most:
        best = next(row for row in bars if row.total == most)
        finding = f"{period.words}记了 {sum(counts.values())} 场活动，{best.label}最多"
    url = _ledger("activities", **period.query)
    measure = "按举行的月份，联合活动只数一次。单位：场"
    return Chart("months", finding, "", measure, "场", bars), url


def honors_by_level(user: User, period: Period) -> tuple[Chart, str]:
    """And the address of the list of them all."""
    told = dict(honors_of(user, first=period.first, last=period.last))
    counts = kept.by(user, told, lambda: Honor.objects.between(period.first, period.last), "level")
    counted = [
        (level.label, counts.get(level.value, 0), _ledger("honors", level=level, **period.query))
        for level in Level
    ]
    drawn = chart(("levels", "", "项", "按颁发单位的级别。单位：项"), counted)
    finding = f"{period.words}登记了 {sum(counts.values())} 项荣誉"
    if not drawn.rows:
        finding = f"{period.words}还没有登记荣誉"
    elif len(drawn.rows) > 1:
        finding += f"，{max(drawn.rows, key=lambda row: row.total).label}最多"
    return drawn._replace(title=finding), _ledger("honors", **period.query)


def stage_chart(batch: Batch, came_in: list[tuple[str, str, int]]) -> dict[str, Any] | None:
    """How far each school stage has come in this batch; the title is the finding.

    `came_in`: stage, status and how many, in order of stages.
    """
    cells: dict[str, list[int]] = {}
    for stage, status, count in came_in:
        cells.setdefault(stage, [0] * len(HEADS))[STEPS.get(status, PASSED)] += count
    queue = f"{reverse('office:selection:queue')}?batch={batch.pk}&tab=all"
    bars: list[dict[str, Any]] = [
        {
            "label": Stage(stage).label,
            "total": sum(counts),
            "passed": counts[PASSED],
            "cells": counts,
            "url": f"{queue}&stage={stage}",
        }
        for stage, counts in cells.items()
    ]
    if not bars:
        return None
    slowest = min(bars, key=lambda bar: (bar["passed"] / bar["total"], -bar["total"]))
    left = slowest["total"] - slowest["passed"]
    title = (
        f"{slowest['label']}走得最慢：{left} 项还没通过形式审查"
        if left
        else "各学段都通过了形式审查"
    )
    return {"title": title, "bars": bars, "heads": HEADS}


def _ledger(name: str, **query: str) -> str:
    return reverse(f"office:{name}:list", query=query)
