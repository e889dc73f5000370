"""Moves of a project in its build period: it follows its reports and the answers it got."""

from __future__ import annotations

from kit.workflow import Move
from schools.models import User
from selection.access import build as access
from selection.actions import build as acts
from selection.actions import course
from selection.choices import ApplicationStatus as Status
from selection.choices import ChangeKind, ChangeStatus, ReportKind, ReportStatus
from selection.models import Application, Report


def _midterm_waits(application: Application) -> bool:
    rows = application.reports.filter(kind=ReportKind.MIDTERM, status=ReportStatus.SUBMITTED)
    return rows.exists()


def _no_midterm(application: Application) -> list[str]:
    return [] if _midterm_waits(application) else ["请先提交中期报告"]


def _midterm_open(application: Application) -> list[str]:
    return ["请先验收中期报告"] if _midterm_waits(application) else []


def _not_accepted(application: Application) -> list[str]:
    return [] if course.is_accepted(application, ReportKind.CLOSING) else ["结项报告还没有通过"]


def _granted(application: Application, kind: str) -> bool:
    rows = application.change_requests.filter(kind=kind, status=ChangeStatus.APPROVED)
    return rows.exists()


def _failed(application: Application) -> Report | None:
    report = course.closing_report(application)
    return report if report and report.status == ReportStatus.FAILED else None


def _no_extension(application: Application) -> list[str]:
    report = _failed(application)
    if report and report.round > 1:
        return ["第二次验收也没有通过，不能再延长"]
    if report or _granted(application, ChangeKind.EXTENSION):
        return []
    return ["结项没有通过，或者批复了延期，才能延长"]


def _no_ground(application: Application) -> list[str]:
    if _failed(application) or _granted(application, ChangeKind.TERMINATION):
        return []
    return ["结项没有通过，或者同意了学校的终止申请，才能终止"]


def _begin(application: Application, by: User, note: str) -> None:
    acts.begin(application)


def _extend(application: Application, by: User, note: str) -> None:
    acts.second_round(application)


def _close(application: Application, by: User, note: str) -> None:
    acts.crown(application)


def _terminate(application: Application, by: User, note: str) -> None:
    acts.strike(application, note.strip())


build_moves: dict[str, Move] = {
    "start_building": Move(
        label="进入建设期",
        sources=(Status.APPROVED,),
        target=Status.BUILDING,
        allowed=access.can_start,
        effect=_begin,
        sentence="“{target}”随{actor}公布结果进入建设期",
    ),
    "check_midterm": Move(
        label="进入中期检查",
        sources=(Status.BUILDING, Status.EXTENDED),
        target=Status.MIDTERM,
        allowed=access.can_hand_in,
        blockers=_no_midterm,
        sentence="“{target}”随{actor}提交中期报告进入中期检查",
    ),
    "go_on": Move(
        label="继续建设",
        sources=(Status.MIDTERM,),
        target=Status.BUILDING,
        allowed=access.can_examine,
        blockers=_midterm_open,
        sentence="{actor}看过中期报告，“{target}”继续建设",
    ),
    "close": Move(
        label="结项",
        sources=(Status.BUILDING, Status.EXTENDED),
        target=Status.CLOSED,
        allowed=access.can_examine,
        blockers=_not_accepted,
        effect=_close,
        sentence="{actor}通过结项报告，“{target}”结项",
    ),
    "extend": Move(
        label="延长建设期",
        sources=(Status.BUILDING, Status.EXTENDED),
        target=Status.EXTENDED,
        allowed=access.can_lead,
        blockers=_no_extension,
        effect=_extend,
        confirm="学校整改 6 个月，再交一次结项报告，由你们第二次验收。",
        sentence="{actor}延长了“{target}”的建设期",
    ),
    "terminate": Move(
        label="终止项目",
        sources=(Status.BUILDING, Status.MIDTERM, Status.EXTENDED),
        target=Status.TERMINATED,
        allowed=access.can_lead,
        blockers=_no_ground,
        effect=_terminate,
        needs_note=True,
        note_label="终止原因",
        style="danger",
        confirm="终止后不能恢复，品牌页面上的立项结果会注明撤销和原因。",
        sentence="{actor}终止了“{target}”",
    ),
}
