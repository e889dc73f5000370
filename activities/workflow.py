"""How activities and coverage become public, and how joint activities are confirmed."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from activities.access import can_answer, is_author
from activities.actions.joint import fold
from activities.choices import Confirmation
from activities.models import Activity, Coverage, Participation
from kit import wording
from kit.publication import Scope, publication_moves
from kit.workflow import Move, Workflow
from schools.access import can_check_final, can_check_first, can_check_second
from schools.actions.telling import telling
from schools.models import User


def missing(activity: Activity) -> list[str]:
    """What the activity itself lacks, and words for the pictures everybody will see."""
    silent = [p for p in activity.photos.all() if p.may_be_public and not p.alt.strip()]
    if activity.scope != Scope.PUBLIC or not silent:
        return activity.missing()
    return [*activity.missing(), f"还有 {len(silent)} 张照片没有写说明"]


def texts(activity: Activity) -> list[tuple[str, str]]:
    """Everything of an activity the public reads; the minutes are not among it."""
    own = ("title", "place", "story", "story_source", "story_author")
    found = wording.labelled(activity, *own, "donated_goods", "donation_purpose")
    shown = [photo for photo in activity.photos.all() if photo.may_be_public]
    found += [(f"第 {n} 张照片的说明", photo.alt) for n, photo in enumerate(shown, start=1)]
    return found + [(f"数据：{row.label}", row.label) for row in activity.figures.all()]


def coverage_texts(coverage: Coverage) -> list[tuple[str, str]]:
    return wording.labelled(coverage, "title", "column")


def _answered(participation: Participation, by: User) -> dict[str, Any]:
    return {"answered_by": by, "answered_at": timezone.now()}


activity_flow = Workflow(
    "activity",
    telling(
        publication_moves(
            can_check_first,
            can_check_second,
            can_check_final,
            blockers=missing,
            edit=is_author,
            texts=texts,
        ),
        "活动",
        queue="office:activities:list",
        page="office:activities:detail",
    ),
)
coverage_flow = Workflow(
    "coverage",
    telling(
        publication_moves(
            can_check_first, can_check_second, can_check_final, edit=is_author, texts=coverage_texts
        ),
        "媒体报道",
        queue="office:activities:coverage_list",
        page="office:activities:coverage_detail",
    ),
)
participation_flow = Workflow(
    "participation",
    {
        "confirm": Move(
            label="确认参加",
            sources=(Confirmation.WAITING, Confirmation.DECLINED),
            target=Confirmation.CONFIRMED,
            allowed=can_answer,
            also=_answered,
            style="primary",
            sentence="{actor}代表“{target}”确认参加了联合活动",
        ),
        "decline": Move(
            label="不是我们参加的",
            sources=(Confirmation.WAITING, Confirmation.CONFIRMED),
            target=Confirmation.DECLINED,
            allowed=can_answer,
            also=_answered,
            confirm="确认后，这个活动不计入你校的台账。",
            sentence="{actor}代表“{target}”答复没有参加联合活动",
        ),
    },
    field="state",
)


@transaction.atomic
def confirm_as_one(*, own: Activity, row: Participation, by: User) -> None:
    """A school took part in the joint activity of `row`, and had written it down as `own` too."""
    if row.state != Confirmation.CONFIRMED:
        participation_flow.perform(row, "confirm", by=by)
    fold(own=own, row=row, by=by)
