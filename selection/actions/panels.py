"""The sheets of a batch's experts as the scoring engine wants them, stage by stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from django.db.models import Prefetch, QuerySet

from kit.prepared import Prepared, given_all
from selection import scoring
from selection.access.conflicts import Pairs, between
from selection.choices import AssignmentStatus, BatchStatus, IndicatorKind, StageForm
from selection.models import (
    Application,
    Assignment,
    Batch,
    Expert,
    Indicator,
    PaperEntry,
    ReviewStage,
)
from selection.models.review import scores_of_locked

UNFINISHED = (AssignmentStatus.ASSIGNED, AssignmentStatus.DECLARED)
# Until the review ends the registers speak; from then on only what is on record, so that a tie
# signed next year does not rewrite a result of today.
WATCHED = (BatchStatus.OPEN, BatchStatus.CHECKING, BatchStatus.REVIEWING)
Naming: TypeAlias = Callable[[Expert, int], str]


def with_names(expert: Expert, number: int) -> str:
    return str(expert)


def without_names(expert: Expert, number: int) -> str:
    return f"专家{number}"


class Seat(NamedTuple):
    """What of an assignment decides whether its sheet counts; a batch has thousands."""

    pk: int
    application_id: int
    stage_id: int
    expert: Expert
    status: str
    recusal_reason: str
    override_reason: str
    locked_at: datetime | None  # when the sheet was handed in


@dataclass(frozen=True)
class StageOutcome:
    """One stage of one application: its leaves, the sheets handed in, and what they come to."""

    stage: ReviewStage
    leaves: tuple[Indicator, ...]
    result: scoring.StageResult
    seats: dict[str, Seat]  # by the label of the sheet
    papers: Mapping[int, Sequence[PaperEntry]]  # by assignment
    is_outside: bool = False  # the stage is a defence whose draw left this application out

    @property
    def sheets(self) -> tuple[scoring.Sheet, ...]:
        """Counted ones first, then the excluded ones, each in order of label."""
        return (*self.result.valid, *self.result.excluded)

    @property
    def lack(self) -> str:
        """Why the stage has no score; empty when it has one."""
        if self.is_outside:
            return f"没有进入{self.stage.name}。"
        return scoring.explain_stage(self.result) if self.result.mean is None else ""

    @property
    def waiting(self) -> list[Seat]:
        """Sheets still to come."""
        return [seat for seat in self.seats.values() if seat.status in UNFINISHED]


@dataclass(frozen=True)
class Asked:
    """Everything that was asked of experts about some applications, and what came back."""

    seats: defaultdict[int, list[Seat]]  # by application
    scores: dict[int, dict[str, Decimal]]  # of locked sheets: by assignment, then by leaf
    papers: defaultdict[int, list[PaperEntry]]  # by assignment


def stages_of(batch: Batch) -> list[ReviewStage]:
    leaves = Indicator.objects.filter(kind=IndicatorKind.LEAF).select_related("parent")
    return list(
        batch.review_stages.select_related("rubric").prefetch_related(
            Prefetch("rubric__indicators", leaves, to_attr="printed_leaves")
        )
    )


@dataclass(frozen=True)
class Panel:
    stage: ReviewStage

    @cached_property
    def drawn(self) -> set[int]:
        """Applications that come to a defence; empty before the draw, and for other stages."""
        if self.stage.form != StageForm.DEFENCE:
            return set()
        return set(self.stage.slots.values_list("application", flat=True))

    @cached_property
    def leaves(self) -> tuple[Indicator, ...]:
        return tuple(getattr(self.stage.rubric, "printed_leaves"))  # noqa: B009 - Prefetch(to_attr)

    @cached_property
    def rubric(self) -> scoring.Rubric:
        return scoring.Rubric(
            tuple(
                scoring.Leaf(key=str(leaf.pk), label=leaf.title, points=leaf.points, step=leaf.step)
                for leaf in self.leaves
            )
        )

    def judge(
        self,
        application: Application,
        asked: Asked,
        labels: dict[int, str],
        against: Pairs,
        rule: scoring.PanelRule,
        *,
        bluntly: bool = False,
    ) -> StageOutcome:
        """`bluntly`: 回避 without its reason, which would tell who the expert is."""
        seats = asked.seats[application.pk]
        mine = {labels[seat.pk]: seat for seat in seats if seat.stage_id == self.stage.pk}
        sheets = [
            _sheet(label, seat, asked.scores.get(seat.pk, {}), against, bluntly)
            for label, seat in mine.items()
        ]
        result = scoring.judge_stage(self.rubric, sheets, rule)
        is_outside = bool(self.drawn) and application.pk not in self.drawn
        return StageOutcome(self.stage, self.leaves, result, mine, asked.papers, is_outside)


def _sheet(
    label: str, seat: Seat, scores: dict[str, Decimal], against: Pairs, bluntly: bool
) -> scoring.Sheet:
    reason = excluded(seat, against)
    return scoring.Sheet(
        expert=label,
        scores=scores,
        excluded=reason.partition("：")[0] if bluntly else reason,
    )


def excluded(seat: Seat, against: Pairs) -> str:
    """Why a sheet does not count; empty when it does."""
    if seat.status == AssignmentStatus.RECUSED:
        return f"{'提交后回避' if seat.locked_at else '回避'}：{seat.recusal_reason}"
    if seat.status == AssignmentStatus.LATE:
        return "逾期未交"
    if seat.status in UNFINISHED:
        return "还没有提交"
    reasons = against.get((seat.application_id, seat.expert.pk), [])
    if reasons and not seat.override_reason:
        return f"提交后发现应回避：{'；'.join(map(str, reasons))}"
    return ""


def labels_of(seats: list[Seat], naming: Naming) -> dict[int, str]:
    """One label per assignment; two experts of one name are told apart by a number."""
    found: dict[int, str] = {}
    numbers: dict[int, int] = {}
    taken: dict[str, int] = {}
    for seat in seats:
        expert = seat.expert
        number = numbers.setdefault(expert.pk, len(numbers) + 1)
        label = naming(expert, number)
        owner = taken.setdefault(label, expert.pk)
        found[seat.pk] = label if owner == expert.pk else f"{label}（{number}）"
    return found


@Prepared
def assignments() -> Any:
    fields = ("pk", "application", "stage", "expert", "status", "recusal_reason")
    rows = Assignment.objects.filter(application__in=given_all("applications")).order_by("pk")
    return rows.values_list(*fields, "override_reason", "review__submitted_at")


@Prepared
def experts_by() -> QuerySet[Expert]:
    return Expert.objects.filter(pk__in=given_all("keys")).select_related("user").order_by()


@Prepared
def copies() -> QuerySet[PaperEntry]:
    rows = PaperEntry.objects.filter(assignment__application__in=given_all("applications"))
    return rows.select_related("entered_by", "settled_by")


def asked_of(applications: Sequence[Application]) -> Asked:
    keys = [application.pk for application in applications]
    found = assignments(applications=keys)
    experts = {one.pk: one for one in experts_by(keys=list({row[3] for row in found}))}
    seats: defaultdict[int, list[Seat]] = defaultdict(list)
    for pk, application, stage, expert, *rest in found:
        seats[application].append(Seat(pk, application, stage, experts[expert], *rest))
    papers: defaultdict[int, list[PaperEntry]] = defaultdict(list)
    for paper in copies(applications=keys):
        papers[paper.assignment_id].append(paper)
    return Asked(seats, scores_of_locked(applications), papers)


def seat_of(row: Assignment) -> Seat:
    """Of an assignment at hand, with its review."""
    locked = row.review.submitted_at if hasattr(row, "review") else None
    reasons = (row.recusal_reason, row.override_reason)
    return Seat(row.pk, row.application_id, row.stage_id, row.expert, row.status, *reasons, locked)


def against(batch: Batch, applications: Collection[Application], asked: Asked) -> Pairs:
    if batch.status not in WATCHED:
        return {}
    experts = {seat.expert.pk: seat.expert for rows in asked.seats.values() for seat in rows}
    return between(applications, list(experts.values()))
