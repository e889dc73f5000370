"""Who runs batches, keeps the pool of experts, assigns, scores, and reads the sheets."""

from __future__ import annotations

from schools import access
from schools.choices import REGION_ROLES
from schools.models import User
from selection.choices import AssignmentStatus, StageForm
from selection.models import Application, Assignment, Batch, Expert, ReviewStage

RUNS = "只有本地区的工作人员或领导能办理批次。"
LEADS = "只有本地区的领导能做这一步。"
MINE = "只有分到这个项目的专家本人能评分。"
DECLARES = "请先声明有没有利害关系，声明以后才能看申报材料。"
AWAY = "你已经回避这个项目，不能再看它的材料。"
POOL = "只有本地区的工作人员或领导能管理专家库。"
SHEETS = "只有组织评审的工作人员和领导能看评分汇总。"
# What a page without the right says, by move.
BATCH_SAID = {
    "open": "只有本地区的领导能开放申报。",
    "close": RUNS,
    "unseal": RUNS,
    "reopen": "只有本地区的领导能重新开放申报。",
    "start_review": RUNS,
    "finish_review": RUNS,
    "resume_review": "只有本地区的领导能恢复评审。",
}
ASSIGNMENT_SAID = {
    "declare": "只有分到这个项目的专家本人能声明。",
    "recuse": "只有专家本人和本地区的工作人员能登记回避。",
    "submit": MINE,
    "take_paper": "只有本地区的工作人员或领导能录入纸质评分。",
    "mark_late": "只有本地区的工作人员或领导能登记逾期。",
    "allow_late": "只有本地区的领导能允许补交。",
    "reopen_score": "只有本地区的领导能退回重评。",
}
OPENED = (AssignmentStatus.DECLARED, AssignmentStatus.SUBMITTED, AssignmentStatus.LATE)


def can_run(user: User, batch: Batch) -> bool:
    """Settings, rubric, assignment: staff and leader of the batch's region."""
    return access.manages(user, batch.region)


def can_close(user: User, batch: Batch) -> bool:
    """A sealed batch closes by being opened, see `can_unseal`."""
    return can_run(user, batch) and not batch.is_sealed


def can_unseal(user: User, batch: Batch) -> bool:
    return can_run(user, batch) and batch.is_sealed


def can_lead(user: User, batch: Batch) -> bool:
    return access.is_leader_for(user, batch.region)


def is_office(user: User) -> bool:
    """Staff or leader of some region: new batches, the pool, their lists."""
    return user.has_role(*REGION_ROLES)


def can_keep(user: User, expert: Expert) -> bool:
    return access.manages(user, expert.region)


def is_mine(user: User, assignment: Assignment) -> bool:
    return assignment.expert.user_id == user.pk


def runs_assignment(user: User, assignment: Assignment) -> bool:
    return can_run(user, assignment.stage.batch)


def copies_paper(user: User, assignment: Assignment) -> bool:
    """Paper exists where experts sit together: at a defence or on the spot."""
    return assignment.stage.form != StageForm.MATERIAL and runs_assignment(user, assignment)


def can_time(user: User, stage: ReviewStage) -> bool:
    """The office, and the experts of the stage, one of whom is in the chair."""
    return can_run(user, stage.batch) or stage.assignments.filter(expert__user=user).exists()


def leads_assignment(user: User, assignment: Assignment) -> bool:
    return can_lead(user, assignment.stage.batch)


def can_recuse(user: User, assignment: Assignment) -> bool:
    return is_mine(user, assignment) or runs_assignment(user, assignment)


def closed_because(user: User, assignment: Assignment) -> str:
    """Why the material stays closed to this expert; empty when it is open."""
    if assignment.status == AssignmentStatus.ASSIGNED:
        return DECLARES
    return "" if assignment.status in OPENED else AWAY


def can_see_sheets(user: User, application: Application) -> bool:
    return can_run(user, application.batch)


def runs_application(user: User, application: Application) -> bool:
    return can_run(user, application.batch)
