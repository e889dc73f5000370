"""Acts that move a whole list at once: the meeting's conclusions, and the announced results."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.access import decide as access
from selection.actions import wording
from selection.actions.decide import Verdict, record_meeting
from selection.actions.experts import release
from selection.actions.publish import award, closing_reasons, write_letters
from selection.choices import ApplicationStatus, BatchMode, BatchStatus, NoticeStatus
from selection.models import Announcement, Application, Batch, Meeting
from selection.workflow import application_flow, batch_flow
from selection.workflow.notices import notice_flow


@transaction.atomic
def apply_decisions(meeting: Meeting, *, by: User) -> int:
    """Let the conclusions of a meeting hold, all or none; returns how many."""
    batch = Batch.objects.select_for_update().select_related("region").get(pk=meeting.batch_id)
    if not access.can_decide(by, batch):
        raise PermissionDenied(access.DECIDES)
    if batch.status != BatchStatus.DECIDING:
        phase = batch.get_status_display()
        raise Refused(f"这个批次现在是“{phase}”，会议结论已经生效，或者还不能生效。")
    decisions = list(meeting.decisions.filter(applied_at=None).select_related("application"))
    waiting = set(
        batch.applications.in_state(ApplicationStatus.REVIEWED).values_list("pk", flat=True)
    )
    if not decisions or waiting != {decision.application_id for decision in decisions}:
        raise Refused("还有项目没有结论。请给每个项目选好结论，再一起生效。")
    meeting.decisions.update(applied_at=timezone.now())
    for decision in decisions:
        decision.application.batch = batch
        application_flow.perform(decision.application, "decide", by=by, note=decision.reason)
    audit.record(by, "meeting.apply", meeting, batch=str(batch), count=len(decisions))
    return len(decisions)


@transaction.atomic
def conclude(
    *, batch: Batch, meeting: Meeting, verdicts: Mapping[int, Verdict], by: User, seen: str
) -> int:
    """Keep the record and let it hold at once: nobody's record can come in between."""
    return apply_decisions(
        record_meeting(batch=batch, meeting=meeting, verdicts=verdicts, by=by, seen=seen), by=by
    )


@transaction.atomic
def announce(announcement: Announcement, *, by: User) -> Announcement:
    """Publish the results of a batch, once: applications, results on the brands, letters."""
    batch = Batch.objects.select_for_update().select_related("region").get(pk=announcement.batch_id)
    if not access.can_decide(by, batch):
        raise PermissionDenied(access.ANNOUNCES)
    if reasons := closing_reasons(batch):
        raise Refused("；".join(reasons) + "。")
    if problems := wording.announcement_problems(announcement):
        raise Refused("；".join(problems) + "。")
    announcement.published_by = by
    announcement.save()
    for application in _undecided(batch):
        chosen = application.status == ApplicationStatus.NOTICED
        application.batch = batch
        application_flow.perform(application, "approve" if chosen else "decline", by=by)
    for notice in batch.notices.filter(status=NoticeStatus.RUNNING):
        notice_flow.perform(notice, "end", by=by)
    award(announcement=announcement, by=by)
    write_letters(announcement=announcement, by=by)
    batch_flow.perform(batch, "publish", by=by, note=announcement.document_number)
    _start_building(batch, by)
    release(batch, by)
    return announcement


def _start_building(batch: Batch, by: User) -> None:
    """A cultivation batch does not end with its list: every chosen project starts to build."""
    if batch.mode == BatchMode.CULTIVATION:
        for application in batch.applications.in_state(ApplicationStatus.APPROVED):
            application.batch = batch
            application_flow.perform(application, "start_building", by=by)


def _undecided(batch: Batch) -> list[Application]:
    """On the list or left off it; those an upheld objection took out are settled already."""
    states = (ApplicationStatus.DECIDED, ApplicationStatus.NOTICED, ApplicationStatus.SUSPENDED)
    return list(batch.applications.in_state(*states))
