"""The desk of a school: its clerk's and its secretary's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivitySeries
from activities.models.activity import ActivityQuerySet, confirmed_joint
from activities.models.cards import told
from kit.prepared import Prepared, given, given_all
from portal.dashboards.building import build_tasks, progress_tasks
from portal.dashboards.jobs import job_tasks
from portal.dashboards.school_ledgers import ledger_tasks
from portal.dashboards.tasks import Task, by_urgency, until
from schools.choices import Role
from schools.models import PartyOrganization, School, User
from schools.models.places import codes_above
from selection.actions import seal
from selection.choices import ApplicationStatus, NoticeStatus
from selection.listings.apply import steps
from selection.models import Application, Batch, PublicNotice
from selection.models.batch import BatchQuerySet

RECENT = ("title", "happened_on", "status")
OPENING = ("name", "closes_at", "regions", "stages", "ownerships")
TERM_NOTICE = timedelta(days=183)  # the higher organisation reminds about six months ahead


@Prepared
def applications_of() -> Any:
    """The newest first, with how many notes of the office each has still to answer."""
    unanswered = Count("corrections", filter=Q(corrections__answered_at=None))
    rows = Application.objects.of_school(given("school")).for_desk().order_by("-pk")
    return rows.annotate(open_notes=unanswered)


@Prepared
def organizations_of() -> QuerySet[PartyOrganization]:
    return PartyOrganization.objects.of_school(given("school"))


@Prepared
def recent() -> ActivityQuerySet:
    rows = Activity.objects.of_schools(given_all("schools"), given_all("joint"))
    return rows.recent_first().only(*RECENT)[:5]


def desk(user: User) -> dict[str, Any]:
    school = next(post.school for post in user.current_posts if post.school_id)
    assert school is not None  # noqa: S101 - the generator asked for it
    applications: list[Any] = applications_of(school=school.pk)
    application = next(filter(stands, applications), None)
    keys = [school.pk]
    return {
        "school": school,
        "term": school_term(),
        "tasks": by_urgency(tasks(user, school, applications)),
        "recent": told(recent(schools=keys, joint=confirmed_joint(keys))),
        "application": application,
        "steps": steps(application) if application else [],
        "series": planned_series(school),
    }


def stands(application: Application) -> bool:
    return application.status != ApplicationStatus.WITHDRAWN


def school_term() -> str:
    """“2026—2027 学年第一学期”: September to January, February to August."""
    today = timezone.localdate()
    year = today.year if today.month >= 9 else today.year - 1
    term = "第一学期" if today.month >= 9 or today.month == 1 else "第二学期"
    return f"{year}—{year + 1} 学年{term}"


def tasks(user: User, school: School, applications: list[Any]) -> list[Task]:
    organizations = organizations_of(school=school.pk)
    return [
        *application_tasks(user, applications),
        *seal_tasks(applications),
        *build_tasks(school),
        *progress_tasks(school),
        *ledger_tasks(user, school, organizations),
        *batch_tasks(school, applications),
        *term_tasks(organizations),
        *notice_tasks(school),
        *job_tasks(user),
    ]


def application_tasks(user: User, applications: list[Any]) -> list[Task]:
    wanted = [ApplicationStatus.RETURNED, ApplicationStatus.DRAFT]
    if user.has_role(Role.SECRETARY):
        wanted.append(ApplicationStatus.TO_SIGN)
    return [_application_task(row) for row in applications if row.status in wanted]


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


def seal_tasks(applications: list[Application]) -> list[Task]:
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
        for row, state in seal.wanted(applications)
    ]


@Prepared
def openings() -> BatchQuerySet:
    return Batch.objects.open_at(given("now"), given_all("codes")).only(*OPENING)


def batch_tasks(school: School, applications: list[Application]) -> list[Task]:
    taken = {row.batch_id for row in applications if stands(row)}
    opened = openings(now=timezone.now(), codes=codes_above(school.region.code))
    rows = [batch for batch in opened if batch.pk not in taken and batch.accepts(school)]
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


def term_tasks(organizations: list[PartyOrganization]) -> list[Task]:
    limit = timezone.localdate() + TERM_NOTICE
    found = []
    for organization in organizations:
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


@Prepared
def running_notices() -> QuerySet[PublicNotice]:
    named = {"items__decision__application__school": given("school")}
    rows = PublicNotice.objects.filter(status=NoticeStatus.RUNNING, **named)
    return rows.only("title", "ends_on", "starts_on").distinct()


def notice_tasks(school: School) -> list[Task]:
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
        for notice in running_notices(school=school.pk)
    ]


@Prepared
def planned() -> Any:
    """(title, how often it was held in this term, how often it is planned)"""
    held = Count("activities", filter=Q(activities__happened_on__gte=given("start")))
    rows = ActivitySeries.objects.filter(school=given("school"), planned_per_term__isnull=False)
    return (
        rows.order_by("title").annotate(held=held).values_list("title", "held", "planned_per_term")
    )


def planned_series(school: School) -> list[dict[str, Any]]:
    """Recurring activities with a plan for this term: done and planned."""
    today = timezone.localdate()
    start = today.replace(month=9 if today.month >= 9 else 2, day=1)
    if today.month == 1:
        start = today.replace(year=today.year - 1, month=9, day=1)
    return [
        {"title": title, "done": held, "total": total}
        for title, held, total in planned(school=school.pk, start=start)
    ]
