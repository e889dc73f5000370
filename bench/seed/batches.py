"""Batches in every phase with their score sheets, and a big one of nine experts."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, NamedTuple

from django.utils import timezone

from bench.seed import texts
from bench.seed.places import World
from bench.seed.pour import count_on, pour
from brands.models import Brand
from schools.choices import Role
from schools.models import Post, User
from selection.actions.batches import create_batch
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus
from selection.models import (
    Application,
    ApplicationVersion,
    Assignment,
    Batch,
    Expert,
    Review,
    ReviewStage,
    Score,
)

EXPERTS = 40
PHASES = (
    BatchStatus.DECIDING,
    BatchStatus.PUBLISHED,
    BatchStatus.REVIEWING,
    BatchStatus.CHECKING,
    BatchStatus.OPEN,
)
STATES = {
    BatchStatus.OPEN: ApplicationStatus.SUBMITTED,
    BatchStatus.CHECKING: ApplicationStatus.PASSED,
    BatchStatus.REVIEWING: ApplicationStatus.REVIEWING,
    BatchStatus.DECIDING: ApplicationStatus.REVIEWED,
    BatchStatus.PUBLISHED: ApplicationStatus.APPROVED,
}


class Panel(NamedTuple):
    applications: int
    experts: int


BIG, USUAL = Panel(200, 9), Panel(20, 5)


class _Keys:
    def __init__(self) -> None:
        self.application, self.assignment, self.score = count(1), count(1), count(1)


def hold(world: World, batches: int, dice: random.Random) -> None:
    """The first batch is the big one: judged, waiting for the meeting."""
    experts, keys = _experts(world), _Keys()
    for number in range(1, batches + 1):
        phase = PHASES[0] if number == 1 else PHASES[number % len(PHASES)]
        region = world.top if number == 1 else dice.choice(world.counties)
        batch = _batch(world, number, phase, region)
        panel = BIG if number == 1 else USUAL
        _applications(world, batch, panel, experts, keys, dice)
    count_on(Application, ApplicationVersion, Assignment, Review, Score)


def _experts(world: World) -> list[Expert]:
    since = world.today - timedelta(days=1000)
    found = []
    for n in range(EXPERTS):
        user = User.objects.create(username=f"bench_expert{n}", name=f"专家{n}")
        Post.objects.create(user=user, role=Role.EXPERT, started_on=since)
        found.append(Expert.objects.create(user=user, region=world.top))
    return found


def _batch(world: World, number: int, phase: str, region: Any) -> Batch:
    now = timezone.now()
    is_over = phase != BatchStatus.OPEN
    batch = Batch(
        region=region,
        number=number,
        name=f"第{number}批一校一品品牌项目",
        basis_title="关于开展品牌项目申报工作的通知",
        opens_at=now - timedelta(days=number + 60),
        closes_at=now + timedelta(days=-number if is_over else 30),
        panel_size=BIG.experts if number == 1 else USUAL.experts,
        contact_phone="0510-00000000",
    )
    create_batch(batch=batch, by=world.people[2])
    Batch.objects.filter(pk=batch.pk).update(status=phase)
    batch.status = phase
    return batch


def _applications(
    world: World,
    batch: Batch,
    panel: Panel,
    experts: list[Expert],
    keys: _Keys,
    dice: random.Random,
) -> None:
    now = timezone.now()
    near = [s for s in world.schools if s.region_id == batch.region_id] or world.schools
    schools = dice.sample(near, min(panel.applications, len(near)))
    brands = {b.school_id: b for b in Brand.objects.filter(school__in=schools, kind="school_brand")}
    rows = [
        Application(
            pk=next(keys.application),
            batch=batch,
            organization_id=school.top_organization_id or school.pk,
            school=school,
            brand=brands[school.pk],
            number=number,
            status=STATES[batch.status],
            content={"innovation": texts.story(dice, 200)},
            typed_by=world.people[0],
            signed_by=world.people[1],
            signed_at=now,
            submitted_at=now,
        )
        for number, school in enumerate(schools, 1)
    ]
    pour(rows)
    pour(_version(row, world.people[1]) for row in rows)
    if batch.status in (BatchStatus.REVIEWING, BatchStatus.DECIDING, BatchStatus.PUBLISHED):
        _judged(batch, rows, panel, experts, keys, dice)


def _version(row: Application, by: User) -> ApplicationVersion:
    digest = hashlib.sha256(str(row.pk).encode()).hexdigest()
    return ApplicationVersion(
        pk=row.pk,
        application=row,
        number=1,
        content=row.content,
        digest=digest,
        code=digest[:12],
        made_by=by,
    )


def _judged(
    batch: Batch,
    rows: list[Application],
    panel: Panel,
    experts: list[Expert],
    keys: _Keys,
    dice: random.Random,
) -> None:
    stage = ReviewStage.objects.get(batch=batch)
    leaves = list(stage.rubric.leaves())
    now = timezone.now()
    sheets = [
        Assignment(
            pk=next(keys.assignment),
            stage=stage,
            application=row,
            expert=expert,
            status=AssignmentStatus.SUBMITTED,
            assigned_by=batch.created_by,
            declared_at=now,
            order=n,
        )
        for n, row in enumerate(rows)
        for expert in dice.sample(experts, panel.experts)
    ]
    pour(sheets)
    reviews = [
        Review(pk=s.pk, assignment=s, comment=texts.story(dice, 60), submitted_at=now)
        for s in sheets
    ]
    pour(reviews)
    pour(_scores(reviews, leaves, keys, dice))


def _scores(
    reviews: list[Review], leaves: list[Any], keys: _Keys, dice: random.Random
) -> Iterator[Score]:
    for review in reviews:
        for leaf in leaves:
            value = (
                (leaf.points * dice.randint(12, 20) / 20).quantize(Decimal("0.5"))
                // Decimal("0.5")
                * Decimal("0.5")
            )
            yield Score(pk=next(keys.score), review=review, indicator=leaf, value=value)
