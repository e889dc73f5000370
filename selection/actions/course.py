"""The course of a build period as it stands: dates, promises, changes granted, figures."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils import timezone

from selection.actions import facts
from selection.choices import ChangeKind, ChangeStatus, ReportKind, ReportStatus
from selection.models import Announcement, Application, ChangeRequest, Commitment, Report

OPEN = (ReportStatus.DRAFT, ReportStatus.RETURNED)


def last_day(text: str) -> date | None:
    """2027-06-30, or the end of what is named: 2027-06 and 2027; None for anything else."""
    try:
        known = [int(part) for part in text.split("-")]
        year, month, *day = [*known, 12] if len(known) == 1 else known
        return date(year, month, *(day or [monthrange(year, month)[1]]))
    except (TypeError, ValueError):
        return None


def span(application: Application) -> tuple[date, date]:
    """From the announcement until today, at most until the last closing date."""
    start = Announcement.objects.get(batch=application.batch_id).issued_on
    closing, today = closing_report(application), timezone.localdate()
    return start, min(today, closing.due_on) if closing and closing.due_on else today


def counted(application: Application) -> dict[str, Any]:
    return facts.count(application, span(application))


def closing_report(application: Application) -> Report | None:
    """The one that counts: a second acceptance comes after the first."""
    return application.reports.filter(kind=ReportKind.CLOSING).order_by("-round").first()


def is_accepted(application: Application, kind: str) -> bool:
    return application.reports.filter(kind=kind, status=ReportStatus.ACCEPTED).exists()


def granted(application: Application) -> list[ChangeRequest]:
    rows = application.change_requests.filter(status=ChangeStatus.APPROVED)
    return list(rows.select_related("commitment"))


def leader_of(application: Application) -> str:
    """Who answers for the project now: the last change that was granted, else the signed form."""
    changes = [row for row in granted(application) if row.kind == ChangeKind.LEADER]
    if changes:
        return changes[-1].new_value
    version = application.latest
    return str(version.content.get("brand", {}).get("leader", "")) if version else ""


@dataclass(frozen=True)
class Promise:
    """A promise beside what became of it; `changes` are those that were granted."""

    row: Commitment
    changes: list[ChangeRequest]

    @property
    def text(self) -> str:
        return self.changes[-1].new_value if self.changes else self.row.text

    @property
    def state(self) -> str:
        """done, late or now, as the course of the build period draws it."""
        return "done" if self.row.delivered_on else "late" if self.row.is_late else "now"

    @property
    def state_label(self) -> str:
        return {"done": "已完成", "late": "滞后", "now": "进行中"}[self.state]


@dataclass(frozen=True)
class Step:
    """One point of the course of the build period: a promise, a report, the beginning."""

    label: str
    day: date | None
    state: str = ""
    note: str = ""


def promise_rows(application: Application) -> list[dict[str, str]]:
    """The promises in plain values: what a page shows and what a report freezes."""
    return [
        {
            "text": promise.row.text,
            "changed_to": promise.text if promise.changes else "",
            "due_on": _iso(promise.row.due_on),
            "delivered": promise.row.delivered,
            "delivered_on": _iso(promise.row.delivered_on),
            "state": promise.state,
            "state_label": promise.state_label,
        }
        for promise in promises(application)
    ]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def course(application: Application) -> list[Step]:
    """Everything dated, in order, what has no day at the end; "now" is what comes next."""
    announced = Announcement.objects.get(batch=application.batch_id)
    start = announced.issued_on
    found = [Step("公布立项", start, "done", announced.document_number)]
    for promise in promises(application):
        row = promise.row
        note = f"{promise.state_label}，{row.delivered_on}" if row.delivered_on else ""
        found.append(Step(promise.text, row.due_on, promise.state, note or promise.state_label))
    found += [_report_step(report) for report in application.reports.all()]
    found.sort(key=lambda step: step.day or date.max)
    ahead = [number for number, step in enumerate(found) if step.state == "now"]
    return [
        replace(step, state="") if number in ahead[1:] else step
        for number, step in enumerate(found)
    ]


def _report_step(report: Report) -> Step:
    again = f"（第 {report.round} 次）" if report.round > 1 else ""
    if report.status == ReportStatus.ACCEPTED:
        state = "done"
    else:
        overdue = report.status in OPEN and report.due_on and report.due_on < timezone.localdate()
        state = "late" if overdue or report.status == ReportStatus.FAILED else "now"
    label = report.get_kind_display() + again
    waits = "还没有提交" if report.status == ReportStatus.DRAFT else report.get_status_display()
    return Step(label, report.due_on, state, waits)


def promises(application: Application) -> list[Promise]:
    changes = [row for row in granted(application) if row.commitment_id]
    return [
        Promise(row, [change for change in changes if change.commitment_id == row.pk])
        for row in application.commitments.select_related("milestone")
    ]
