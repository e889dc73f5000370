"""From rows to results: which sheets count, what they come to, and who stands where.

`outcomes(batch)` reckons a whole batch, `outcome_of(application)` one application; both in a
constant number of queries and without writing anything. What an expert has not handed in stays
out of sight: such a sheet is listed as excluded, without its scores.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from kit.prepared import Prepared, given, given_all
from selection import scoring
from selection.actions.panels import (
    Naming,
    Panel,
    StageOutcome,
    against,
    asked_of,
    labels_of,
    stages_of,
    with_names,
    without_names,
)
from selection.choices import ApplicationStatus, IndicatorKind
from selection.models import Adjustment, Application, Batch, Decision, Indicator
from selection.models.application import ApplicationQuerySet

UNJUDGED = (
    ApplicationStatus.DRAFT,
    ApplicationStatus.TO_SIGN,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.RETURNED,
    ApplicationStatus.PASSED,
    ApplicationStatus.REJECTED,
    ApplicationStatus.WITHDRAWN,
)


@dataclass(frozen=True)
class Outcome:
    """Everything reckoned about one application; `problem` says why there is no reckoning.

    `place` is set by `outcomes`, for whoever is rankable; `settled` is None with a problem.
    """

    application: Application
    stages: tuple[StageOutcome, ...] = ()
    settled: scoring.Outcome | None = None
    problem: str = ""
    place: scoring.Place | None = None
    indicator: Decimal | None = None

    @property
    def score(self) -> Decimal | None:
        """The total that ranks: weighted stages plus bonus minus deductions."""
        return self.settled.total if self.settled else None

    @property
    def base(self) -> Decimal | None:
        return self.settled.base if self.settled else None

    @property
    def net(self) -> Decimal | None:
        """What grade thresholds look at: after deductions, without bonus."""
        return self.settled.net if self.settled else None

    @property
    def rank(self) -> int | None:
        return self.place.rank if self.place else None

    @property
    def spread(self) -> Decimal | None:
        """The widest of the stages."""
        return max(
            (s.result.spread for s in self.stages if s.result.spread is not None), default=None
        )

    @property
    def deviation(self) -> Decimal | None:
        known = (s.result.deviation for s in self.stages if s.result.deviation is not None)
        return max(known, default=None)

    @property
    def valid(self) -> int:
        return sum(len(stage.result.valid) for stage in self.stages)

    @property
    def excluded(self) -> int:
        return sum(len(stage.result.excluded) for stage in self.stages)

    @property
    def note(self) -> str:
        """One line for the meeting: how many sheets count, how far apart, what is amiss."""
        if self.problem:
            return self.problem
        counted = f"有效评分 {self.valid} 份"
        if self.excluded:
            counted += f"，不计入 {self.excluded} 份"
        return "；".join([counted, *(gap.rstrip("。") for gap in self.gaps)])

    @cached_property
    def gaps(self) -> list[str]:
        """Why there is no place in the ranking, or which sheets are still to come."""
        if self.problem:
            return [self.problem]
        told = [stage.lack for stage in self.stages if stage.lack]
        told += [
            f"{s.stage.name}还有 {len(s.waiting)} 份没有交。" for s in self.stages if s.waiting
        ]
        if self.settled and self.settled.vetoes:
            told.append(f"一票否决：{'、'.join(self.settled.vetoes)}。")
        return told


@Prepared
def judged() -> ApplicationQuerySet:
    rows = Application.objects.filter(batch=given("batch")).exclude(status__in=UNJUDGED)
    return rows.for_results().order_by("number", "pk")


@Prepared
def votes_cast() -> Any:
    """(application, votes)"""
    rows = Decision.objects.filter(application__batch=given("batch"), votes__isnull=False)
    return rows.order_by().values_list("application", "votes")


@Prepared
def adjustments() -> QuerySet[Adjustment]:
    rows = Adjustment.objects.filter(application__in=given_all("applications"))
    return rows.select_related("indicator__parent")


def outcomes(
    batch: Batch, *, naming: Naming = with_names, votes: Mapping[int, int] | None = None
) -> list[Outcome]:
    """Best first, then those without a place by number; ties share a rank.

    `votes` by application are those of a meeting that is being written; else the recorded ones.
    """
    applications = judged(batch=batch.pk)
    for application in applications:
        application.batch = batch
    if votes is None:
        votes = dict(votes_cast(batch=batch.pk))
    return _ranked(_reckon(batch, applications, naming), votes)


def outcome_of(application: Application, *, naming: Naming = with_names) -> Outcome:
    """Without a place: that needs the whole batch."""
    return _reckon(application.batch, [application], naming)[0]


def label_of(application: Application) -> str:
    """Unique in its batch, and what sentences about the ranking print."""
    return f"{application.code}{application.school.label}"


def tie_breaker(outcome: Outcome) -> str:
    """Titles of the leaves that are compared when totals are equal."""
    return "、".join(leaf.title for leaf in _tie_leaves(outcome.stages))


def _reckon(batch: Batch, applications: Sequence[Application], naming: Naming) -> list[Outcome]:
    stages = [Panel(stage) for stage in stages_of(batch)]
    asked = asked_of(applications)
    bonds = against(batch, applications, asked)
    adjusted = _adjusted(applications)
    rule = scoring.PanelRule(trim_from=batch.trim_from, minimum_valid=batch.minimum_valid)
    found = []
    for application in applications:
        labels = labels_of(asked.seats[application.pk], naming)
        try:
            stage_by_stage = tuple(
                one.judge(application, asked, labels, bonds, rule, bluntly=naming is without_names)
                for one in stages
            )
            found.append(_settle(application, stage_by_stage, adjusted[application.pk]))
        except scoring.ScoringError as error:
            found.append(Outcome(application, problem=str(error)))
    return found


def _adjusted(applications: Sequence[Application]) -> defaultdict[int, list[Adjustment]]:
    found: defaultdict[int, list[Adjustment]] = defaultdict(list)
    for row in adjustments(applications=[application.pk for application in applications]):
        found[row.application_id].append(row)
    return found


def _settle(
    application: Application, judged: tuple[StageOutcome, ...], rows: list[Adjustment]
) -> Outcome:
    weighted = [
        scoring.WeightedStage(
            name=one.stage.name, weight=Decimal(one.stage.weight), result=one.result
        )
        for one in judged
    ]
    vetoes = [row.indicator.title for row in rows if row.indicator.kind == IndicatorKind.VETO]
    settled = scoring.settle(
        weighted,
        bonus=_tally(rows, IndicatorKind.BONUS),
        deductions=_tally(rows, IndicatorKind.DEDUCTION),
        vetoes=vetoes,
    )
    return Outcome(application, judged, settled, indicator=_indicator(judged))


def _tally(rows: list[Adjustment], kind: IndicatorKind) -> scoring.Tally:
    """One row per indicator, capped there; the group above it may cap the sum."""
    mine = [row for row in rows if row.indicator.kind == kind]
    amounts: dict[Indicator, Decimal] = {}
    for row in mine:
        amounts[row.indicator] = amounts.get(row.indicator, Decimal(0)) + row.value
    caps = [i.parent.cap for i in amounts if i.parent and i.parent.cap is not None]
    return scoring.Tally(
        rows=tuple(scoring.Row(label=i.title, amount=a, cap=i.cap) for i, a in amounts.items()),
        cap=min(caps, default=None),
    )


def _tie_leaves(stages: tuple[StageOutcome, ...]) -> list[Indicator]:
    """Those of the first stage that names any."""
    found = ([leaf for leaf in stage.leaves if leaf.breaks_ties] for stage in stages)
    return next(filter(None, found), [])


def _indicator(stages: tuple[StageOutcome, ...]) -> Decimal | None:
    leaves = _tie_leaves(stages)
    for stage in stages:
        if leaves and leaves[0] in stage.leaves:
            return scoring.indicator_mean(stage.result, [str(leaf.pk) for leaf in leaves])
    return None


def _ranked(found: list[Outcome], votes: Mapping[int, int]) -> list[Outcome]:
    rankable = {label_of(o.application): o for o in found if o.settled and o.settled.is_rankable}
    contenders = [
        scoring.Contender.of(
            label, one.settled, indicator=one.indicator, votes=votes.get(one.application.pk)
        )
        for label, one in rankable.items()
        if one.settled
    ]
    title = next((tie_breaker(one) for one in rankable.values()), "")
    places = scoring.rank(contenders, indicator=title)
    first = [
        Outcome(one.application, one.stages, one.settled, place=place, indicator=one.indicator)
        for place in places
        for one in [rankable[place.contender.name]]
    ]
    return first + [one for one in found if label_of(one.application) not in rankable]
