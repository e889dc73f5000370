"""What needs attention at a district or city office."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, QuerySet, Window
from django.urls import reverse
from django.utils import timezone

from honors.choices import Verification
from honors.models import Honor
from kit.prepared import Prepared, given_all, how_many
from kit.publication import CheckStatus
from portal.dashboards import kept
from portal.dashboards.building import committee_tasks
from portal.dashboards.jobs import job_tasks
from portal.dashboards.managed import Managed
from portal.dashboards.stale import column_tasks
from portal.dashboards.tasks import LEDGERS, Task, until, waited
from portal.models import Mistake, MistakeStatus
from schools.choices import Role
from schools.models import User
from selection.access.ladder import regions_of
from selection.actions import ladder
from selection.choices import ApplicationStatus, BatchStatus, NoticeStatus
from selection.models import Application, Batch, Objection, PublicNotice
from selection.models.application import ApplicationQuerySet
from selection.models.notice import PublicNoticeQuerySet

TO_CHECK = {model: f"{model._meta.app_label} to check" for _, model, _ in LEDGERS}
WAITING = ("honors to verify", *TO_CHECK.values())
LATE_AFTER = 5  # days an application may wait for its formal check before the desk says so


def tasks(user: User, batches: list[Batch], told: dict[str, int]) -> list[Task]:
    """`batches` are those this account runs, `told` figures of its regions by what they count."""
    return [
        *queue_tasks(user),
        *batch_tasks(user, batches),
        *ledger_tasks(user, told),
        *notice_tasks(user),
        *reader_tasks(user),
        *column_tasks(user),
        *committee_tasks(user, batches),
        *ladder_tasks(user),
        *job_tasks(user),
    ]


@Managed
def longest_waiting(user: User) -> ApplicationQuerySet:
    rows = Application.objects.managed_by(user).in_state(ApplicationStatus.SUBMITTED)
    return rows.for_desk().order_by("submitted_at", "pk")[:6]


def queue_tasks(user: User) -> list[Task]:
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
        for row in longest_waiting(user)
    ]


def is_late(row: Application) -> bool:
    assert row.submitted_at is not None  # noqa: S101 - only submitted rows are asked
    return (timezone.now() - row.submitted_at).days >= LATE_AFTER


def batch_tasks(user: User, batches: list[Batch]) -> list[Task]:
    """Phases that should have moved on: past the deadline, or waiting for the meeting."""
    now = timezone.now()
    closed = [b for b in batches if b.status == BatchStatus.OPEN and b.closes_at <= now]
    deciding = [b for b in batches if b.status == BatchStatus.DECIDING]
    if not user.has_role(Role.LEADER):
        deciding = []
    return [
        *(closing_task(b) for b in closed),
        *(batch_task(b, "待研究", f"记录会议结论：{b.name}", "去记录", 6) for b in deciding),
    ]


def closing_task(batch: Batch) -> Task:
    if batch.is_closed_to_office:
        return batch_task(batch, "待拆封", f"拆封：{batch.name}", "去拆封", 8)
    return batch_task(batch, "申报已截止", f"关闭申报：{batch.name}", "去关闭", 8)


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


def ledger_tasks(user: User, told: dict[str, int]) -> list[Task]:
    waiting = kept.total(user, told, "honors to verify", Honor.objects.waiting)
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
    return found + final_check_tasks(user, told)


def final_check_tasks(user: User, told: dict[str, int]) -> list[Task]:
    found = []
    for noun, model, url_name in LEDGERS:
        second = partial(model.objects.filter, status=CheckStatus.SECOND)
        count = kept.total(user, told, TO_CHECK[model], second)
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


@Managed
def open_objections(user: User) -> QuerySet[Any, int]:
    return how_many(Objection.objects.managed_by(user).open())


@Managed
def running_notices(user: User) -> PublicNoticeQuerySet:
    rows = PublicNotice.objects.managed_by(user).filter(status=NoticeStatus.RUNNING)
    return rows.only("title", "ends_on")


def notice_tasks(user: User) -> list[Task]:
    url = reverse("office:selection:notices")
    found = []
    if count := open_objections.first(user):
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
    for notice in running_notices(user):
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


@Managed
def open_mistakes(user: User) -> Any:
    """(when the first was told, how many there are)"""
    rows = Mistake.objects.managed_by(user).open().order_by("received_at")
    return rows.values_list("received_at", Window(Count("pk")))[:1]


def reader_tasks(user: User) -> list[Task]:
    """What readers have found wrong on public pages."""
    told = open_mistakes.first(user)
    if not told:
        return []
    first, count = told
    return [
        Task(
            kind="wait",
            state="纠错",
            title=f"答复 {count} 条读者纠错",
            text="公开页面上有人指出了错处。",
            due=waited(timezone.localtime(first).date()),
            url=f"{reverse('office:mistakes')}?status={MistakeStatus.OPEN}",
            action="去看看",
            weight=12,
        )
    ]


@Prepared
def batches_above() -> QuerySet[Batch]:
    return ladder.waiting_in(given_all("codes"))


def ladder_tasks(user: User) -> list[Task]:
    """Batches above that take recommendations now."""
    codes = ladder.codes_over(regions_of(user))
    return [
        Task(
            kind="live",
            state="可推荐",
            title=f"推荐到{batch.region}：{batch.name}",
            text="从已公布的结果里选，学校不用再填。",
            due=until(timezone.localtime(batch.closes_at).date()),
            url=reverse("office:selection:ladder_batch", args=[batch.pk]),
            action="去推荐",
            weight=18,
        )
        for batch in (batches_above(codes=codes) if codes else [])
    ]
