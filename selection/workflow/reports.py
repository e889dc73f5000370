"""The state machines of a build report and of a change request; the project follows both."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.utils import timezone

from kit.workflow import Move, Workflow
from schools.models import User
from selection.access import build as access
from selection.actions import build as acts
from selection.actions import course
from selection.actions import reports as papers
from selection.choices import ApplicationStatus as Status
from selection.choices import ChangeKind, ChangeStatus, ReportKind, ReportStatus
from selection.models import ChangeRequest, Report
from selection.workflow import application_flow


def _not_ready(report: Report) -> list[str]:
    empty = [
        label for key, label in papers.parts(report) if not report.content.get(key, "").strip()
    ]
    reasons = [f"请填写并保存“{label}”" for label in empty]
    application = report.application
    if application.status not in (Status.BUILDING, Status.EXTENDED):
        reasons.append(f"项目现在是“{application.get_status_display()}”")
    closing = report.kind == ReportKind.CLOSING
    if closing and not course.is_accepted(application, ReportKind.MIDTERM):
        reasons.append("中期报告还没有通过")
    return reasons


def _handed_in(report: Report, by: User) -> dict[str, Any]:
    return {"submitted_by": by, "submitted_at": timezone.now()}


def _judged(report: Report, by: User) -> dict[str, Any]:
    return {"concluded_by": by, "concluded_at": timezone.now()}


def _no_sheet(report: Report) -> list[str]:
    """Every conclusion has its sheet, about the report as it is signed now."""
    sheets = report.acceptances.filter(signed_at=F("report__submitted_at"))
    return [] if sheets.exists() else ["请先填写验收意见表"]


def _follow(report: Report, key: str, by: User, note: str = "") -> None:
    application_flow.perform(report.application, key, by=by, note=note)


def _submitted(report: Report, by: User, note: str) -> None:
    papers.freeze(report, by)
    if report.kind == ReportKind.MIDTERM:
        _follow(report, "check_midterm", by)


def _keep(report: Report, note: str) -> None:
    report.conclusion = note.strip()[:500]
    report.save(update_fields=["conclusion"])


def _accepted(report: Report, by: User, note: str) -> None:
    _keep(report, note)
    _follow(report, "go_on" if report.kind == ReportKind.MIDTERM else "close", by)


def _given_back(report: Report, by: User, note: str) -> None:
    _keep(report, note)
    if report.kind == ReportKind.MIDTERM:
        _follow(report, "go_on", by)


def _failed_with(report: Report, by: User, note: str) -> None:
    _keep(report, note)


report_flow = Workflow(
    "report",
    {
        "submit": Move(
            label="签字提交",
            sources=(ReportStatus.DRAFT, ReportStatus.RETURNED),
            target=ReportStatus.SUBMITTED,
            allowed=access.can_submit,
            blockers=_not_ready,
            also=_handed_in,
            effect=_submitted,
            style="primary",
            confirm="提交后不能再改，台账数据按现在的数字固定下来。",
            sentence="{actor}签字提交了“{target}”",
        ),
        "accept": Move(
            label="通过",
            sources=(ReportStatus.SUBMITTED,),
            target=ReportStatus.ACCEPTED,
            allowed=access.can_accept,
            blockers=_no_sheet,
            also=_judged,
            effect=_accepted,
            needs_note=True,
            note_label="验收意见",
            style="primary",
            sentence="{actor}通过了“{target}”",
        ),
        "give_back": Move(
            label="退回修改",
            sources=(ReportStatus.SUBMITTED,),
            target=ReportStatus.RETURNED,
            allowed=access.can_accept,
            blockers=_no_sheet,
            also=_judged,
            effect=_given_back,
            needs_note=True,
            note_label="退回原因",
            sentence="{actor}退回了“{target}”",
        ),
        "fail": Move(
            label="不通过",
            sources=(ReportStatus.SUBMITTED,),
            target=ReportStatus.FAILED,
            allowed=access.can_fail,
            blockers=_no_sheet,
            also=_judged,
            effect=_failed_with,
            needs_note=True,
            note_label="不通过的原因",
            style="danger",
            sentence="{actor}判定“{target}”不通过",
        ),
    },
)


def _no_number(change: ChangeRequest) -> list[str]:
    return [] if change.approval_number else ["请填写批复文号"]


def _over(change: ChangeRequest) -> list[str]:
    reasons = _no_number(change)
    if change.application.status not in access.RUNNING:
        reasons.append("项目已经不在建设期")
    closing = course.closing_report(change.application)
    if change.kind == ChangeKind.EXTENSION and (not closing or closing.status not in course.OPEN):
        reasons.append("结项报告已经提交，不用再延期")
    return reasons


def _answered(change: ChangeRequest, by: User) -> dict[str, Any]:
    return {
        "decided_by": by,
        "decided_at": timezone.now(),
        "approval_number": change.approval_number,
        "reply": change.reply,
    }


def _granted_now(change: ChangeRequest, by: User, note: str) -> None:
    application = change.application
    if change.kind == ChangeKind.TERMINATION:
        application_flow.perform(application, "terminate", by=by, note=change.reason)
    elif change.kind == ChangeKind.EXTENSION and change.new_due_on:
        acts.postpone(application, change.new_due_on)
        if application.status == Status.BUILDING:
            application_flow.perform(application, "extend", by=by, note=change.approval_number)


change_flow = Workflow(
    "change",
    {
        "approve": Move(
            label="同意",
            sources=(ChangeStatus.REQUESTED,),
            target=ChangeStatus.APPROVED,
            allowed=access.can_answer,
            blockers=_over,
            also=_answered,
            effect=_granted_now,
            sentence="{actor}同意了“{target}”",
        ),
        "refuse": Move(
            label="不同意",
            sources=(ChangeStatus.REQUESTED,),
            target=ChangeStatus.REFUSED,
            allowed=access.can_answer,
            blockers=_no_number,
            also=_answered,
            sentence="{actor}没有同意“{target}”",
        ),
    },
)
