"""Moves of a batch up to the committee's table, of its applications in review, of assignments.

A review begins and ends for a whole batch: the moves of an application hold back until the batch
has made its own, so that a button elsewhere cannot start or end one alone.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from kit import audit
from kit.workflow import Move, Workflow
from selection.access import review as access
from selection.actions.assign import keep_away
from selection.actions.batches import gaps_before_opening, rubric_gaps
from selection.actions.review import gaps_in_sheet, lock, unlock
from selection.choices import ApplicationStatus as Status
from selection.choices import AssignmentStatus, BatchStatus, ConflictKind
from selection.models import Application, Assignment, Batch, Conflict

UNSETTLED = (Status.TO_SIGN, Status.SUBMITTED, Status.RETURNED)
UNFINISHED = (AssignmentStatus.ASSIGNED, AssignmentStatus.DECLARED)


def _batch_not_in(status: str, advice: str) -> Any:
    def reasons(application: Application) -> list[str]:
        return [] if application.batch.status == status else [advice]

    return reasons


review_moves: dict[str, Move] = {
    "begin_review": Move(
        label="开始评审",
        sources=(Status.PASSED,),
        target=Status.REVIEWING,
        allowed=access.runs_application,
        blockers=_batch_not_in(BatchStatus.REVIEWING, "请在批次页和其他项目一起开始评审"),
        sentence="{actor}开始评审“{target}”",
    ),
    "end_review": Move(
        label="结束评审",
        sources=(Status.REVIEWING,),
        target=Status.REVIEWED,
        allowed=access.runs_application,
        blockers=_batch_not_in(BatchStatus.DECIDING, "请在批次页和其他项目一起结束评审"),
        sentence="{actor}结束评审“{target}”",
    ),
    "resume_review": Move(
        label="恢复评审",
        sources=(Status.REVIEWED,),
        target=Status.REVIEWING,
        allowed=access.runs_application,
        blockers=_batch_not_in(BatchStatus.REVIEWING, "请在批次页和其他项目一起恢复评审"),
        sentence="{actor}恢复评审“{target}”",
    ),
}


def _open_applications(batch: Batch) -> list[str]:
    left = batch.applications.in_state(*UNSETTLED).count()
    reasons = [f"还有 {left} 项申报没有审完，请先审查或等学校补正"] if left else []
    if not batch.applications.in_state(Status.PASSED).exists():
        reasons.append("还没有通过形式审查的项目")
    return reasons + rubric_gaps(batch)


def _open_sheets(batch: Batch) -> list[str]:
    count = Assignment.objects.filter(stage__batch=batch, status__in=UNFINISHED).count()
    return [f"还有 {count} 份评分没有交，请催交，或在分派页登记逾期、回避"] if count else []


def _meeting_recorded(batch: Batch) -> list[str]:
    holds = batch.meetings.filter(decisions__applied_at__isnull=False).exists()
    return ["会议结论已经生效，不能再恢复评审"] if holds else []


def _still_sealed(batch: Batch) -> list[str]:
    if batch.closes_at <= timezone.now():
        return []
    return [f"密封申报，{_moment(batch.closes_at)} 截止后才能拆封，没有例外"]


def _already_unsealed(batch: Batch) -> list[str]:
    if batch.unsealed_at is None:
        return []
    return ["已经拆封，不能再收申报。个别学校确有原因的，请办理特许"]


def _move_each(batch: Batch, key: str, status: str, by: Any) -> None:
    from selection.workflow import application_flow  # noqa: PLC0415 - it is made of this table

    for application in batch.applications.in_state(status).for_lists():
        application.batch = batch
        application_flow.perform(application, key, by=by)


def _begin_each(batch: Batch, by: Any, note: str) -> None:
    _move_each(batch, "begin_review", Status.PASSED, by)


def _end_each(batch: Batch, by: Any, note: str) -> None:
    """What the registers say on this day goes on record; later ties change no result."""
    for assignment, reason in keep_away(batch):
        recuse(assignment, reason, by=by)
    _move_each(batch, "end_review", Status.REVIEWING, by)


def _resume_each(batch: Batch, by: Any, note: str) -> None:
    _move_each(batch, "resume_review", Status.REVIEWED, by)


batch_moves: dict[str, Move] = {
    "open": Move(
        label="开放申报",
        sources=(BatchStatus.DRAFT,),
        target=BatchStatus.OPEN,
        allowed=access.can_lead,
        blockers=gaps_before_opening,
        style="primary",
        confirm="开放后，学校能看到申报须知和评分表，到申报开始时间就能填报。",
        sentence="{actor}开放了“{target}”的申报",
    ),
    "close": Move(
        label="截止申报",
        sources=(BatchStatus.OPEN,),
        target=BatchStatus.CHECKING,
        allowed=access.can_close,
        style="primary",
        confirm="截止后，学校不能再提交和撤回；已退回的项目仍可补正。没到截止时间也会立即截止。",
        sentence="{actor}截止了“{target}”的申报",
    ),
    "unseal": Move(
        label="拆封，转入形式审查",
        sources=(BatchStatus.OPEN,),
        target=BatchStatus.CHECKING,
        allowed=access.can_unseal,
        blockers=_still_sealed,
        also=lambda batch, by: {"unsealed_at": timezone.now(), "unsealed_by": by},
        style="primary",
        confirm="拆封后，工作人员能看到全部申报，不能再封上。拆封人和时间记入操作记录。",
        sentence="{actor}拆封了“{target}”的申报",
    ),
    "reopen": Move(
        label="重新开放申报",
        sources=(BatchStatus.CHECKING,),
        target=BatchStatus.OPEN,
        allowed=access.can_lead,
        blockers=_already_unsealed,
        needs_note=True,
        note_label="重新开放的理由",
        sentence="{actor}重新开放了“{target}”的申报",
    ),
    "start_review": Move(
        label="开始专家评审",
        sources=(BatchStatus.CHECKING,),
        target=BatchStatus.REVIEWING,
        allowed=access.can_run,
        blockers=_open_applications,
        effect=_begin_each,
        style="primary",
        confirm="开始后，专家能看到分给自己的项目。分派可以继续补充。",
        sentence="{actor}开始了“{target}”的专家评审",
    ),
    "finish_review": Move(
        label="结束专家评审",
        sources=(BatchStatus.REVIEWING,),
        target=BatchStatus.DECIDING,
        allowed=access.can_run,
        blockers=_open_sheets,
        effect=_end_each,
        style="primary",
        confirm="结束后，评分不能再改，交工委会议研究。到今天为止查出应回避的，会登记为回避。",
        sentence="{actor}结束了“{target}”的专家评审",
    ),
    "resume_review": Move(
        label="恢复专家评审",
        sources=(BatchStatus.DECIDING,),
        target=BatchStatus.REVIEWING,
        allowed=access.can_lead,
        blockers=_meeting_recorded,
        effect=_resume_each,
        needs_note=True,
        note_label="恢复评审的理由",
        sentence="{actor}恢复了“{target}”的专家评审",
    ),
}


def _not_reviewing(assignment: Assignment) -> list[str]:
    status = assignment.stage.batch.status
    return [] if status == BatchStatus.REVIEWING else ["这个批次现在不在专家评审阶段"]


def _sheet_is_open(assignment: Assignment) -> list[str]:
    return _not_reviewing(assignment) + gaps_in_sheet(assignment)


def _not_due(assignment: Assignment) -> list[str]:
    until = assignment.stage.batch.review_until
    if until is None or until <= timezone.now():
        return _not_reviewing(assignment)
    return [f"评审截止时间是 {_moment(until)}，还没到"]


def _moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), "Y-m-d H:i")


def _remember(assignment: Assignment, by: Any, note: str) -> None:
    """The same expert is not offered this application again."""
    is_own = assignment.expert.user_id == by.pk
    Conflict.objects.get_or_create(
        application_id=assignment.application_id,
        expert_id=assignment.expert_id,
        kind=ConflictKind.DECLARED if is_own else ConflictKind.OTHER,
        defaults={"reason": assignment.recusal_reason, "told_by": by},
    )


def _keep_scores(assignment: Assignment, by: Any, note: str) -> None:
    """What was handed in stays readable in the audit log."""
    scores = unlock(assignment)
    audit.record(by, "assignment.scores_kept", assignment, scores=scores)


audit.register({"assignment.scores_kept": "{target}退回重评前的得分已存入记录"})
assignment_flow = Workflow(
    "assignment",
    {
        "declare": Move(
            label="声明没有利害关系",
            sources=(AssignmentStatus.ASSIGNED,),
            target=AssignmentStatus.DECLARED,
            allowed=access.is_mine,
            blockers=_not_reviewing,
            also=lambda assignment, by: {"declared_at": timezone.now()},
            sentence="{actor}声明与“{target}”没有利害关系",
        ),
        "recuse": Move(
            label="回避",
            sources=(*UNFINISHED, AssignmentStatus.SUBMITTED, AssignmentStatus.LATE),
            target=AssignmentStatus.RECUSED,
            allowed=access.can_recuse,
            also=lambda assignment, by: {"recusal_reason": assignment.recusal_reason},
            effect=_remember,
            needs_note=True,
            note_label="回避原因",
            sentence="{actor}登记“{target}”回避",
        ),
        "submit": Move(
            label="提交评分",
            sources=(AssignmentStatus.DECLARED,),
            target=AssignmentStatus.SUBMITTED,
            allowed=access.is_mine,
            blockers=_sheet_is_open,
            effect=lambda assignment, by, note: lock(assignment),
            style="primary",
            sentence="{actor}提交了“{target}”的评分",
        ),
        "mark_late": Move(
            label="登记逾期",
            sources=UNFINISHED,
            target=AssignmentStatus.LATE,
            allowed=access.runs_assignment,
            blockers=_not_due,
            confirm="登记后，这份评分不计入，专家也不能再提交。",
            sentence="{actor}把“{target}”登记为逾期未交",
        ),
        "allow_late": Move(
            label="允许补交",
            sources=(AssignmentStatus.LATE,),
            target=AssignmentStatus.ASSIGNED,
            allowed=access.leads_assignment,
            blockers=_not_reviewing,
            needs_note=True,
            note_label="允许补交的理由",
            sentence="{actor}允许“{target}”补交",
        ),
        "reopen_score": Move(
            label="退回重评",
            sources=(AssignmentStatus.SUBMITTED,),
            target=AssignmentStatus.DECLARED,
            allowed=access.leads_assignment,
            blockers=_not_reviewing,
            effect=_keep_scores,
            needs_note=True,
            note_label="退回重评的理由",
            sentence="{actor}把“{target}”的评分退回重评",
        ),
    },
)


def recuse(assignment: Assignment, reason: str, *, by: Any, seen: str | None = None) -> None:
    """Keep an expert away; what was handed in stays visible and uncounted.

    The reason stands on the row itself, in the same UPDATE as the status.
    """
    assignment.recusal_reason = reason.strip()[:200]
    assignment_flow.perform(assignment, "recuse", by=by, note=reason, seen=seen)
