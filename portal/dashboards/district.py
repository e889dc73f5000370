"""The desk of a district or city office: phases, what needs attention, figures that open."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from activities.models import Activity
from brands.choices import BrandKind
from brands.models import Brand
from honors.choices import Verification
from honors.models import Honor
from kit.publication import CheckStatus
from portal.dashboards.tasks import Task, by_urgency, until, waited
from schools.choices import Level, Role, Stage
from schools.models import School, User
from selection.choices import ApplicationStatus, BatchStatus, NoticeStatus
from selection.models import Application, Batch, Objection, PublicNotice

LATE_AFTER = 5  # days an application may wait for its formal check before the desk says so
PHASES = (
    (BatchStatus.OPEN, "申报"),
    (BatchStatus.CHECKING, "形式审查"),
    (BatchStatus.REVIEWING, "专家评审"),
    (BatchStatus.DECIDING, "工委研究"),
    (BatchStatus.NOTICED, "公示"),
    (BatchStatus.PUBLISHED, "公布"),
)
ORDER = [status for status, _ in PHASES]
FILLING = (ApplicationStatus.DRAFT, ApplicationStatus.TO_SIGN)
UNSETTLED = (*FILLING, ApplicationStatus.SUBMITTED, ApplicationStatus.RETURNED)
HEADS = ("填写中", "待审", "退回", "通过")
LEDGERS = (
    ("活动", Activity, "office:activities:list"),
    ("荣誉", Honor, "office:honors:list"),
    ("品牌", Brand, "office:brands:list"),
)


def desk(user: User, chosen: str) -> dict[str, Any]:
    batches = list(Batch.objects.managed_by(user).select_related("region"))
    batch = pick(batches, chosen)
    return {
        "batches": batches,
        "batch": batch,
        "phases": phases(batch) if batch else [],
        "figures": figures(user, batch),
        "stages": stage_chart(batch) if batch else None,
        "months": month_chart(user),
        "tasks": by_urgency(tasks(user)),
    }


def pick(batches: list[Batch], chosen: str) -> Batch | None:
    """The batch asked for, else the one that is furthest along but not over, else the newest."""
    asked = [batch for batch in batches if str(batch.pk) == chosen]
    running = [batch for batch in batches if batch.status in ORDER[:-1]]
    running.sort(key=lambda batch: -ORDER.index(BatchStatus(batch.status)))
    return next(iter([*asked, *running, *batches]), None)


def phases(batch: Batch) -> list[dict[str, str]]:
    now = ORDER.index(BatchStatus(batch.status)) if batch.status in ORDER else -1
    opens = date_format(timezone.localtime(batch.opens_at), "n 月 j 日")
    closes = date_format(timezone.localtime(batch.closes_at), "n 月 j 日")
    notes = {BatchStatus.OPEN: f"{opens}—{closes}"}
    if batch.review_until:
        day = date_format(timezone.localtime(batch.review_until), "n 月 j 日")
        notes[BatchStatus.REVIEWING] = f"{day}前评完"
    return [
        {
            "label": label,
            "note": notes.get(status, ""),
            "state": "now" if number == now else "done" if number < now else "",
        }
        for number, (status, label) in enumerate(PHASES)
    ]


def figures(user: User, batch: Batch | None) -> list[dict[str, Any]]:
    """Four figures, each opening the list it counts."""
    schools = School.objects.managed_by(user)
    found = []
    if batch:
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


def tasks(user: User) -> list[Task]:
    return [
        *queue_tasks(user),
        *batch_tasks(user),
        *ledger_tasks(user),
        *notice_tasks(user),
    ]


def queue_tasks(user: User) -> list[Task]:
    rows = (
        Application.objects.managed_by(user)
        .in_state(ApplicationStatus.SUBMITTED)
        .for_lists()
        .order_by("submitted_at")[:6]
    )
    return [
        Task(
            kind="back" if is_late(row) else "wait",
            state="超时" if is_late(row) else "待审",
            title=f"{row.school.label}《{row.brand}》",
            text=row.batch.name,
            due=waited(timezone.localtime(row.submitted_at).date()),
            url=reverse("office:selection:check", args=[row.pk]),
            action="去审查",
            weight=5 if is_late(row) else 15,
        )
        for row in rows
    ]


def is_late(row: Application) -> bool:
    assert row.submitted_at is not None  # noqa: S101 - only submitted rows are asked
    return (timezone.now() - row.submitted_at).days >= LATE_AFTER


def batch_tasks(user: User) -> list[Task]:
    """Phases that should have moved on: past the deadline, or waiting for the meeting."""
    batches = Batch.objects.managed_by(user)
    closed = batches.filter(status=BatchStatus.OPEN, closes_at__lte=timezone.now())
    deciding = batches.filter(status=BatchStatus.DECIDING)
    if not user.has_role(Role.LEADER):
        deciding = deciding.none()
    return [
        *(batch_task(b, "申报已截止", f"关闭申报：{b.name}", "去关闭", 8) for b in closed),
        *(batch_task(b, "待研究", f"记录会议结论：{b.name}", "去记录", 6) for b in deciding),
    ]


def batch_task(batch: Batch, state: str, title: str, action: str, weight: int) -> Task:
    url_name = "meeting" if batch.status == BatchStatus.DECIDING else "batch"
    return Task(
        kind="wait",
        state=state,
        title=title,
        due=until(timezone.localtime(batch.closes_at).date()) if url_name == "batch" else "",
        url=reverse(f"office:selection:{url_name}", args=[batch.pk]),
        action=action,
        weight=weight,
    )


def ledger_tasks(user: User) -> list[Task]:
    waiting = Honor.objects.managed_by(user).waiting().count()
    found = []
    if waiting:
        found.append(
            Task(
                kind="wait",
                state="待核验",
                title=f"核验 {waiting} 条荣誉",
                text="对照证书核对名称、级别和时间。",
                url=f"{reverse('office:honors:list')}?verification={Verification.WAITING}",
                action="去核验",
                weight=20,
            )
        )
    return found + final_check_tasks(user)


def final_check_tasks(user: User) -> list[Task]:
    found = []
    for noun, model, url_name in LEDGERS:
        rows: QuerySet[Any] = model.objects.managed_by(user)
        count = rows.filter(status=CheckStatus.SECOND).count()
        if count:
            found.append(
                Task(
                    kind="wait",
                    state="待终审",
                    title=f"终审 {count} 条{noun}",
                    text="学校已初审、复审，终审后公开。",
                    url=f"{reverse(url_name)}?status={CheckStatus.SECOND}",
                    action="去终审",
                    weight=25,
                )
            )
    return found


def notice_tasks(user: User) -> list[Task]:
    url = reverse("office:selection:notices")
    found = []
    count = Objection.objects.managed_by(user).open().count()
    if count:
        found.append(
            Task(
                kind="back",
                state="异议",
                title=f"{count} 件异议等待答复",
                text="有异议的项目已单独暂缓，其余项目照常。",
                url=url,
                action="去办理",
                weight=2,
            )
        )
    today = timezone.localdate()
    for notice in PublicNotice.objects.managed_by(user).filter(status=NoticeStatus.RUNNING):
        over = notice.ends_on < today
        found.append(
            Task(
                kind="wait" if over else "live",
                state="公示期满" if over else "公示中",
                title=notice.title,
                due="" if over else until(notice.ends_on),
                text="可以公布结果了。" if over else "",
                url=url,
                action="去公布" if over else "去查看",
                weight=7 if over else 40,
            )
        )
    return found
