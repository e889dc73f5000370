"""What the build period of a cultivation project asks of its school and of its committee."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from brands.models import Brand, Milestone
from brands.models.brand import BrandQuerySet
from brands.models.parts import begun, reported_month
from kit.prepared import Prepared, given, how_many
from portal.dashboards.managed import Managed
from portal.dashboards.tasks import Task, until, waited
from schools.choices import Precision, Role
from schools.models import School, User
from selection.actions import build, recheck
from selection.choices import BatchMode, ReportStatus
from selection.models import Batch, Report

REPORT = (
    *("kind", "status", "due_on", "conclusion"),
    *("application__brand__title", "application__school__name", "application__school__short_name"),
)


@Prepared
def due_reports() -> QuerySet[Report]:
    return build.due_reports(given("school")).only(*REPORT)


waiting_reports, waiting_changes = Managed(build.waiting_reports), Managed(build.waiting_changes)


def build_tasks(school: School) -> list[Task]:
    return [
        Task(
            kind="back" if row.status == ReportStatus.RETURNED else "wait",
            state=row.get_status_display() if row.status == ReportStatus.RETURNED else "建设中",
            title=f"《{row.application.brand}》的{row.get_kind_display()}",
            text=row.conclusion if row.status == ReportStatus.RETURNED else "",
            due=until(row.due_on),
            url=reverse("office:selection:build_report", args=[row.pk]),
            action="去填写",
            weight=18,
        )
        for row in due_reports(school=school.pk)
    ]


def committee_tasks(user: User, batches: list[Batch]) -> list[Task]:
    """What the batches this account runs ask of it once their results are out."""
    found = lagging_tasks(user) + silent_tasks(user)
    if any(batch.mode == BatchMode.CULTIVATION for batch in batches):
        found += acceptance_tasks(user)
    if any(batch.recheck_years for batch in batches):
        found += recheck_tasks(user)
    return found


def acceptance_tasks(user: User) -> list[Task]:
    """Reports to accept, for staff and leader; changes to answer, for the leader."""
    found = [
        Task(
            kind="wait",
            state="待验收",
            title=f"验收《{row.application.brand}》的{row.get_kind_display()}",
            text=row.application.school.label,
            url=reverse("office:selection:build_report", args=[row.pk]),
            action="去验收",
            weight=12,
        )
        for row in waiting_reports(user)
    ]
    if user.has_role(Role.LEADER):
        found += [
            Task(
                kind="wait",
                state="待批复",
                title=f"批复《{row.application.brand}》的{row.get_kind_display()}申请",
                text=row.application.school.label,
                due=waited(timezone.localtime(row.asked_at).date()),
                url=reverse("office:selection:build_change", args=[row.pk]),
                action="去批复",
                weight=11,
            )
            for row in waiting_changes(user)
        ]
    return found


def recheck_tasks(user: User) -> list[Task]:
    count = recheck.due(user)
    if not count:
        return []
    return [
        Task(
            kind="wait",
            state="复核",
            title=f"{count} 个结果到期复核",
            text="保留、整改还是撤销，由区级领导记录。",
            url=reverse("office:selection:rechecks"),
            action="去复核",
            weight=30,
        )
    ]


@Prepared
def silent_of_school() -> BrandQuerySet:
    return Brand.objects.of_school(given("school")).silent_projects(given("month")).only("title")


def progress_tasks(school: School) -> list[Task]:
    """A month of a secretary's project whose line is still to be written."""
    month = reported_month()
    return [
        Task(
            kind="wait",
            state="月度进展",
            title=f"写《{project}》{month.month} 月的进展",
            text="一句话：做了什么，到了哪一步。区里看得到哪些项目还没有写。",
            url=reverse("office:brands:edit", args=[project.pk, "progress"]),
            action="去写",
            weight=24,
        )
        for project in silent_of_school(school=school.pk, month=month)
    ]


@Managed
def silent(user: User) -> QuerySet[Any, int]:
    return how_many(Brand.objects.managed_by(user).silent_projects(given("month")))


def silent_tasks(user: User) -> list[Task]:
    month = reported_month()
    count = silent.first(user, month=month)
    if not count:
        return []
    return [
        Task(
            kind="wait",
            state="缺进展",
            title=f"{count} 个书记项目没有写 {month.month} 月的进展",
            text="工作台已经提醒学校，可以再问一声。",
            url=f"{reverse('office:brands:tasks')}?state=silent",
            action="去看看",
            weight=23,
        )
    ]


@Managed
def lagging(user: User) -> QuerySet[Any, int]:
    days = {precision: given(precision) for precision in Precision.values}
    return how_many(Milestone.objects.tasks_for(user).late(days))


def lagging_tasks(user: User) -> list[Task]:
    """Tasks of secretary projects past their day: one line that opens the list."""
    count = lagging.first(user, **begun())
    if not count:
        return []
    return [
        Task(
            kind="back",
            state="滞后",
            title=f"{count} 项书记项目任务过了计划时间",
            text="看看最近一次月度进展，提醒学校更新。",
            url=f"{reverse('office:brands:tasks')}?state=late",
            action="去看看",
            weight=22,
        )
    ]
