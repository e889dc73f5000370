"""What waits for a school in its ledgers: checks, answers, returned honours, ties and drafts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Value
from django.urls import reverse
from django.utils import timezone

from activities.documents import meetings
from activities.models import Participation
from activities.models.parts import ParticipationQuerySet
from honors.choices import Verification
from honors.models import Honor, HonorQuerySet
from kit.prepared import Prepared, given, given_all
from kit.publication import CheckStatus, Scope
from portal.dashboards.tasks import LEDGERS, Task, until
from schools.choices import Role
from schools.documents import ties
from schools.models import PartyOrganization, School, Tie, User
from schools.models.ties import LAPSE_NOTICE, TieQuerySet

JOINT = ("activity__title", "activity__school__name", "activity__school__short_name")
OPEN = (CheckStatus.DRAFT, CheckStatus.FIRST)


def ledger_tasks(user: User, school: School, organizations: list[PartyOrganization]) -> list[Task]:
    today = timezone.localdate()
    begun = {(noun, status): count for noun, status, count in unfinished(school=school.pk)}
    return [
        *check_tasks(user, begun),
        *joint_tasks(user),
        *honor_tasks(school),
        *asked_ties(user),
        *lapsing_ties(school, today),
        *draft_tasks(begun),
        *meeting_tasks(school, organizations, today),
    ]


@Prepared
def unfinished() -> Any:
    """(noun, status, how many) of what goes through the checks and still lies at the school.

    What only stays a ledger is no draft.
    """
    ledgers = []
    for noun, model, _ in LEDGERS:
        rows = model.objects.filter(school=given("school"), status__in=OPEN)
        rows = rows.exclude(status=CheckStatus.DRAFT, scope=Scope.PRIVATE).order_by()
        counted = rows.annotate(noun=Value(noun)).values("noun", "status").annotate(n=Count("pk"))
        ledgers.append(counted.values_list("noun", "status", "n"))
    return ledgers[0].union(*ledgers[1:], all=True)


def check_tasks(user: User, begun: dict[tuple[str, str], int]) -> list[Task]:
    """Grouped by ledger: one line however many rows wait for the secretary's check."""
    if not user.has_role(Role.SECRETARY):
        return []
    found = []
    for noun, _, url_name in LEDGERS:
        if count := begun.get((noun, CheckStatus.FIRST)):
            found.append(
                Task(
                    kind="wait",
                    state="待你复审",
                    title=f"复审 {count} 条{noun}",
                    text="初审已过，你复审后送区里终审。",
                    url=f"{reverse(url_name)}?status={CheckStatus.FIRST}",
                    action="去复审",
                    weight=10,
                )
            )
    return found


@Prepared
def joint() -> ParticipationQuerySet:
    rows = Participation.objects.unanswered(given_all("schools"))
    return rows.select_related("activity__school").only(*JOINT)[:5]


def joint_tasks(user: User) -> list[Task]:
    return [
        Task(
            kind="wait",
            state="待确认",
            title=f"确认联合活动：{row.activity}",
            text=f"{row.activity.school.label}记的，说你们也参加了。",
            url=row.activity.get_office_url(),
            action="去确认",
            weight=15,
        )
        for row in joint(schools=user.school_ids)
    ]


@Prepared
def refused() -> HonorQuerySet:
    rows = Honor.objects.of_school(given("school")).filter(verification=Verification.REFUSED)
    return rows.only("title", "verification_note")[:5]


def honor_tasks(school: School) -> list[Task]:
    return [
        Task(
            kind="back",
            state="核验未过",
            title=f"补正荣誉：{honor}",
            text=honor.verification_note,
            url=reverse("office:honors:detail", args=[honor.pk]),
            action="去补正",
            weight=12,
        )
        for honor in refused(school=school.pk)
    ]


@Prepared
def unanswered() -> Any:
    """(key, title) of ties that ask a school."""
    return ties.unanswered(given_all("schools")).values_list("tie", "tie__title")[:5]


def asked_ties(user: User) -> list[Task]:
    return [
        Task(
            kind="wait",
            state="待确认",
            title=f"确认结对：{title}",
            text="对方学校登记了这项结对，请核对是不是真的。",
            url=reverse("office:tie", args=[key]),
            action="去核对",
            weight=14,
        )
        for key, title in unanswered(schools=user.school_ids)
    ]


@Prepared
def lapsing() -> TieQuerySet:
    rows = Tie.objects.of_school(given("school")).lapsing(given("limit"))
    return rows.only("title", "valid_until")[:5]


def lapsing_ties(school: School, today: date) -> list[Task]:
    """Agreements that have ended or end soon."""
    return [
        Task(
            kind="wait",
            state="结对到期",
            title=f"续签或登记到期：{tie}",
            due=until(tie.valid_until),
            url=reverse("office:tie", args=[tie.pk]),
            action="去查看",
            weight=28,
        )
        for tie in lapsing(school=school.pk, limit=today + LAPSE_NOTICE)
    ]


def draft_tasks(begun: dict[tuple[str, str], int]) -> list[Task]:
    """Begun for the public and before the first check."""
    found = []
    for noun, _, url_name in LEDGERS:
        if count := begun.get((noun, CheckStatus.DRAFT)):
            found.append(
                Task(
                    kind="none",
                    state="草稿",
                    title=f"写完 {count} 条准备公开的{noun}",
                    text="写好以后做初审，再送书记复审。",
                    url=f"{reverse(url_name)}?status={CheckStatus.DRAFT}",
                    action="接着写",
                    weight=32,
                )
            )
    return found


def meeting_tasks(
    school: School, organizations: list[PartyOrganization], today: date
) -> list[Task]:
    """One line for the year, however much is missing; the calendar says which."""
    missing = meetings.warnings(organizations, school, today)
    if not missing:
        return []
    asked = {"school": school.pk, "year": meetings.year_to_settle(today)}
    return [
        Task(
            kind="none",
            state="组织生活",
            title=f"组织生活还缺 {len(missing)} 类记录",
            text=f"{missing[0]}。" if len(missing) == 1 else f"{missing[0]}，等等。",
            url=reverse("office:activities:meetings", query=asked),
            action="看日历",
            weight=34,
        )
    ]
