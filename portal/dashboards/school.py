"""The desk of a school: its clerk's and its secretary's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivitySeries
from portal.dashboards.building import build_tasks, progress_tasks
from portal.dashboards.jobs import job_tasks
from portal.dashboards.school_ledgers import ledger_tasks
from portal.dashboards.tasks import Task, by_urgency, until
from schools.choices import Role
from schools.models import PartyOrganization, School, User
from selection.actions import seal
from selection.choices import ApplicationStatus, NoticeStatus
from selection.listings.apply import steps
from selection.models import Application, Batch, PublicNotice

RECENT = ("title", "happened_on", "status")
TERM_NOTICE = timedelta(days=183)  # the higher organisation reminds about six months ahead


def desk(user: User) -> dict[str, Any]:
    school = next(post.school for post in user.current_posts if post.school_id)
    assert school is not None  # noqa: S101 - the generator asked for it
    mine = Application.objects.of_school(school)
    application = mine.standing().for_desk().order_by("-pk").first()
    recent = Activity.objects.of_school(school).recent_first().only(*RECENT)
    return {
        "school": school,
        "term": school_term(),
        "tasks": by_urgency(tasks(user, school)),
        "recent": recent.prefetch_related("typings", "photos")[:5],
        "application": application,
        "steps": steps(application) if application else [],
        "series": planned_series(school),
    }


def school_term() -> str:
    """“2026—2027 学年第一学期”: September to January, February to August."""
    today = timezone.localdate()
    year = today.year if today.month >= 9 else today.year - 1
    term = "第一学期" if today.month >= 9 or today.month == 1 else "第二学期"
    return f"{year}—{year + 1} 学年{term}"


def tasks(user: User, school: School) -> list[Task]:
    return [
        *application_tasks(user, school),
        *seal_tasks(school),
        *build_tasks(school),
        *progress_tasks(school),
        *ledger_tasks(user, school),
        *batch_tasks(school),
        *term_tasks(school),
        *notice_tasks(school),
        *job_tasks(user),
    ]


def application_tasks(user: User, school: School) -> list[Task]:
    wanted = [ApplicationStatus.RETURNED, ApplicationStatus.DRAFT]
    if user.has_role(Role.SECRETARY):
        wanted.append(ApplicationStatus.TO_SIGN)
    rows = (
        Application.objects.of_school(school)
        .in_state(*wanted)
        .for_desk()
        .annotate(open_notes=Count("corrections", filter=Q(corrections__answered_at=None)))
    )
    return [_application_task(row) for row in rows]


def _application_task(row: Any) -> Task:
    url = reverse("office:selection:application", args=[row.pk])
    if row.status == ApplicationStatus.RETURNED:
        return Task(
            kind="back",
            state="退回补正",
            title=f"补正《{row.brand}》：还有 {row.open_notes} 处",
            text=row.batch.name,
            due=until(row.correct_by),
            url=url,
            action="去补正",
            weight=0,
        )
    if row.status == ApplicationStatus.TO_SIGN:
        return Task(
            kind="wait",
            state="待你审签",
            title=f"审签《{row.brand}》的申报书",
            text=row.batch.name,
            due=until(timezone.localtime(row.batch.closes_at).date()),
            url=url,
            action="去审签",
            weight=5,
        )
    return Task(
        kind="none",
        state="填写中",
        title=f"填完《{row.brand}》的申报书",
        text=row.batch.name,
        due=until(timezone.localtime(row.batch.closes_at).date()),
        url=url,
        action="接着填",
        weight=20,
    )


def seal_tasks(school: School) -> list[Task]:
    return [
        Task(
            kind="back",
            state="待盖章",
            title=f"《{row.brand}》：{state.notice}",
            text=row.batch.name,
            url=reverse("office:selection:seal", args=[row.pk]),
            action="去上传",
            weight=2,
        )
        for row, state in seal.wanted(school)
    ]


def batch_tasks(school: School) -> list[Task]:
    taken = Application.objects.of_school(school).standing().values("batch")
    rows = [b for b in Batch.objects.open_for(school).exclude(pk__in=taken) if b.accepts(school)]
    return [
        Task(
            kind="live",
            state="正在申报",
            title=f"{batch.name}可以申报了",
            text="品牌和台账里的内容会自动带入，不用重填。",
            due=until(timezone.localtime(batch.closes_at).date()),
            url=reverse("office:selection:applications"),
            action="去看看",
            weight=25,
        )
        for batch in rows
    ]


def term_tasks(school: School) -> list[Task]:
    limit = timezone.localdate() + TERM_NOTICE
    found = []
    for organization in PartyOrganization.objects.of_school(school):
        due = organization.term_due_on
        if due and due <= limit:
            found.append(
                Task(
                    kind="wait",
                    state="届满提醒",
                    title=f"{organization}该准备换届了",
                    due=until(due),
                    url=reverse("office:organization", args=[organization.pk]),
                    action="去查看",
                    weight=30,
                )
            )
    return found


def notice_tasks(school: School) -> list[Task]:
    rows = PublicNotice.objects.filter(
        status=NoticeStatus.RUNNING, items__decision__application__school=school
    ).distinct()
    return [
        Task(
            kind="live",
            state="公示中",
            title=notice.title,
            due=until(notice.ends_on),
            url=notice.get_absolute_url(),
            action="去查看",
            weight=40,
        )
        for notice in rows
    ]


def planned_series(school: School) -> list[dict[str, Any]]:
    """Recurring activities with a plan for this term: done and planned."""
    today = timezone.localdate()
    start = today.replace(month=9 if today.month >= 9 else 2, day=1)
    if today.month == 1:
        start = today.replace(year=today.year - 1, month=9, day=1)
    rows = ActivitySeries.objects.filter(school=school, planned_per_term__isnull=False).annotate(
        held=Count("activities", filter=Q(activities__happened_on__gte=start))
    )
    return [{"title": row.title, "done": row.held, "total": row.planned_per_term} for row in rows]
