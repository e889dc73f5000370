"""Who may be asked to score an application, and asking them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.access.conflicts import Reason, between, conflicts
from selection.actions import news
from selection.actions.panels import UNFINISHED
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus, StageForm
from selection.models import Application, Assignment, Batch, Expert, ReviewStage
from selection.models.application import ApplicationQuerySet
from selection.models.expert import ExpertQuerySet

ASSIGNABLE = (ApplicationStatus.PASSED, ApplicationStatus.REVIEWING)
PHASES = (BatchStatus.OPEN, BatchStatus.CHECKING, BatchStatus.REVIEWING)
audit.register(
    {
        "assignment.assign": "{actor}把“{application}”分给{experts}",
        "assignment.override": "{actor}不按回避处理，把“{target}”照常分派：{reason}",
        "assignment.remove": "{actor}取消了“{target}”的分派",
    }
)


@dataclass(frozen=True)
class Candidate:
    """An expert of the pool as the picker shows them; `reasons` is empty for those it offers."""

    expert: Expert
    load: int
    is_familiar: bool
    reasons: list[Reason]

    @property
    def workplace(self) -> str:
        school = self.expert.school
        return self.expert.user.unit or (school.name if school else "") or "单位待补"

    @property
    def is_full(self) -> bool:
        return self.load >= self.expert.maximum_load


@dataclass(frozen=True)
class Choice:
    offered: list[Candidate]
    kept_away: list[Candidate]
    full: list[Candidate]


def taking_part(stage: ReviewStage) -> ApplicationQuerySet:
    """Applications that may be given out in a stage: to a defence come those drawn for it."""
    rows = stage.batch.applications.in_state(*ASSIGNABLE)
    return rows.filter(slots__stage=stage) if stage.form == StageForm.DEFENCE else rows


def may_be_given(application: Application, stage: ReviewStage) -> bool:
    if application.status not in ASSIGNABLE:
        return False
    return stage.form != StageForm.DEFENCE or stage.slots.filter(application=application).exists()


def candidates(application: Application, stage: ReviewStage) -> Choice:
    """The batch's pool without those already asked; familiar and least burdened first."""
    taken = Assignment.objects.filter(stage=stage, application=application).values("expert")
    people = list(
        pool(stage.batch)
        .exclude(pk__in=taken)
        .select_related("user", "school")
        .annotate(load=Count("assignments", filter=held_in(stage.batch)))
    )
    against = conflicts(application, people)
    found = [
        Candidate(
            expert=expert,
            load=getattr(expert, "load", 0),
            is_familiar=is_familiar(expert, application),
            reasons=against[expert.pk],
        )
        for expert in people
    ]
    found.sort(key=lambda one: (not one.is_familiar, one.load, one.expert.pk))
    return Choice(
        offered=[one for one in found if not one.reasons and not one.is_full],
        kept_away=[one for one in found if one.reasons],
        full=[one for one in found if one.is_full and not one.reasons],
    )


def is_familiar(expert: Expert, application: Application) -> bool:
    """Knows the stage of the school; nothing ticked means every stage."""
    return not expert.stages or application.school.stage in expert.stages


def held_in(batch: Batch) -> Q:
    """What counts as an expert's load in a batch, all its stages together."""
    return Q(assignments__stage__batch=batch) & ~Q(assignments__status=AssignmentStatus.RECUSED)


def pool(batch: Batch) -> ExpertQuerySet:
    """Experts of the batch's region and of those above and inside it, as far as available.

    Whoever was asked for one batch only is in no other one's.
    """
    codes = [batch.region.code[:n] for n in (2, 4, 6, 9, 12) if n <= len(batch.region.code)]
    inside = Q(region__code__startswith=batch.region.code) | Q(region__code__in=codes)
    everybody_or_own = Q(only_for=None) | Q(only_for=batch)
    return Expert.objects.available().filter(inside, everybody_or_own)


