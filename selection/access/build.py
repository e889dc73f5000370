"""Who builds a cultivation project, accepts its reports and answers what the school asks."""

from __future__ import annotations

from schools.access import is_leader_for, is_secretary_of, manages, works_at
from schools.models import User
from selection.choices import ApplicationStatus, BatchMode, ReportKind
from selection.models import Application, ChangeRequest, Report

RUNNING = (ApplicationStatus.BUILDING, ApplicationStatus.MIDTERM, ApplicationStatus.EXTENDED)
EDITS = "只有项目学校的填报员或书记能填写，而且要在建设期内。"
ASKS = "只有项目学校的书记能提出变更，而且要在建设期内。"
ANSWERS = "只有本区区级领导能批复变更。"
ACCEPTS = "只有本区工作人员或领导能验收报告。"
SIGNS = "只有项目学校的书记能签字提交报告。"
PROJECT_MOVES = {
    "extend": "只有本区区级领导能延长建设期。",
    "terminate": "只有本区区级领导能终止项目。",
}


def can_edit(user: User, application: Application) -> bool:
    return application.status in RUNNING and works_at(user, application.school)


def can_ask(user: User, application: Application) -> bool:
    return application.status in RUNNING and is_secretary_of(user, application.school)


def can_lead(user: User, application: Application) -> bool:
    return is_leader_for(user, application.batch.region)


def can_start(user: User, application: Application) -> bool:
    return application.batch.mode == BatchMode.CULTIVATION and can_lead(user, application)


def can_hand_in(user: User, application: Application) -> bool:
    return is_secretary_of(user, application.school)


def can_examine(user: User, application: Application) -> bool:
    return manages(user, application.batch.region)


def can_submit(user: User, report: Report) -> bool:
    return can_hand_in(user, report.application)


def can_accept(user: User, report: Report) -> bool:
    return can_examine(user, report.application)


def can_fail(user: User, report: Report) -> bool:
    """A mid-term report is sent back until it is right; only a closing one can fail."""
    return report.kind == ReportKind.CLOSING and can_accept(user, report)


def can_answer(user: User, change: ChangeRequest) -> bool:
    return can_lead(user, change.application)
