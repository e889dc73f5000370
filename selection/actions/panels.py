"""The sheets of a batch's experts as the scoring engine wants them, stage by stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from django.db.models import Prefetch

from selection import scoring
from selection.access.conflicts import Pairs, between
from selection.choices import AssignmentStatus, BatchStatus, IndicatorKind, StageForm
from selection.models import Application, Assignment, Batch, Indicator, PaperEntry, ReviewStage

UNFINISHED = (AssignmentStatus.ASSIGNED, AssignmentStatus.DECLARED)
# Until the review ends the registers speak; from then on only what is on record, so that a tie
# signed next year does not rewrite a result of today.
WATCHED = (BatchStatus.OPEN, BatchStatus.CHECKING, BatchStatus.REVIEWING)
Naming: TypeAlias = Callable[[Assignment, int], str]


def with_names(assignment: Assignment, number: int) -> str:
    return str(assignment.expert)


def without_names(assignment: Assignment, number: int) -> str:
    return f"专家{number}"


@dataclass(frozen=True)
class StageOutcome:
    """One stage of one application: its leaves, the sheets handed in, and what they come to."""

    stage: ReviewStage
    leaves: tuple[Indicator, ...]
    result: scoring.StageResult
    assignments: dict[str, Assignment]  # by the label of the sheet
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
    def waiting(self) -> list[Assignment]:
        """Sheets still to come."""
        return [a for a in self.assignments.values() if a.status in UNFINISHED]


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
        rows: list[Assignment],
        labels: dict[int, str],
        against: Pairs,
        rule: scoring.PanelRule,
        *,
        bluntly: bool = False,
    ) -> StageOutcome:
        """`bluntly`: 回避 without its reason, which would tell who the expert is."""
        mine = {labels[row.pk]: row for row in rows if row.stage_id == self.stage.pk}
        sheets = [_sheet(label, row, against, bluntly) for label, row in mine.items()]
        result = scoring.judge_stage(self.rubric, sheets, rule)
        is_outside = bool(self.drawn) and application.pk not in self.drawn
        return StageOutcome(self.stage, self.leaves, result, mine, is_outside)


def _sheet(label: str, row: Assignment, against: Pairs, bluntly: bool) -> scoring.Sheet:
    reason = excluded(row, against)
    review = getattr(row, "review", None)
    scores = review.scores.all() if review and review.is_locked else ()
    return scoring.Sheet(
        expert=label,
        scores={str(score.indicator_id): score.value for score in scores},
        excluded=reason.partition("：")[0] if bluntly else reason,
    )


def excluded(row: Assignment, against: Pairs) -> str:
    """Why a sheet does not count; empty when it does."""
    if row.status == AssignmentStatus.RECUSED:
        review = getattr(row, "review", None)
        word = "提交后回避" if review and review.is_locked else "回避"
        return f"{word}：{row.recusal_reason}"
    if row.status == AssignmentStatus.LATE:
        return "逾期未交"
    if row.status in UNFINISHED:
        return "还没有提交"
    reasons = against.get((row.application_id, row.expert_id), [])
    if reasons and not row.override_reason:
        return f"提交后发现应回避：{'；'.join(map(str, reasons))}"
    return ""


def labels_of(rows: list[Assignment], naming: Naming) -> dict[int, str]:
    """One label per assignment; two experts of one name are told apart by a number."""
    found: dict[int, str] = {}
    numbers: dict[int, int] = {}
    taken: dict[str, int] = {}
    for row in rows:
        number = numbers.setdefault(row.expert_id, len(numbers) + 1)
        label = naming(row, number)
        owner = taken.setdefault(label, row.expert_id)
        found[row.pk] = label if owner == row.expert_id else f"{label}（{number}）"
    return found


def _papers() -> Prefetch[str]:
    return Prefetch("paper_entries", PaperEntry.objects.select_related("entered_by", "settled_by"))


def assigned_to(applications: Sequence[Application]) -> defaultdict[int, list[Assignment]]:
    rows = (
        Assignment.objects.filter(application__in=applications)
        .select_related("expert__user", "review")
        .prefetch_related("review__scores", _papers())
        .order_by("pk")
    )
    found: defaultdict[int, list[Assignment]] = defaultdict(list)
    for row in rows:
        found[row.application_id].append(row)
    return found


def against(
    batch: Batch, applications: Collection[Application], assigned: dict[int, list[Assignment]]
) -> Pairs:
    if batch.status not in WATCHED:
        return {}
    experts = {row.expert_id: row.expert for rows in assigned.values() for row in rows}
    return between(applications, list(experts.values()))
