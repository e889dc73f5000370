"""The end of a batch: meeting, public notice with its objection, announced results."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from portal.demo.source import away, moment
from schools.models import User
from selection.actions.decide import Verdict, record_meeting, standings
from selection.actions.notices import draft_of, keep, last_day
from selection.actions.objections import receive
from selection.actions.publish import draft_of as draft_announcement
from selection.choices import Outcome
from selection.models import Announcement, Batch, Letter, Meeting, Objection, PublicNotice
from selection.workflow.notices import notice_flow, suspend
from selection.workflow.results import announce, apply_decisions


def notice(batch: Batch, plan: dict[str, Any], staff: User, leader: User) -> None:
    _meet(batch, plan, leader)
    row = draft_of(batch)
    row.ends_on = last_day(batch, row.starts_on)
    keep(notice=row, by=staff)
    notice_flow.perform(row, "publish", by=leader)
    _notice_then(row, plan)
    batch.refresh_from_db()
    if "objection" in plan:
        _object(row, plan["objection"], staff)


def announce_results(batch: Batch, plan: dict[str, Any], leader: User) -> None:
    announcement = draft_announcement(batch)
    announcement.issued_on = away(plan["announced"])
    announcement.document_number = f"演示〔{announcement.issued_on.year}〕{batch.number + 10} 号"
    announce(announcement, by=leader)
    then = moment(announcement.issued_on, 9, 30)
    Announcement.objects.filter(pk=announcement.pk).update(published_at=then)
    Letter.objects.filter(batch=batch).update(written_at=then + timedelta(minutes=5))
    batch.refresh_from_db()


def _meet(batch: Batch, plan: dict[str, Any], leader: User) -> None:
    """The meeting follows the ranking as far as there are places."""
    verdicts = {}
    for row in standings(batch):
        chosen = row.rank is not None and row.rank <= plan["chosen"]
        outcome = Outcome.SELECTED if chosen else Outcome.NOT_SELECTED
        verdicts[row.application.pk] = Verdict(str(row.application), row.rank, outcome)
    on = away(plan["meeting"])
    meeting = Meeting(
        held_on=on,
        document_number=f"演示纪要〔{on.year}〕{batch.number} 号",
        expected=7,
        present=6,
        votes_for=6,
        note="逐项研究，按评审得分确定名单。",
    )
    record_meeting(batch=batch, meeting=meeting, verdicts=verdicts, by=leader)
    apply_decisions(meeting, by=leader)


def _notice_then(notice: PublicNotice, plan: dict[str, Any]) -> None:
    """The notice ran some months ago; its period is counted by the same calendar."""
    starts = away(plan["notice"])
    PublicNotice.objects.filter(pk=notice.pk).update(
        starts_on=starts,
        ends_on=last_day(notice.batch, starts),
        published_at=moment(starts, 9),
    )


def _object(notice: PublicNotice, told: dict[str, str], staff: User) -> None:
    """Somebody writes in, and the row they mean waits while the office looks into it."""
    notice.refresh_from_db()
    item = notice.items.get(decision__application__school__name=told["school"])
    words = {key: told[key] for key in ("name", "unit", "phone", "text")}
    receive(Objection(notice=notice, item=item, **words))
    suspend(objection=notice.objections.get(), by=staff)
