"""What waits for a school in its ledgers: checks, answers, returned honours, ties and drafts."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from activities.documents import meetings
from activities.models import Participation
from honors.choices import Verification
from honors.models import Honor
from kit.publication import CheckStatus, Scope
from portal.dashboards.tasks import LEDGERS, Task, until
from schools.choices import Role
from schools.documents import ties
from schools.models import School, Tie, User

JOINT = ("activity__title", "activity__school__name", "activity__school__short_name")


def ledger_tasks(user: User, school: School) -> list[Task]:
    return [
        *check_tasks(user, school),
        *joint_tasks(user),
        *honor_tasks(school),
        *tie_tasks(user, school),
        *draft_tasks(school),
        *meeting_tasks(school),
    ]


def check_tasks(user: User, school: School) -> list[Task]:
    """Grouped by ledger: one line however many rows wait for the secretary's check."""
    if not user.has_role(Role.SECRETARY):
        return []
    found = []
    for noun, model, url_name in LEDGERS:
        count = model.objects.filter(school=school, status=CheckStatus.FIRST).count()
        if count:
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


def joint_tasks(user: User) -> list[Task]:
    rows = Participation.objects.waiting_for(user).select_related("activity__school")
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
        for row in rows.only(*JOINT)[:5]
    ]


def honor_tasks(school: School) -> list[Task]:
    refused = Honor.objects.of_school(school).filter(verification=Verification.REFUSED)[:5]
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
        for honor in refused
    ]


def tie_tasks(user: User, school: School) -> list[Task]:
    """Ties that ask this school, and agreements that end soon or have ended."""
    asked = [
        Task(
            kind="wait",
            state="待确认",
            title=f"确认结对：{member.tie}",
            text="对方学校登记了这项结对，请核对是不是真的。",
            url=reverse("office:tie", args=[member.tie_id]),
            action="去核对",
            weight=14,
        )
        for member in ties.waiting_for(user)[:5]
    ]
    return asked + [
        Task(
            kind="wait",
            state="结对到期",
            title=f"续签或登记到期：{tie}",
            due=until(tie.valid_until),
            url=reverse("office:tie", args=[tie.pk]),
            action="去查看",
            weight=28,
        )
        for tie in Tie.objects.of_school(school).lapsing()[:5]
    ]


def draft_tasks(school: School) -> list[Task]:
    """Begun for the public and before the first check; what only stays a ledger is no draft."""
    found = []
    for noun, model, url_name in LEDGERS:
        rows = model.objects.filter(school=school, status=CheckStatus.DRAFT)
        count = rows.exclude(scope=Scope.PRIVATE).count()
        if count:
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


def meeting_tasks(school: School) -> list[Task]:
    """One line for the year, however much is missing; the calendar says which."""
    today = timezone.localdate()
    missing = meetings.warnings(school, today)
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
