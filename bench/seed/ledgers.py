"""Activities and honours with all that hangs on them, and what the search knows of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from activities.choices import NEVER_PUBLIC, ActivityType, Confirmation, Consent
from activities.models import Activity, ActivityPhoto, ActivityTyping, Participation
from bench.seed import texts
from bench.seed.places import Size, World, trail
from bench.seed.pour import pour, trust_keys
from honors.choices import Verification
from honors.models import Honor, Issuer
from kit.publication import CheckStatus, Scope
from portal.sources import SOURCES
from schools.choices import Level

TYPES = [kind for kind in ActivityType.values if kind not in NEVER_PUBLIC]
LEVELS = (Level.NATIONAL, Level.PROVINCE, Level.CITY, Level.COUNTY)
AFTER_ACTIVITIES = 10_000_000  # keys of search documents


class Slice(NamedTuple):
    """The activities and honours with these keys: `first` included, `last` not."""

    activities: tuple[int, int]
    honors: tuple[int, int]


def slices(size: Size, each: int = 10_000) -> list[Slice]:
    """Every slice is made from a seed of its own, whoever makes it and when."""
    count = max(size.activities // each, 1)
    few = size.honors // count
    return [
        Slice((n * each + 1, (n + 1) * each + 1), (n * few + 1, (n + 1) * few + 1))
        for n in range(count)
    ]


def issuers() -> list[Issuer]:
    names = [(level, n) for level in LEVELS for n in range(1, 8)]
    return [
        Issuer.objects.get_or_create(name=f"{level.label[:-1]}教育部门{n}", level=level)[0]
        for level, n in names
    ]


@transaction.atomic
def fill(world: World, part: Slice, seed: int) -> None:
    if connection.vendor == "postgresql":
        trust_keys()
    dice = random.Random(f"{seed} {part}")  # noqa: S311 - repeatable on purpose
    activities = list(_activities(world, range(*part.activities), dice))
    pour(activities)
    pour(_typings(activities, dice))
    pour(_photos(activities, dice))
    pour(_participations(world, activities, dice))
    told = SOURCES[Activity].document
    pour(_keyed(told(a), a.pk) for a in activities if a.is_public)
    _fill_honors(world, part, dice)


def _keyed(document: Any, pk: int) -> Any:
    document.pk = pk
    return document


def _state(world: World, dice: random.Random) -> dict[str, Any]:
    """Seven of eight are public; the rest is on its way, or the school's own."""
    if dice.random() < 0.88:
        return world.trail
    status = dice.choice(
        (CheckStatus.DRAFT, CheckStatus.FIRST, CheckStatus.SECOND, CheckStatus.PUBLISHED)
    )
    scope = dice.choice((Scope.PRIVATE, Scope.SYSTEM, Scope.PUBLIC))
    return trail(world.people, status) | {"scope": scope}


def _activities(world: World, keys: range, dice: random.Random) -> Iterator[Activity]:
    for key in keys:
        yield Activity(
            pk=key,
            school=texts.some(dice, world.schools)
            if dice.random() < 0.3
            else dice.choice(world.schools),
            title=texts.activity_title(dice)[:60],
            happened_on=world.today - timedelta(days=dice.randrange(2000)),
            place=f"{texts.place(dice)}{dice.choice(('礼堂', '操场', '社区', '纪念馆', '报告厅'))}",
            story=texts.story(dice),
            members=dice.randrange(30),
            teachers=dice.randrange(50),
            students=dice.randrange(200),
            created_by=world.people[0],
            **_state(world, dice),
        )


def _typings(activities: list[Activity], dice: random.Random) -> Iterator[ActivityTyping]:
    """One or two types; 主题党日 often, some types hardly ever."""
    for activity in activities:
        kinds = {texts.some(dice, TYPES) for _ in range(1 + (activity.pk % 3 == 0))}
        for n, kind in enumerate(sorted(kinds)):
            yield ActivityTyping(
                pk=activity.pk * 2 + n,
                activity=activity,
                type=kind,
                happened_on=activity.happened_on,
            )


def _photos(activities: list[Activity], dice: random.Random) -> Iterator[ActivityPhoto]:
    """Every other activity has two; the files themselves are not there."""
    for activity in activities[::2]:
        for n in range(2):
            key = activity.pk * 2 + n
            yield ActivityPhoto(
                pk=key,
                activity=activity,
                image=f"photos/2025/01/{key}.webp",
                thumb=f"photos/2025/01/{key}-thumb.webp",
                digest=f"{dice.getrandbits(256):064x}",
                width=1600,
                height=1200,
                alt=activity.title,
                consent=Consent.NO_PUPILS,
            )


def _participations(
    world: World, activities: list[Activity], dice: random.Random
) -> Iterator[Participation]:
    """One in fifty is a joint one; one in four of those stands for a record of the other school."""
    for activity, other in zip(activities[::50], activities[1::50], strict=True):
        if activity.school_id != other.school_id:
            yield Participation(
                pk=activity.pk,
                activity=activity,
                school_id=other.school_id,
                state=Confirmation.CONFIRMED if dice.random() < 0.8 else Confirmation.WAITING,
                own=other if dice.random() < 0.25 else None,
            )


def _fill_honors(world: World, part: Slice, dice: random.Random) -> None:
    bodies, known = issuers(), world.people[1]
    through = Honor.issuers.through
    honors, links = [], []
    for key in range(*part.honors):
        state, body = _state(world, dice), dice.choice(bodies)
        is_verified = state["status"] == CheckStatus.PUBLISHED or dice.random() < 0.3
        waiting = Verification.WAITING if dice.random() < 0.5 else Verification.UNFILED
        honor = Honor(
            pk=key,
            school=dice.choice(world.schools),
            title=texts.honor_title(dice),
            level=body.level,
            awarded_on=world.today - timedelta(days=dice.randrange(3000))
            if dice.random() < 0.97
            else None,
            document_number=f"教〔{dice.randrange(2015, 2026)}〕{dice.randrange(1, 400)} 号",
            verification=Verification.VERIFIED if is_verified else waiting,
            verified_by=known if is_verified else None,
            verified_at=state.get("first_at") or world.trail["first_at"] if is_verified else None,
            **state,
        )
        honor._prefetched_objects_cache = {  # noqa: SLF001
            "issuers": [body]
        }
        honors.append(honor)
        links.append(through(pk=key, honor_id=key, issuer_id=body.pk))
    pour(honors)
    pour(links)
    told = SOURCES[Honor].document
    shown = (h for h in honors if h.is_public and h.is_verified)
    pour(_keyed(told(h), AFTER_ACTIVITIES + h.pk) for h in shown)
