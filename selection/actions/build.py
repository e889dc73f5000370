"""The build period of a cultivation project: its dates, promises, counted facts and standing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from brands.choices import Grade
from brands.models import Result
from kit import audit
from kit.dates import months_after
from kit.workflow import Refused
from schools.models import School, User
from selection.actions import snapshot
from selection.actions.course import OPEN, closing_report, last_day
from selection.choices import (
    ApplicationStatus,
    BatchMode,
    ChangeStatus,
    ReportKind,
    ReportStatus,
    Verdict,
)
from selection.models import Announcement, Application, Batch, ChangeRequest, Commitment, Report

audit.register(
    {
        "build.deliver": "{actor}更新了“{target}”的建设任务完成情况",
        "build.ask": "{actor}为“{application}”提出{kind}",
    }
)
SECOND_CHANCE = 6  # months


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
    Commitment.objects.bulk_create(_promises(application))


def _promises(application: Application) -> list[Commitment]:
    """The steps that were still to come when the version was signed."""
    frozen = application.latest.content if application.latest else {}
    steps = [step for step in frozen.get("milestones", ()) if not step.get("done")]
    standing = set(application.brand.milestones.values_list("pk", flat=True))
    return [
        Commitment(
            application=application,
            milestone_id=step["pk"] if step.get("pk") in standing else None,
            text=str(step.get("task", ""))[:200],
            due_on=last_day(str(step.get("when", ""))),
            order=place,
        )
        for place, step in enumerate(steps)
    ]


def state_of(*values: Any) -> str:
    """Changes with every save: a page that carries another one is stale."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def commitments_state(application: Application) -> str:
    rows = application.commitments.values_list("pk", "delivered", "delivered_on")
    return state_of(*rows)


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
    """The wording is hashed as it is asked: nothing on it changes but the answer."""
    Application.objects.select_for_update().get(pk=change.application_id)
    if change.application.change_requests.filter(status=ChangeStatus.REQUESTED).exists():
        raise Refused("还有一项变更等待批复。批复以后再提下一项。")
    change.asked_by = by
    change.digest = snapshot.digest(asked(change))
    change.save()
    kind, name = change.get_kind_display(), str(change.application)
    audit.record(by, "build.ask", change, application=name, kind=kind, digest=change.digest)
    return change


def asked(change: ChangeRequest) -> dict[str, str]:
    """What the secretary put forward, in plain values."""
    return {
        "application": str(change.application),
        "kind": change.get_kind_display(),
        "task": str(change.commitment or ""),
        "new_value": change.new_value,
        "new_due_on": change.new_due_on.isoformat() if change.new_due_on else "",
        "reason": change.reason,
    }


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
    """A passed closing is a result of its own beside the one that began the build period.

    Its grade is what the acceptance group concluded; nothing else of the sheet is public.
    """
    batch = application.batch
    report = closing_report(application)
    last = report.acceptances.last() if report else None
    excellent = last is not None and last.verdict == Verdict.EXCELLENT
    return Result.objects.create(
        brand=application.brand,
        level=batch.region.rank,
        grade=Grade.EXCELLENT if excellent else Grade.PASSED,
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
        ApplicationStatus.REVOKED,
    )
    rows = Application.objects.filter(batch__mode=BatchMode.CULTIVATION)
    found = rows.managed_by(user).in_state(*states)
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
    return reports_of(user).filter(_office(user), status=ReportStatus.SUBMITTED).order_by("pk")


def waiting_changes(user: User) -> QuerySet[ChangeRequest]:
    """What a leader has to answer."""
    return changes_of(user).filter(_office(user), status=ChangeStatus.REQUESTED).order_by("pk")


def _office(user: User) -> Q:
    """Of the batches this account runs: the school itself has nothing to answer."""
    return Q(application__batch__in=Batch.objects.managed_by(user))
