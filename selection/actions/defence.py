"""Who comes to a defence, the draw of its order, and its panel.

As districts do it: all come, or a short list by the score of the stages before. The order is drawn
by a seed that the computer picks and prints; whoever has the seed can work the order out again.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.access.conflicts import between
from selection.actions.panels import UNFINISHED
from selection.actions.results import Outcome, outcomes
from selection.choices import AssignmentStatus, BatchStatus, StageForm
from selection.models import (
    Application,
    Assignment,
    Batch,
    Defence,
    DefenceSlot,
    Expert,
    ReviewStage,
)
from selection.models.defence import lot
from selection.scoring.figures import rounded, total

audit.register(
    {
        "defence.plan": "{actor}保存了“{target}”的安排",
        "defence.draw": "{actor}为“{target}”抽签，{count} 项，种子 {seed}",
        "defence.redraw": "{actor}为“{target}”重新抽签，{count} 项，种子 {seed}：{reason}",
        "defence.panel": "{actor}请原评审专家参加“{target}”，新分派 {count} 份",
    }
)


@dataclass(frozen=True)
class Finalist:
    """An application that may come, with its score of the stages before (None: there are none)."""

    application: Application
    score: Decimal | None


def finalists(stage: ReviewStage, places: int | None) -> list[Finalist]:
    """Best first; whoever ties with the last place comes too. Vetoed ones stay away."""
    found = [
        Finalist(one.application, _before(one, stage))
        for one in outcomes(stage.batch)
        if not (one.settled and one.settled.vetoes)
    ]
    if not _earlier(stage):
        return found
    scored = [one for one in found if one.score is not None]
    scored.sort(key=lambda one: (-(one.score or 0), one.application.number or 0))
    if places is None or places >= len(scored):
        return scored
    last = scored[places - 1].score or 0
    return [one for one in scored if (one.score or 0) >= last]


def _earlier(stage: ReviewStage) -> list[ReviewStage]:
    return [one for one in stage.batch.review_stages.all() if _comes_before(one, stage)]


def _comes_before(one: ReviewStage, stage: ReviewStage) -> bool:
    return (one.order, one.pk) < (stage.order, stage.pk)


def _before(outcome: Outcome, stage: ReviewStage) -> Decimal | None:
    """The stages before, by their weights; None when one of them has no score."""
    parts = [s for s in outcome.stages if _comes_before(s.stage, stage)]
    if not parts or any(part.result.mean is None for part in parts):
        return None
    weights = total(Decimal(part.stage.weight) for part in parts)
    sums = total(Decimal(part.stage.weight) * (part.result.mean or 0) for part in parts)
    return rounded(sums, weights)


def gaps(defence: Defence) -> list[str]:
    """What stands against the draw now."""
    stage = defence.stage
    if stage.batch.status != BatchStatus.REVIEWING:
        return [f"批次现在是“{stage.batch.get_status_display()}”，评审开始以后才能抽签"]
    reasons = []
    for one in _earlier(stage):
        left = Assignment.objects.filter(stage=one, status__in=UNFINISHED).count()
        if left:
            reasons.append(f"{one}还有 {left} 份评分没有交，请先催交，或登记逾期、回避")
    if not reasons and not finalists(stage, defence.places):
        reasons.append("还没有能进入答辩的项目，前面环节都没有出分")
    if has_scores(stage):
        reasons.append("已经有专家打分，不能再抽签")
    return reasons


def has_scores(stage: ReviewStage) -> bool:
    rows = stage.assignments.all()
    return rows.exclude(review=None).exists() or rows.exclude(paper_entries=None).exists()


@transaction.atomic
def plan(*, defence: Defence, by: User) -> Defence:
    """Keep place and clock; start times of an order already drawn follow."""
    defence.save()
    for slot in defence.stage.slots.all():
        slot.starts_at = defence.begins(slot.order)
        slot.save(update_fields=["starts_at"])
    audit.record(by, "defence.plan", defence)
    return defence


@transaction.atomic
def draw(*, defence: Defence, by: User, reason: str = "", seed: str = "") -> list[DefenceSlot]:
    """Draw the order, once; a second time only with a reason and before the first score."""
    defence = Defence.objects.select_for_update().get(pk=defence.pk)
    is_again = defence.drawn_at is not None
    if is_again and not reason.strip():
        raise Refused("已经抽过签。重新抽签要写明理由。")
    if problems := gaps(defence):
        raise Refused("；".join(problems) + "。")
    defence.seed = seed or f"{secrets.randbelow(10**8):08d}"
    defence.drawn_at, defence.drawn_by = timezone.now(), by
    defence.save()
    stage = defence.stage
    chosen = [one.application for one in finalists(stage, defence.places)]
    chosen.sort(key=lambda application: lot(defence.seed, application))
    stage.slots.all().delete()
    slots = DefenceSlot.objects.bulk_create(
        DefenceSlot(stage=stage, application=one, order=number, starts_at=defence.begins(number))
        for number, one in enumerate(chosen, start=1)
    )
    stage.assignments.exclude(application__in=chosen).delete()
    for slot in slots:
        stage.assignments.filter(application=slot.application).update(order=slot.order)
    told: dict[str, Any] = {"count": len(slots), "seed": defence.seed}
    order = [slot.application.code for slot in slots]
    if is_again:
        audit.record(by, "defence.redraw", defence, order=order, reason=reason.strip(), **told)
    else:
        audit.record(by, "defence.draw", defence, order=order, **told)
    return slots


@dataclass(frozen=True)
class Seated:
    count: int
    kept_away: list[str]


@transaction.atomic
def seat_panel(*, stage: ReviewStage, by: User) -> Seated:
    """Ask for each project whoever scored it before; conflicts are looked up anew.

    A declaration made for the project holds for its defence too. Load limits are for reading at
    home and do not count here: the panel sits together for one day.
    """
    if stage.batch.status != BatchStatus.REVIEWING:
        raise Refused("这个批次现在不在专家评审阶段，不能分派专家。")
    order = dict(stage.slots.values_list("application", "order"))
    if not order:
        raise Refused("请先抽签，再请专家。")
    rows = _sat_before(stage, order)
    if not rows:
        raise Refused("前面没有环节交过评分，请用“自动分派”或逐项选专家。")
    away = _kept_away(rows)
    asked = set(stage.assignments.values_list("application", "expert"))
    fresh = [pair for pair in rows if pair not in asked]
    Assignment.objects.bulk_create(
        _seat(rows[pair], stage, order[pair[0]], by) for pair in fresh if pair not in away
    )
    told = [
        f"{rows[p].expert}（{rows[p].application.code}）：{away[p]}" for p in fresh if p in away
    ]
    audit.record(by, "defence.panel", stage, count=len(fresh) - len(told))
    return Seated(len(fresh) - len(told), told)


Pair: TypeAlias = tuple[int, int]


def _sat_before(stage: ReviewStage, applications: Iterable[int]) -> dict[Pair, Assignment]:
    """Sheets handed in for these applications in earlier stages, one for each expert."""
    rows = Assignment.objects.filter(
        stage__in=_earlier(stage),
        application__in=list(applications),
        status=AssignmentStatus.SUBMITTED,
    ).select_related("expert__user", "application")
    return {(row.application_id, row.expert_id): row for row in rows.order_by("-pk")}


def _kept_away(rows: dict[Pair, Assignment]) -> dict[Pair, str]:
    against = between(
        list({row.application_id: row.application for row in rows.values()}.values()),
        list({row.expert_id: row.expert for row in rows.values()}.values()),
    )
    here = set(Expert.objects.available().values_list("pk", flat=True))
    found = {p: "；".join(map(str, against[p])) for p in against if p in rows}
    found = {p: why for p, why in found.items() if not rows[p].override_reason}
    gone = dict.fromkeys((p for p in rows if p[1] not in here), "已不在专家库里，或过了可用日期")
    return found | gone


def _seat(row: Assignment, stage: ReviewStage, order: int, by: User) -> Assignment:
    declared = row.declared_at
    return Assignment(
        stage=stage,
        application=row.application,
        expert=row.expert,
        status=AssignmentStatus.DECLARED if declared else AssignmentStatus.ASSIGNED,
        declared_at=declared,
        override_reason=row.override_reason,
        assigned_by=by,
        order=order,
    )


def undrawn(batch: Batch) -> list[str]:
    """Defences that have not been drawn hold the end of the review back."""
    rows = batch.review_stages.filter(form=StageForm.DEFENCE, slots=None)
    return [f"{stage}还没有抽签" for stage in rows]
