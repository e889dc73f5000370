"""State machines of public notices and objections, and the suspension of a single item."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kit.workflow import Move, Refused, Workflow
from schools.models import User
from selection.access import decide as access
from selection.actions import wording
from selection.actions.readiness import blockers
from selection.choices import ApplicationStatus, NoticeStatus, ObjectionStatus
from selection.models import Application, NoticeItem, Objection, PublicNotice
from selection.workflow import application_flow, batch_flow


def _published(notice: PublicNotice, by: User) -> dict[str, Any]:
    return {"published_by": by, "published_at": timezone.now()}


def _put_up(notice: PublicNotice, by: User, note: str) -> None:
    """The batch and every listed application follow; the others wait for the announcement."""
    for application in _listed(notice):
        application_flow.perform(application, "give_notice", by=by)
    batch_flow.perform(notice.batch, "put_on_notice", by=by)


def _take_down(notice: PublicNotice, by: User, note: str) -> None:
    for application in _listed(notice):
        if application.status in (ApplicationStatus.NOTICED, ApplicationStatus.SUSPENDED):
            application_flow.perform(application, "take_back", by=by, note=note)
    batch_flow.perform(notice.batch, "take_back_notice", by=by, note=note)


def _listed(notice: PublicNotice) -> list[Application]:
    items = notice.items.select_related("decision__application__batch__region")
    return [item.decision.application for item in items]


def _open_objections(notice: PublicNotice) -> list[str]:
    count = notice.objections.open().count()
    return [f"还有 {count} 件异议没有办结"] if count else []


def _still_running(notice: PublicNotice) -> list[str]:
    if notice.is_over:
        return []
    return [f"公示到 {notice.ends_on:%Y-%m-%d} 才结束"]


notice_flow = Workflow(
    "notice",
    {
        "publish": Move(
            label="发布公示",
            sources=(NoticeStatus.DRAFT,),
            target=NoticeStatus.RUNNING,
            allowed=access.can_publish_notice,
            blockers=blockers,
            also=_published,
            effect=_put_up,
            style="primary",
            confirm="发布后公众可见，不能再改名单；如需更正，须先撤回并说明原因。",
            sentence="{actor}发布了公示“{target}”",
        ),
        "withdraw": Move(
            label="撤回公示",
            sources=(NoticeStatus.RUNNING, NoticeStatus.ENDED),
            target=NoticeStatus.WITHDRAWN,
            allowed=access.can_publish_notice,
            blockers=_open_objections,
            effect=_take_down,
            needs_note=True,
            note_label="撤回原因",
            style="danger",
            confirm="撤回后公众看不到这份公示，项目回到会议结论，须重新公示。",
            sentence="{actor}撤回了公示“{target}”",
        ),
        "end": Move(
            label="结束公示",
            sources=(NoticeStatus.RUNNING,),
            target=NoticeStatus.ENDED,
            allowed=access.can_end_notice,
            blockers=_still_running,
            sentence="{actor}结束了公示“{target}”",
        ),
    },
)


def _closed(objection: Objection, by: User) -> dict[str, Any]:
    return {"answer": objection.answer, "closed_by": by, "closed_at": timezone.now()}


def _upheld(objection: Objection, by: User, note: str) -> None:
    if objection.item is not None:
        application = _application(objection.item)
        if application.status in (ApplicationStatus.NOTICED, ApplicationStatus.SUSPENDED):
            application_flow.perform(application, "decline", by=by)


def _dismissed(objection: Objection, by: User, note: str) -> None:
    """The item goes on, unless somebody else's objection to it is still open."""
    item = objection.item
    if item is None or not item.is_suspended or item.objections.open().exists():
        return
    application_flow.perform(_application(item), "resume", by=by)
    NoticeItem.objects.filter(pk=item.pk).update(is_suspended=False)


def _application(item: NoticeItem) -> Application:
    return Application.objects.select_related("batch__region").get(pk=item.decision.application_id)


objection_flow = Workflow(
    "objection",
    {
        "uphold": Move(
            label="异议成立",
            sources=(ObjectionStatus.OPEN,),
            target=ObjectionStatus.UPHELD,
            allowed=access.can_answer,
            blockers=wording.answer_problems,
            also=_closed,
            effect=_upheld,
            needs_note=True,
            note_label="处理结论",
            style="danger",
            confirm="办结后，所涉项目不再列入，不能再恢复。",
            sentence="{actor}办结了“{target}”：异议成立",
        ),
        "dismiss": Move(
            label="异议不成立",
            sources=(ObjectionStatus.OPEN,),
            target=ObjectionStatus.DISMISSED,
            allowed=access.can_answer,
            blockers=wording.answer_problems,
            also=_closed,
            effect=_dismissed,
            needs_note=True,
            note_label="处理结论",
            confirm="办结后，所涉项目恢复公示。",
            sentence="{actor}办结了“{target}”：异议不成立",
        ),
    },
)


@transaction.atomic
def suspend(objection: Objection, *, by: User) -> None:
    """Take an objection up: the item it concerns waits, all the others go on."""
    if not access.can_answer(by, objection):
        raise PermissionDenied(access.APPLICATION_MOVES["suspend"])
    item = objection.item
    if item is None:
        raise Refused("这件异议针对整个名单，没有可以单独暂缓的项目。")
    application_flow.perform(_application(item), "suspend", by=by)
    NoticeItem.objects.filter(pk=item.pk).update(is_suspended=True)
    item.is_suspended = True
