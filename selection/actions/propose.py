"""Sharing a batch out among its experts: a proposal to look at, and keeping it as it was seen."""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.db import transaction
from django.db.models import Count

from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.access.conflicts import Pairs, between
from selection.actions import news
from selection.actions.assign import PHASES, held_in, is_familiar, pool, taking_part
from selection.actions.matching import Matching, Room, match
from selection.actions.panels import UNFINISHED
from selection.choices import AssignmentStatus
from selection.models import Application, Assignment, Expert, ReviewStage

COUNTS = (*UNFINISHED, AssignmentStatus.SUBMITTED)
CHANGED = "预览以后情况变了：有新的分派、回避，或者专家库有变动。请看下面新的一组，再保留。"
audit.register(
    {
        "batch.propose": (
            "{actor}给“{target}”自动分派专家，每项 {per_item} 位，共 {count} 份，随机种子 {seed}"
        )
    }
)


@dataclass(frozen=True)
class ProposedRow:
    """An application, the experts it keeps, those proposed, and why seats stay empty."""

    application: Application
    kept: list[Expert]
    added: list[Expert]
    lacking: int
    reason: str


@dataclass(frozen=True)
class Load:
    expert: Expert
    before: int
    added: int

    @property
    def total(self) -> int:
        return self.before + self.added


@dataclass(frozen=True)
class Proposal:
    rows: list[ProposedRow]
    loads: list[Load]
    fingerprint: str

    @property
    def count(self) -> int:
        return sum(len(row.added) for row in self.rows)

    @property
    def lacking(self) -> list[ProposedRow]:
        return [row for row in self.rows if row.lacking]


def new_seed() -> str:
    return f"{secrets.randbelow(10**6):06d}"


@dataclass(frozen=True)
class _Situation:
    """All that a proposal depends on, in an order of its own."""

    stage: ReviewStage
    per_item: int
    applications: list[Application]
    experts: list[Expert]
    held: list[Assignment]
    against: Pairs

    @cached_property
    def standing(self) -> dict[int, list[Expert]]:
        """Experts whose sheet counts or can still come; the others leave their seat empty."""
        found: defaultdict[int, list[Expert]] = defaultdict(list)
        for row in self.held:
            is_barred = (row.application_id, row.expert_id) in self.against
            if row.status in COUNTS and (row.override_reason or not is_barred):
                found[row.application_id].append(row.expert)
        return found

    @cached_property
    def asked(self) -> set[tuple[int, int]]:
        """Nobody is asked twice for one application, not even after a recusal."""
        return {(row.application_id, row.expert_id) for row in self.held}

    @cached_property
    def needs(self) -> dict[int, int]:
        return {a.pk: max(0, self.per_item - len(self.standing[a.pk])) for a in self.applications}

    @cached_property
    def rooms(self) -> dict[int, Room]:
        return {
            expert.pk: Room(load, max(0, expert.maximum_load - load))
            for expert in self.experts
            for load in [getattr(expert, "load", 0)]
        }

    @cached_property
    def fits(self) -> dict[tuple[int, int], int]:
        """Stage of school first, then the expert's field; 0 is best."""
        return {
            (application.pk, expert.pk): 2 * (not is_familiar(expert, application))
            + (not _speaks_of(expert, application))
            for application in self.applications
            for expert in self.experts
            if (application.pk, expert.pk) not in self.against
            and (application.pk, expert.pk) not in self.asked
        }

    def fingerprint(self, pairs: Iterable[tuple[int, int]]) -> str:
        text = repr((self.needs, self.rooms, sorted(self.fits.items()), sorted(pairs)))
        return sha256(text.encode()).hexdigest()

    def reason(self, application: Application, lacking: int) -> str:
        """A seat stays empty only where every expert is away, asked already, or full."""
        total = len(self.experts)
        free = sum(1 for pk, _ in self.fits if pk == application.pk)
        away = sum(1 for one in self.experts if (application.pk, one.pk) in self.against)
        short = self.needs[application.pk] - free
        if not total:
            return f"还差 {lacking} 位：专家库里没有能分派的专家。"
        if short <= 0:
            return f"还差 {lacking} 位：能请的 {free} 位专家里，没有分到这一项的都已分满。"
        asked = (
            f"，{total - away - free} 位已经分过或登记了回避、逾期" if total > away + free else ""
        )
        full = "，其中有的已经分满" if lacking > short else ""
        return (
            f"还差 {lacking} 位：库里 {total} 位专家，{away} 位要回避{asked}，"
            f"只有 {free} 位能请{full}。"
        )


