"""Moves of applications in review and of assignments.

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
from selection.actions import news, paper
from selection.actions.review import gaps_in_sheet, lock, unlock
from selection.choices import ApplicationStatus as Status
from selection.choices import AssignmentStatus, BatchStatus, ConflictKind
from selection.models import Application, Assignment, Batch, Conflict

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


def _hold_batch(assignment: Assignment) -> None:
    """The end of the review waits for the sheet, or the sheet for the end of the review."""
    rows = Batch.objects.select_for_update(of=("self",)).select_related("region")
    assignment.stage.batch = rows.get(pk=assignment.stage.batch_id)


def _not_reviewing(assignment: Assignment) -> list[str]:
    status = assignment.stage.batch.status
    return [] if status == BatchStatus.REVIEWING else ["这个批次现在不在专家评审阶段"]


def _sheet_is_open(assignment: Assignment) -> list[str]:
    return _not_reviewing(assignment) + gaps_in_sheet(assignment)


def _not_due(assignment: Assignment) -> list[str]:
    until = assignment.stage.batch.review_until
    if until is None or until <= timezone.now():
        return _not_reviewing(assignment)
    return [f"评审截止时间是 {moment_text(until)}，还没到"]


def moment_text(value: datetime) -> str:
    return date_format(timezone.localtime(value), "Y-m-d H:i")


def _remember(assignment: Assignment, by: Any, note: str) -> None:
    """The same expert is not offered this application again, and keeps out of its other stages.

    Only a sheet for which the office has written why it counts all the same goes on.
    """
    is_own = assignment.expert.user_id == by.pk
    Conflict.objects.get_or_create(
        application_id=assignment.application_id,
        expert_id=assignment.expert_id,
        kind=ConflictKind.DECLARED if is_own else ConflictKind.OTHER,
        defaults={"reason": assignment.recusal_reason, "told_by": by},
    )
    others = Assignment.objects.filter(
        application=assignment.application_id, expert=assignment.expert_id, override_reason=""
    ).exclude(status=AssignmentStatus.RECUSED)
    if other := others.for_lists().select_related("stage__batch__region").first():
        recuse(other, assignment.recusal_reason, by=by)  # which goes on to the next


def _lock_own(assignment: Assignment, by: Any, note: str) -> None:
    """Handed in by the expert in person: a single copy made from paper is void."""
    assignment.paper_entries.all().delete()
    lock(assignment)


def _told(assignment: Assignment, by: Any, note: str) -> None:
    news.to_review(assignment.stage, [assignment.expert], by)


def _keep_scores(assignment: Assignment, by: Any, note: str) -> None:
    """What was handed in stays readable in the audit log."""
    scores = unlock(assignment)
    audit.record(by, "assignment.scores_kept", assignment, scores=scores)
    _told(assignment, by, note)


audit.register({"assignment.scores_kept": "{target}退回重评前的得分已存入记录"})
assignment_flow = Workflow(
    "assignment",
    {
        "declare": Move(
            label="声明没有利害关系",
            sources=(AssignmentStatus.ASSIGNED,),
            target=AssignmentStatus.DECLARED,
            allowed=access.is_mine,
            hold=_hold_batch,
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
            hold=_hold_batch,
            blockers=_sheet_is_open,
            effect=_lock_own,
            style="primary",
            sentence="{actor}提交了“{target}”的评分",
        ),
        "take_paper": Move(
            label="纸质评分计入",
            sources=UNFINISHED,
            target=AssignmentStatus.SUBMITTED,
            allowed=access.copies_paper,
            blockers=lambda assignment: _not_reviewing(assignment) + paper.gaps(assignment),
            effect=lambda assignment, by, note: lock(assignment),
            sentence="{actor}核对了“{target}”的纸质评分，两遍一致，计入",
        ),
        "mark_late": Move(
            label="登记逾期",
            sources=UNFINISHED,
            target=AssignmentStatus.LATE,
            allowed=access.runs_assignment,
            hold=_hold_batch,
            blockers=_not_due,
            confirm="登记后，这份评分不计入，专家也不能再提交。",
            sentence="{actor}把“{target}”登记为逾期未交",
        ),
        "allow_late": Move(
            label="允许补交",
            sources=(AssignmentStatus.LATE,),
            target=AssignmentStatus.ASSIGNED,
            allowed=access.leads_assignment,
            hold=_hold_batch,
            blockers=_not_reviewing,
            effect=_told,
            needs_note=True,
            note_label="允许补交的理由",
            sentence="{actor}允许“{target}”补交",
        ),
        "reopen_score": Move(
            label="退回重评",
            sources=(AssignmentStatus.SUBMITTED,),
            target=AssignmentStatus.DECLARED,
            allowed=access.leads_assignment,
            hold=_hold_batch,
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
