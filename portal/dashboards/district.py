"""The desk of a district or city office: phases, what needs attention, figures that open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from brands.choices import BrandKind
from brands.models import Brand
from portal.dashboards.district_tasks import tasks
from portal.dashboards.tasks import by_urgency
from schools.choices import Level, Stage
from schools.models import School, User
from selection.choices import ApplicationStatus, BatchStatus
from selection.listings.review import PHASES, counts, phases
from selection.models import Batch

FILLING = (ApplicationStatus.DRAFT, ApplicationStatus.TO_SIGN)
UNSETTLED = (*FILLING, ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED)
HEADS = ("填写中", "待审", "退回", "通过")


def desk(user: User, chosen: str) -> dict[str, Any]:
    batches = list(Batch.objects.managed_by(user).select_related("region"))
    batch = pick(batches, chosen)
    return {
        "batches": batches,
        "batch": batch,
        "phases": phases(batch) if batch else [],
        "figures": figures(user, batch),
        "stages": stage_chart(batch) if batch and not batch.is_closed_to_office else None,
        "months": month_chart(user),
        "tasks": by_urgency(tasks(user)),
    }


def pick(batches: list[Batch], chosen: str) -> Batch | None:
    """The batch asked for, else the one that is furthest along but not over, else the newest."""
    asked = [batch for batch in batches if str(batch.pk) == chosen]
    order = [status for status, _ in PHASES]
    running = [batch for batch in batches if batch.status in order[:-1]]
    running.sort(key=lambda batch: -order.index(BatchStatus(batch.status)))
    return next(iter([*asked, *running, *batches]), None)


def figures(user: User, batch: Batch | None) -> list[dict[str, Any]]:
    """Four figures, each opening the list it counts."""
    schools = School.objects.managed_by(user)
    found = []
    if batch and batch.is_closed_to_office:
        url = reverse("office:selection:batch", args=[batch.pk])
        found += [figure(row["label"], row["count"], "项", url) for row in counts(batch)]
    elif batch:
        states = dict(batch.applications.standing().values_list("status").annotate(n=Count("pk")))
        queue = f"{reverse('office:selection:queue')}?batch={batch.pk}"
        waiting = states.get(ApplicationStatus.SUBMITTED, 0)
        returned = states.get(ApplicationStatus.RETURNED, 0)
        found += [
            figure("待审项目", waiting, "项", queue),
            figure("退回未补正", returned, "项", f"{queue}&tab=returned"),
        ]
    projects = Brand.objects.managed_by(user).of_kind(BrandKind.SECRETARY_PROJECT).current()
    winners = (
        Brand.objects.managed_by(user)
        .filter(results__level__in=[Level.PROVINCE, Level.CITY], results__revoked_on=None)
        .values("school")
        .distinct()
    )
    brands = reverse("office:brands:list")
    return [
        *found,
        figure("书记项目", projects.count(), "个", f"{brands}?kind={BrandKind.SECRETARY_PROJECT}"),
        figure("省、市级品牌学校", winners.count(), "所", brands),
        figure("学校", schools.running().count(), "所", reverse("office:schools")),
    ][:4]


def figure(label: str, value: int, unit: str, url: str) -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "url": url}


def stage_chart(batch: Batch) -> dict[str, Any] | None:
    """How far each school stage has come in this batch; the title is the finding."""
    rows = (
        batch.applications.standing()
        .values("school__stage")
        .annotate(
            filling=Count("pk", filter=Q(status__in=FILLING)),
            waiting=Count("pk", filter=Q(status=ApplicationStatus.SUBMITTED)),
            returned=Count("pk", filter=Q(status=ApplicationStatus.RETURNED)),
            passed=Count("pk", filter=~Q(status__in=UNSETTLED)),
            total=Count("pk"),
        )
        .order_by("school__stage")
    )
    bars = [
        {
            "label": Stage(row["school__stage"]).label,
            "total": row["total"],
            "passed": row["passed"],
            "cells": [row["filling"], row["waiting"], row["returned"], row["passed"]],
        }
        for row in rows
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


def month_chart(user: User) -> dict[str, Any]:
    """Activities of the last seven months, by calendar month."""
    today = timezone.localdate()
    first = months_back(today, 6)
    rows = (
        Activity.objects.managed_by(user)
        .between(first, today)
        .annotate(month=TruncMonth("happened_on"))
        .values("month")
        .annotate(count=Count("pk"))
        .order_by("month")
    )
    counts = {row["month"]: row["count"] for row in rows}
    months = [months_back(today, n) for n in range(6, -1, -1)]
    bars = [{"label": f"{m.month} 月", "count": counts.get(m, 0)} for m in months]
    best = max(bars, key=lambda bar: bar["count"])
    title = (
        f"{best['label']}记得最多：{best['count']} 条"
        if best["count"]
        else "近七个月还没有活动记录"
    )
    return {"title": title, "bars": bars, "top": best["count"] or 1}


def months_back(day: date, count: int) -> date:
    number = day.year * 12 + day.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)
