"""Moves of decision and publication.

None of them stands alone: a list is decided, noticed and announced as a whole, and an objection
suspends. The blockers hold as long as the act that leads here has not happened, so that a button
elsewhere cannot pull one application out of its list.
"""

from __future__ import annotations

from typing import Any

from kit.workflow import Move
from selection.access import decide as access
from selection.actions import certificates, news
from selection.choices import STANDING, BatchStatus, NoticeStatus, ObjectionStatus, Outcome
from selection.choices import ApplicationStatus as Status
from selection.models import (
    Announcement,
    Application,
    Batch,
    Decision,
    NoticeItem,
    Objection,
    PublicNotice,
)

CHOSEN = (Outcome.SELECTED, Outcome.CULTIVATED)


def _not_applied(application: Application) -> list[str]:
    done = Decision.objects.filter(application=application, applied_at__isnull=False).exists()
    return [] if done else ["请在会议记录里写明结论，和其他项目一起生效"]


def _listed(application: Application, *states: str) -> bool:
    return NoticeItem.objects.filter(
        decision__application=application, notice__status__in=states
    ).exists()


def _not_on_notice(application: Application) -> list[str]:
    if not Decision.objects.filter(application=application, outcome__in=CHOSEN).exists():
        return ["会议没有把它列入名单"]
    runs = _listed(application, NoticeStatus.RUNNING)
    return [] if runs else ["请在“公示与异议”里发布公示名单"]


def _still_on_notice(application: Application) -> list[str]:
    stands = _listed(application, NoticeStatus.RUNNING, NoticeStatus.ENDED)
    return ["请在“公示与异议”里撤回整份公示"] if stands else []


def _objected(application: Application, status: str) -> bool:
    return Objection.objects.filter(item__decision__application=application, status=status).exists()


def _no_objection(application: Application) -> list[str]:
    return [] if _objected(application, ObjectionStatus.OPEN) else ["没有受理中的异议，不用暂缓"]


def _open_objection(application: Application) -> list[str]:
    return ["还有异议没有办结"] if _objected(application, ObjectionStatus.OPEN) else []


def _not_announced(application: Application) -> list[str]:
    done = Announcement.objects.filter(batch=application.batch_id).exists()
    return [] if done else ["请在“公布结果”里和整批一起公布"]


def _no_ground(application: Application) -> list[str]:
    if _objected(application, ObjectionStatus.UPHELD):
        return []
    return _not_announced(application)


def _no_running_notice(batch: Batch) -> list[str]:
    runs = PublicNotice.objects.filter(batch=batch, status=NoticeStatus.RUNNING).exists()
    return [] if runs else ["请在“公示与异议”里发布公示名单"]


def _items_on_notice(batch: Batch) -> list[str]:
    left = batch.applications.in_state(Status.NOTICED, Status.SUSPENDED).exists()
    return ["请在“公示与异议”里撤回公示"] if left else []


def _no_announcement(batch: Batch) -> list[str]:
    done = Announcement.objects.filter(batch=batch).exists()
    return [] if done else ["请在“公布结果”里写明文号和成文日期"]


def _revoke(application: Application, by: Any, note: str) -> None:
    certificates.revoke_result(application, note)


decide_moves: dict[str, Move] = {
    "decide": Move(
        label="会议结论生效",
        sources=(Status.REVIEWED,),
        target=Status.DECIDED,
        allowed=access.can_decide_on,
        blockers=_not_applied,
        sentence="{actor}使会议对“{target}”的结论生效",
    ),
    "give_notice": Move(
        label="列入公示",
        sources=(Status.DECIDED,),
        target=Status.NOTICED,
        allowed=access.can_decide_on,
        blockers=_not_on_notice,
        sentence="{actor}把“{target}”列入公示",
    ),
    "take_back": Move(
        label="随公示撤回",
        sources=(Status.NOTICED, Status.SUSPENDED),
        target=Status.DECIDED,
        allowed=access.can_decide_on,
        blockers=_still_on_notice,
        sentence="{actor}撤回公示，“{target}”回到会议结论",
    ),
    "suspend": Move(
        label="暂缓",
        sources=(Status.NOTICED,),
        target=Status.SUSPENDED,
        allowed=access.can_hold_up,
        blockers=_no_objection,
        sentence="{actor}因异议暂缓“{target}”",
    ),
    "resume": Move(
        label="恢复公示",
        sources=(Status.SUSPENDED,),
        target=Status.NOTICED,
        allowed=access.can_hold_up,
        blockers=_open_objection,
        sentence="{actor}办结异议，恢复公示“{target}”",
    ),
    "approve": Move(
        label="公布入选",
        sources=(Status.NOTICED,),
        target=Status.APPROVED,
        allowed=access.can_decide_on,
        blockers=_not_announced,
        effect=news.approved,
        sentence="{actor}公布“{target}”入选",
    ),
    "decline": Move(
        label="不入选",
        sources=(Status.DECIDED, Status.NOTICED, Status.SUSPENDED),
        target=Status.NOT_SELECTED,
        allowed=access.can_hold_up,
        blockers=_no_ground,
        effect=news.declined,
        sentence="{actor}确定“{target}”不入选",
    ),
    "revoke": Move(
        label="撤销结果",
        sources=STANDING,
        target=Status.REVOKED,
        allowed=access.can_decide_on,
        blockers=certificates.unannounced,
        effect=_revoke,
        needs_note=True,
        note_label="撤销原因",
        style="danger",
        confirm="撤销后，公开名单、品牌页面和证书核对都显示“已撤销”，不能恢复。",
        sentence="{actor}撤销了“{target}”的结果",
    ),
}
batch_result_moves: dict[str, Move] = {
    "put_on_notice": Move(
        label="进入公示",
        sources=(BatchStatus.DECIDING,),
        target=BatchStatus.NOTICED,
        allowed=access.can_decide,
        blockers=_no_running_notice,
        sentence="{actor}让“{target}”进入公示",
    ),
    "take_back_notice": Move(
        label="退回研究",
        sources=(BatchStatus.NOTICED,),
        target=BatchStatus.DECIDING,
        allowed=access.can_decide,
        blockers=_items_on_notice,
        sentence="{actor}撤回“{target}”的公示",
    ),
    "publish": Move(
        label="公布结果",
        sources=(BatchStatus.NOTICED,),
        target=BatchStatus.PUBLISHED,
        allowed=access.can_decide,
        blockers=_no_announcement,
        sentence="{actor}公布了“{target}”的结果",
    ),
    "archive": Move(
        label="归档",
        sources=(BatchStatus.PUBLISHED,),
        target=BatchStatus.ARCHIVED,
        allowed=access.can_decide,
        confirm="归档后，这个批次不再出现在待办里，公开页面照常可看。",
        sentence="{actor}归档了“{target}”",
    ),
}
