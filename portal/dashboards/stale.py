"""Public columns that show something, but nothing new for too long."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from brands.models import Brand
from honors.models import Honor
from kit.prepared import given
from portal.dashboards.managed import Managed
from portal.dashboards.tasks import Task
from schools.models import Region, School, Tie, User
from selection.models import Announcement, Batch, PublicNotice

SCHOOLS = "催一催学校，先终审手上的。"


class Column(NamedTuple):
    label: str
    limit: int  # days
    url_name: str
    advice: str = SCHOOLS


# Inspectors ask two weeks of a column that tells news. The others change as the work behind them
# does: brands, honours and notices by the half-year in which they are chosen, what a school and a
# tie say of themselves once a year.
COLUMNS = {
    "activities": Column("活动", 14, "office:activities:list"),
    "brands": Column("品牌", 180, "office:brands:list"),
    "honors": Column("荣誉", 180, "office:honors:list"),
    "notices": Column(
        "公示公告", 180, "office:selection:notices", "看看有没有该公示、该公布而没有发的。"
    ),
    "schools": Column("学校", 365, "office:schools"),
    "ties": Column("姊妹校", 365, "office:ties"),
}


def column_tasks(user: User) -> list[Task]:
    today = timezone.localdate()
    still = {key: (today - day).days for key, day in last_days(user).items()}
    return [
        Task(
            kind="wait",
            state="超期未更新",
            title=f"“{column.label}”栏目 {still[key]} 天没有新内容",
            text=f"超过 {column.limit} 天不更新，检查时会扣分。{column.advice}",
            url=reverse(column.url_name),
            action="去看台账" if column.advice == SCHOOLS else "去看看",
            weight=45,
        )
        for key, column in COLUMNS.items()
        if still.get(key, 0) > column.limit
    ]


def last_days(user: User) -> dict[str, date]:
    """The last day on which each column had something new; of a column without a row none."""
    days: dict[str, date] = {}
    told = newest.first(user, today=timezone.localdate(), now=timezone.now())
    for name, moment in (told or {}).items():
        key = name.partition("_")[0]
        if moment:
            days[key] = max(days.get(key, date.min), day_of(moment))
    return days


@Managed
def newest(user: User) -> Any:
    """When the newest that stands in each column came out, all by one question."""
    activities = Activity.objects.managed_by(user).public().between(None, given("today"))
    honors = Honor.objects.managed_by(user).on_the_wall(given("today"))
    notices = PublicNotice.objects.managed_by(user).visible()
    batches = Batch.objects.managed_by(user)
    calls = batches.announced().filter(opens_at__lte=given("now"))
    results = Announcement.objects.visible().filter(batch__in=batches.order_by())
    return Region.objects.order_by().values(
        activities_=Subquery(activities.recent_first().values("happened_on")[:1]),
        brands_=final(Brand.objects.managed_by(user).public()),
        honors_=final(honors),
        notices_=Subquery(notices.order_by("-starts_on").values("starts_on")[:1]),
        notices_calls=Subquery(calls.order_by("-opens_at").values("opens_at")[:1]),
        notices_results=Subquery(results.order_by("-published_at").values("published_at")[:1]),
        schools_=final(School.objects.managed_by(user).public()),
        ties_=final(Tie.objects.managed_by(user).public()),
    )[:1]


def final(rows: QuerySet[Any]) -> Subquery:
    return Subquery(rows.exclude(final_at=None).order_by("-final_at").values("final_at")[:1])


def day_of(moment: date | datetime) -> date:
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
