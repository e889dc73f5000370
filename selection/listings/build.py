"""All projects in their build period: what is due, what lags, what waits for an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest
from django.utils import timezone

from kit.listing import Listing
from kit.sheets import Column
from selection.actions.course import OPEN
from selection.choices import ApplicationStatus, ChangeStatus, ReportKind, ReportStatus
from selection.models import Application, Batch, ChangeRequest, Report

SOON = timedelta(days=60)
STATES = (
    ApplicationStatus.BUILDING,
    ApplicationStatus.MIDTERM,
    ApplicationStatus.EXTENDED,
    ApplicationStatus.CLOSED,
    ApplicationStatus.TERMINATED,
    ApplicationStatus.REVOKED,
)
OVER = (ApplicationStatus.CLOSED, ApplicationStatus.TERMINATED, ApplicationStatus.REVOKED)
NEEDS = (
    ("lagging", "滞后"),
    ("soon", "两个月内到期"),
    ("waiting", "等区里办理"),
)


def with_course(rows: QuerySet[Application]) -> QuerySet[Any]:
    """Each project with its promises counted, its next report and what waits on it."""
    today = timezone.localdate()
    mine = Report.objects.filter(application=OuterRef("pk"))
    coming = mine.filter(status__in=OPEN).order_by("due_on", "pk")
    late = Q(commitments__delivered_on=None, commitments__due_on__lt=today)
    asked = ChangeRequest.objects.filter(application=OuterRef("pk"), status=ChangeStatus.REQUESTED)
    found = rows.annotate(
        promised=Count("commitments"),
        delivered=Count("commitments", filter=Q(commitments__delivered_on__isnull=False)),
        late=Count("commitments", filter=late),
        next_kind=Subquery(coming.values("kind")[:1]),
        next_due=Subquery(coming.values("due_on")[:1]),
        overdue=Exists(coming.filter(due_on__lt=today)),
        has_report=Exists(mine.filter(status=ReportStatus.SUBMITTED)),
        has_change=Exists(asked),
    )
    return found.annotate(
        is_over=Q(status__in=OVER), next_report=_next_report(), waiting=_waiting()
    )


def _next_report() -> Case:
    kinds = [When(next_kind=kind, then=Value(kind.label)) for kind in ReportKind]
    return Case(When(status__in=OVER, then=Value("")), *kinds, default=Value(""))


def _waiting() -> Case:
    """What the office has to do about it."""
    report, change = "报告待验收", "变更待批复"
    return Case(
        When(has_report=True, has_change=True, then=Value(f"{report}、{change}")),
        When(has_report=True, then=Value(report)),
        When(has_change=True, then=Value(change)),
        default=Value(""),
    )


class ProjectFilter(filters.FilterSet):
    state = filters.ChoiceFilter(
        label="状态",
        field_name="status",
        choices=[(state.value, state.label) for state in STATES],
        empty_label="全部",
    )
    need = filters.ChoiceFilter(label="关注", choices=NEEDS, empty_label="全部", method="in_need")
    batch = filters.ModelChoiceFilter(
        label="批次", queryset=Batch.objects.none(), empty_label="全部"
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Batch.objects.managed_by(self.request.user)
        self.filters["batch"].queryset = mine.filter(applications__status__in=STATES).distinct()

    def in_need(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        running = rows.exclude(status__in=OVER)
        if value == "lagging":
            return running.filter(Q(late__gt=0) | Q(overdue=True))
        if value == "soon":
            today = timezone.localdate()
            return running.filter(next_due__range=(today, today + SOON))
        return running.filter(Q(has_report=True) | Q(has_change=True))


class ProjectListing(Listing):
    filters = ProjectFilter
    search = ("school__name", "school__short_name", "brand__title")
    orders = {"": ("is_over", "next_due", "school__name", "pk"), "school": ("school__name", "pk")}
    is_official = True
    columns = (
        Column("学校", "school.name", width=24),
        Column("项目", "brand.name", width=32),
        Column("批次", "batch.name", width=36),
        Column("状态", "get_status_display", width=12),
        Column("承诺任务", "promised", width=10),
        Column("已完成", "delivered", width=10),
        Column("滞后", "late", width=8),
        Column("下一份报告", "next_report", width=14),
        Column("提交期限", "next_due", width=14),
        Column("待办", "waiting", width=24),
    )
    filename = "在建项目"

    def __init__(self, request: HttpRequest, rows: QuerySet[Application]) -> None:
        super().__init__(request, with_course(rows))
