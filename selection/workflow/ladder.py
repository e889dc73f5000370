"""Recommending upwards, in order: each act holds the row of the higher batch while it counts."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.access import ladder as access
from selection.actions import ladder
from selection.choices import ApplicationStatus
from selection.models import Application, Batch, Recommendation
from selection.workflow import application_flow

OVERTAKEN = "推荐名单刚被别人改过，现在是最新的，请看过再调整。"


@transaction.atomic
def recommend(*, application: Application, batch: Batch, by: User) -> Recommendation:
    """Put a published result at the end of the region's list; its application above is made."""
    region = application.batch.region
    if not access.recommends_for(by, region):
        raise PermissionDenied(access.RECOMMENDS)
    locked = _hold(batch)
    if reasons := ladder.obstacles(locked, application):
        raise Refused("".join(reasons))
    made = ladder.carry(application, locked)
    row = Recommendation.objects.create(
        application=application,
        batch=locked,
        order=ladder.next_place(locked, region),
        made=made,
        recommended_by=by,
    )
    application_flow.perform(made, "recommend", by=by)
    if not locked.signs_recommended:
        application_flow.perform(made, "carry_up", by=by)
    audit.record(by, "recommendation.make", row, batch=str(locked), place=row.order)
    return row


@transaction.atomic
def place(row: Recommendation, to: int, *, seen: str, by: User) -> None:
    """Move to position `to`; the others make room."""
    rows = _own(row, by)
    if ladder.state_of(rows) != seen:
        raise Refused(OVERTAKEN)
    _require_open(row)
    mine = next((one for one in rows if one.pk == row.pk), None)
    if mine is None:
        raise Refused(OVERTAKEN)
    rest = [one for one in rows if one.pk != row.pk]
    to = min(max(to, 1), len(rows))
    if to == mine.order:
        return
    ladder.renumber([*rest[: to - 1], mine, *rest[to - 1 :]])
    audit.record(by, "recommendation.place", mine, batch=str(row.batch), place=to)


@transaction.atomic
def withdraw(row: Recommendation, *, note: str, by: User) -> None:
    """Take it off the list before the deadline; the application above goes with it."""
    rows = _own(row, by)
    mine = next((one for one in rows if one.pk == row.pk), None)
    if mine is None:
        raise Refused(OVERTAKEN)
    if mine.made.status == ApplicationStatus.WITHDRAWN:  # the school was faster
        _require_open(row)
    else:
        application_flow.perform(mine.made, "take_back_recommendation", by=by, note=note)
    target, name = mine.application, str(mine.batch)
    Recommendation.objects.filter(pk=mine.pk).delete()
    ladder.renumber([one for one in rows if one.pk != mine.pk])
    audit.record(by, "recommendation.withdraw", target, batch=name, note=note.strip())


def _hold(batch: Batch) -> Batch:
    rows = Batch.objects.select_for_update(of=("self",)).select_related("region")
    return rows.get(pk=batch.pk)


def _own(row: Recommendation, by: User) -> list[Recommendation]:
    """The region's list as it stands under the lock."""
    region = row.application.batch.region
    if not access.recommends_for(by, region):
        raise PermissionDenied(access.RECOMMENDS)
    return list(ladder.recommended(_hold(row.batch), region))


def _require_open(row: Recommendation) -> None:
    if not row.batch.is_taking_applications():
        raise Refused("申报已经截止，推荐名单不能再改。")