@transaction.atomic
def assign(
    *,
    application: Application,
    stage: ReviewStage,
    experts: Sequence[Expert],
    by: User,
    overrides: Mapping[int, str] | None = None,
) -> list[Assignment]:
    """Ask `experts`; `overrides` gives by expert why a conflict does not count.

    Raises Refused for a conflict without a reason, a full load, or an application not in review.
    """
    overrides = overrides or {}
    _require_open(application, stage)
    if not experts:
        raise Refused("请至少选一位专家。")
    against = conflicts(application, experts)
    for expert in experts:
        if against[expert.pk] and not overrides.get(expert.pk, "").strip():
            why = "；".join(map(str, against[expert.pk]))
            raise Refused(f"{expert}要回避（{why}）。确实要分派，请写明理由。")
    made = [
        _put(application, stage, expert, overrides.get(expert.pk, "").strip(), by)
        for expert in experts
    ]
    names = "、".join(str(expert) for expert in experts)
    audit.record(by, "assignment.assign", application, application=str(application), experts=names)
    news.to_review(stage, experts, by)
    return made


def _require_open(application: Application, stage: ReviewStage) -> None:
    fresh = Application.objects.select_for_update().get(pk=application.pk)
    if fresh.status not in ASSIGNABLE:
        raise Refused(f"这个项目现在是“{fresh.get_status_display()}”，不能分派专家。")
    if stage.batch_id != application.batch_id or stage.batch.status not in PHASES:
        raise Refused(f"批次现在是“{stage.batch.get_status_display()}”，不能分派专家。")
    if not may_be_given(fresh, stage):
        raise Refused(f"这个项目不在“{stage}”的名单里。请先到答辩安排页抽签。")


def _put(
    application: Application, stage: ReviewStage, expert: Expert, reason: str, by: User
) -> Assignment:
    held = Assignment.objects.filter(expert=expert, stage__batch=stage.batch_id)
    load = held.exclude(status=AssignmentStatus.RECUSED)
    if load.count() >= expert.maximum_load:
        raise Refused(f"{expert}已经分满 {expert.maximum_load} 项，请另选专家。")
    if held.filter(stage=stage, application=application).exists():
        raise Refused(f"{expert}已经分到这个项目，请刷新页面。")
    made = Assignment.objects.create(
        stage=stage,
        application=application,
        expert=expert,
        assigned_by=by,
        override_reason=reason[:200],
        order=application.number or 0,
    )
    if reason:
        audit.record(by, "assignment.override", made, reason=reason)
    return made


@transaction.atomic
def unassign(*, assignment: Assignment, by: User) -> None:
    """Take an assignment back that its expert has not opened yet."""
    fresh = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if fresh.status != AssignmentStatus.ASSIGNED or hasattr(fresh, "review"):
        raise Refused("专家已经开始评审，不能取消分派。需要换人，请登记回避。")
    audit.record(by, "assignment.remove", assignment)
    fresh.delete()


@transaction.atomic
def override(*, assignment: Assignment, reason: str, by: User) -> None:
    """Let a sheet count although a conflict has come up since, with the reason on record."""
    if not reason.strip():
        raise Refused("请写明照常计入的理由。")
    assignment.override_reason = reason.strip()[:200]
    assignment.save(update_fields=["override_reason"])
    audit.record(by, "assignment.override", assignment, reason=reason.strip())


def keep_away(batch: Batch) -> Iterator[tuple[Assignment, str]]:
    """Assignments against which a register speaks by now, with what it says."""
    rows = list(
        Assignment.objects.for_lists()
        .filter(stage__batch=batch, override_reason="")
        .exclude(status=AssignmentStatus.RECUSED)
    )
    against = between(
        list({row.application_id: row.application for row in rows}.values()),
        list({row.expert_id: row.expert for row in rows}.values()),
    )
    for row in rows:
        if reasons := against.get((row.application_id, row.expert_id)):
            yield row, "；".join(map(str, reasons))


def unfinished(batch: Batch) -> int:
    return Assignment.objects.filter(stage__batch=batch, status__in=UNFINISHED).count()
