"""Moves of a batch up to the committee's table: open, close or unseal, review, finish."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from kit.workflow import Move
from selection.access import review as access
from selection.actions import news, permits
from selection.actions.assign import keep_away
from selection.actions.batches import gaps_before_opening, rubric_gaps
from selection.actions.defence import undrawn
from selection.choices import ApplicationStatus as Status
from selection.choices import BatchStatus
from selection.models import Assignment, Batch
from selection.workflow.review import UNFINISHED, moment_text, recuse

UNSETTLED = (Status.TO_SIGN, Status.SUBMITTED, Status.RETURNED)


def _open_applications(batch: Batch) -> list[str]:
    left = batch.applications.in_state(*UNSETTLED).count()
    reasons = [f"还有 {left} 项申报没有审完，请先审查或等学校补正"] if left else []
    if allowed := permits.unused(batch):
        reasons.append(f"还有 {allowed} 份特许没到期，请等学校申报，或先收回特许")
    if not batch.applications.in_state(Status.PASSED).exists():
        reasons.append("还没有通过形式审查的项目")
    return reasons + rubric_gaps(batch)


def _open_sheets(batch: Batch) -> list[str]:
    count = Assignment.objects.filter(stage__batch=batch, status__in=UNFINISHED).count()
    left = [f"还有 {count} 份评分没有交，请催交，或在分派页登记逾期、回避"] if count else []
    return [*left, *undrawn(batch)]


def _meeting_recorded(batch: Batch) -> list[str]:
    holds = batch.meetings.filter(decisions__applied_at__isnull=False).exists()
    return ["会议结论已经生效，不能再恢复评审"] if holds else []


def _still_sealed(batch: Batch) -> list[str]:
    if batch.closes_at <= timezone.now():
        return []
    return [f"密封申报，{moment_text(batch.closes_at)} 截止后才能拆封，没有例外"]


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
    for stage in batch.review_stages.all():
        stage.batch = batch
        rows = stage.assignments.filter(status__in=UNFINISHED).select_related("expert__user")
        news.to_review(stage, [row.expert for row in rows], by)


def _end_each(batch: Batch, by: Any, note: str) -> None:
    """What the registers say on this day goes on record; later ties change no result.

    Once for each expert and project: whoever steps back does so from every stage.
    """
    found = {(row.application_id, row.expert_id): (row, why) for row, why in keep_away(batch)}
    for assignment, reason in found.values():
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
        also=lambda batch, by: {"announced_at": timezone.now()},
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
