"""The build period of a cultivation project: its dates, promises, counted facts and standing."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from brands.choices import Grade
from brands.models import Result
from kit import audit
from kit.workflow import Refused
from schools.models import School, User
from selection.actions import facts
from selection.choices import ApplicationStatus, ChangeStatus, ReportKind, ReportStatus
from selection.models import Announcement, Application, Batch, ChangeRequest, Commitment, Report

audit.register(
    {
        "build.deliver": "{actor}更新了“{target}”的建设任务完成情况",
        "build.write": "{actor}保存了“{target}”",
        "build.ask": "{actor}为“{application}”提出{kind}",
    }
)
SECOND_CHANCE = 6  # months
OPEN = (ReportStatus.DRAFT, ReportStatus.RETURNED)
PARTS = {
    ReportKind.MIDTERM: (
        ("progress", "建设进展"),
        ("shortfalls", "问题和不足"),
        ("next", "下一步"),
    ),
    ReportKind.CLOSING: (
        ("progress", "完成情况"),
        ("result", "建设成效"),
        ("insight", "启示与思考"),
    ),
}


def begin(application: Application) -> None:
    """Due dates count from the announcement; promises come from the version that was signed."""
    batch = application.batch
    start = Announcement.objects.get(batch=batch).issued_on
    months = batch.build_months
    dues = (
        (ReportKind.MIDTERM, months_after(start, months // 2)),
        (ReportKind.CLOSING, months_after(start, months)),
    )
    Report.objects.bulk_create(
        Report(application=application, kind=kind, due_on=due) for kind, due in dues
    )
    frozen = application.latest.content if application.latest else {}
    Commitment.objects.bulk_create(
        Commitment(
            application=application,
            text=str(step.get("task", ""))[:200],
            due_on=_day(step.get("when")),
            order=place,
        )
        for place, step in enumerate(frozen.get("milestones", ()))
    )


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _day(text: Any) -> date | None:
    """A milestone may name only a month or a year; then the promise has no exact day."""
    try:
        return parse_date(str(text or ""))
    except ValueError:
        return None


def span(application: Application) -> tuple[date, date]:
    """From the announcement until the last closing date."""
    start = Announcement.objects.get(batch=application.batch_id).issued_on
    closing = closing_report(application)
    return start, (closing.due_on if closing and closing.due_on else start)


def counted(application: Application) -> dict[str, Any]:
    return facts.count(application, span(application))


def closing_report(application: Application) -> Report | None:
    """The one that counts: a second acceptance comes after the first."""
    return application.reports.filter(kind=ReportKind.CLOSING).order_by("-round").first()


def is_accepted(application: Application, kind: str) -> bool:
    return application.reports.filter(kind=kind, status=ReportStatus.ACCEPTED).exists()


def prefilled(report: Report) -> dict[str, str]:
    """What is written already, else what promises and the brand say now."""
    rows = report.application.commitments.all()
    progress = "\n".join(f"{row.text}：{row.delivered}" for row in rows if row.delivered)
    bodies = report.application.brand.section_bodies()
    start = {
        "progress": progress,
        "result": bodies.get("result", ""),
        "insight": bodies.get("insight", ""),
    }
    return {key: report.content.get(key, start.get(key, "")) for key, _ in parts(report)}


def parts(report: Report) -> Sequence[tuple[str, str]]:
    return PARTS[ReportKind(report.kind)]


def state_of(*values: Any) -> str:
    """Changes with every save: a page that carries another one is stale."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def report_state(report: Report) -> str:
    return state_of(sorted(report.content.items()))


def commitments_state(application: Application) -> str:
    rows = application.commitments.values_list("pk", "delivered", "delivered_on")
    return state_of(*rows)