def propose(*, stage: ReviewStage, per_item: int, seed: str) -> Proposal:
    """`per_item` experts for each application that may be given out, what is assigned already kept.

    A complete one whenever there is one, with even loads; nothing is written.
    """
    found = _situation(stage, per_item)
    return _told(found, match(found.needs, found.rooms, found.fits, seed))


@transaction.atomic
def keep(*, stage: ReviewStage, per_item: int, seed: str, seen: str, by: User) -> int:
    """Assign what the page of `seen` (a fingerprint) showed; returns the number of sheets.

    Raises Refused when a fresh proposal with the same seed is another one.
    """
    if stage.batch.status not in PHASES:
        raise Refused(f"批次现在是“{stage.batch.get_status_display()}”，不能分派专家。")
    # The picker of one application locks its row too: whoever comes second sees the other's work.
    list(stage.batch.applications.select_for_update().order_by("pk").values_list("pk"))
    proposal = propose(stage=stage, per_item=per_item, seed=seed)
    if proposal.fingerprint != seen:
        raise Refused(CHANGED)
    if not proposal.count:
        raise Refused("没有要新分派的。")
    for row in proposal.rows:
        if row.added:
            _put(row, stage, by)
    news.to_review(stage, {expert for row in proposal.rows for expert in row.added}, by)
    audit.record(
        by,
        "batch.propose",
        stage.batch,
        stage=str(stage),
        per_item=per_item,
        seed=seed,
        count=proposal.count,
    )
    return proposal.count


def _put(row: ProposedRow, stage: ReviewStage, by: User) -> None:
    Assignment.objects.bulk_create(
        Assignment(
            stage=stage,
            application=row.application,
            expert=expert,
            assigned_by=by,
            order=row.application.number or 0,
        )
        for expert in row.added
    )
    names = "、".join(str(expert) for expert in row.added)
    target = row.application
    audit.record(by, "assignment.assign", target, application=str(target), experts=names)


def _situation(stage: ReviewStage, per_item: int) -> _Situation:
    rows = taking_part(stage).select_related("school", "brand")
    applications = list(rows.order_by("number", "pk"))
    experts = list(
        pool(stage.batch)
        .select_related("user", "school")
        .annotate(load=Count("assignments", filter=held_in(stage.batch)))
        .order_by("pk")
    )
    asked = Assignment.objects.filter(stage=stage, application__in=applications)
    held = list(asked.select_related("expert__user").order_by("pk"))
    everybody = {expert.pk: expert for expert in [*(row.expert for row in held), *experts]}
    against = between(applications, list(everybody.values()))
    return _Situation(stage, per_item, applications, [*experts], held, against)


def _told(found: _Situation, matching: Matching) -> Proposal:
    people = {expert.pk: expert for expert in found.experts}
    added: defaultdict[int, list[Expert]] = defaultdict(list)
    more: defaultdict[int, int] = defaultdict(int)
    for application, expert in matching.pairs:
        added[application].append(people[expert])
        more[expert] += 1
    rows = [
        ProposedRow(
            application=one,
            kept=found.standing[one.pk],
            added=added[one.pk],
            lacking=lacking,
            reason=found.reason(one, lacking) if lacking else "",
        )
        for one in found.applications
        for lacking in [matching.lacking.get(one.pk, 0)]
    ]
    loads = [Load(expert, found.rooms[pk].load, more[pk]) for pk, expert in people.items()]
    return Proposal(rows, loads, found.fingerprint(matching.pairs))


def _speaks_of(expert: Expert, application: Application) -> bool:
    """A word of the expert's field stands in what the brand says of itself."""
    brand = application.brand
    text = f"{brand}{brand.tagline}{brand.theme}"
    words = re.split(r"[、，,；;/\s和与]+", expert.field)
    return any(len(word) > 1 and word in text for word in words)