@transaction.atomic
def write(*, report: Report, content: dict[str, str], seen: str, by: User) -> None:
    """Save the prose, or raise Refused when it was sent or somebody saved meanwhile."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.status not in OPEN:
        raise Refused(f"报告现在是“{locked.get_status_display()}”，不能再改。")
    if report_state(locked) != seen:
        raise Refused("有人先一步保存了这份报告。你填的都还在下面，对照最新内容后再保存一次。")
    report.content = content
    report.save(update_fields=["content"])
    audit.record(by, "build.write", report)


@transaction.atomic
def deliver(*, application: Application, rows: Sequence[Commitment], seen: str, by: User) -> None:
    """Save what was delivered beside each promise; the promises themselves never change."""
    Application.objects.select_for_update().get(pk=application.pk)
    if commitments_state(application) != seen:
        raise Refused("有人先一步保存了完成情况。你填的都还在下面，对照最新内容后再保存一次。")
    Commitment.objects.bulk_update(rows, ["delivered", "delivered_on"])
    audit.record(by, "build.deliver", application)


@transaction.atomic
def ask(*, change: ChangeRequest, by: User) -> ChangeRequest:
    Application.objects.select_for_update().get(pk=change.application_id)
    if change.application.change_requests.filter(status=ChangeStatus.REQUESTED).exists():
        raise Refused("还有一项变更等待批复。批复以后再提下一项。")
    change.asked_by = by
    change.save()
    kind, name = change.get_kind_display(), str(change.application)
    audit.record(by, "build.ask", change, application=name, kind=kind)
    return change


def postpone(application: Application, until: date) -> None:
    """The closing report gets the new date; a mid-term date stays, for work goes on."""
    report = closing_report(application)
    if report and report.status in OPEN:
        report.due_on = until
        report.save(update_fields=["due_on"])


def second_round(application: Application) -> None:
    """After a failed first acceptance there is one more."""
    report = closing_report(application)
    if report and report.status == ReportStatus.FAILED:
        due = months_after(timezone.localdate(), SECOND_CHANCE)
        Report.objects.create(
            application=application,
            kind=ReportKind.CLOSING,
            round=report.round + 1,
            due_on=due,
            content=report.content,
        )


def crown(application: Application) -> Result:
    """A passed closing is a result of its own beside the one that began the build period."""
    batch = application.batch
    return Result.objects.create(
        brand=application.brand,
        level=batch.region.rank,
        grade=Grade.PASSED,
        batch_name=batch.name,
        wording=f"{batch.result_wording}（已结项）"[:80],
        issuer=batch.region.committee_name,
        decided_on=timezone.localdate(),
        is_own=True,
    )


def strike(application: Application, reason: str) -> None:
    """A terminated project stays listed on its brand, marked with day and reason."""
    result = application.decision.result
    if result and not result.revoked_on:
        result.revoked_on = timezone.localdate()
        result.revoke_reason = f"项目终止：{reason}"[:200]
        result.save(update_fields=["revoked_on", "revoke_reason"])


def projects(user: User) -> QuerySet[Application]:
    states = (
        ApplicationStatus.BUILDING,
        ApplicationStatus.MIDTERM,
        ApplicationStatus.EXTENDED,
        ApplicationStatus.CLOSED,
        ApplicationStatus.TERMINATED,
    )
    found = Application.objects.managed_by(user).in_state(*states)
    return found.select_related("batch__region", "school__region", "brand")


def reports_of(user: User) -> QuerySet[Report]:
    return Report.objects.filter(application__in=projects(user)).select_related(
        "application__batch__region", "application__school__region", "application__brand"
    )


def changes_of(user: User) -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.filter(application__in=projects(user)).select_related(
        "application__batch__region", "application__school__region", "application__brand"
    )


def due_reports(school: School) -> QuerySet[Report]:
    """What the school still has to hand in: the earliest open report of each project first."""
    running = (ApplicationStatus.BUILDING, ApplicationStatus.EXTENDED)
    rows = Report.objects.filter(
        application__school=school, application__status__in=running, status__in=OPEN
    )
    return rows.select_related("application__school", "application__brand").order_by("due_on")


def waiting_reports(user: User) -> QuerySet[Report]:
    mine = Batch.objects.managed_by(user)
    rows = Report.objects.filter(application__batch__in=mine, status=ReportStatus.SUBMITTED)
    return rows.select_related("application__school", "application__brand").order_by("pk")
