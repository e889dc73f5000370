"""The regions, accounts, schools, brands and ties of one size."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any, NamedTuple

from django.db.models import F
from django.utils import timezone

from bench.seed import texts
from bench.seed.pour import count_on, pour
from brands.choices import BrandKind, Grade
from brands.models import Brand, Figure, Result, Section, SubProject
from kit.publication import CheckStatus, Scope
from schools.choices import (
    Area,
    Level,
    OrganizationKind,
    PartnerKind,
    Rank,
    Role,
    Stage,
    TieKind,
    TieState,
)
from schools.models import (
    Partner,
    PartyOrganization,
    Post,
    Region,
    School,
    Tie,
    TieMember,
    User,
)

KINDS = ((Stage.PRIMARY, "小学"), (Stage.PRIMARY, "实验小学"), (Stage.PRIMARY, "中心小学"))
KINDS += ((Stage.JUNIOR, "初级中学"), (Stage.JUNIOR, "中学"), (Stage.SENIOR, "高级中学"))
KINDS += ((Stage.KINDERGARTEN, "幼儿园"), (Stage.NINE_YEAR, "学校"))


class Size(NamedTuple):
    """How many of each, all together; `level` is the rank of the region on top."""

    level: str
    cities: int
    counties: int
    schools: int
    activities: int
    honors: int
    batches: int


SIZES = {
    "district": Size(Rank.COUNTY, 0, 1, 100, 10_000, 2_000, 3),
    "city": Size(Rank.CITY, 1, 10, 1_000, 100_000, 20_000, 30),
    "province": Size(Rank.PROVINCE, 13, 104, 10_000, 1_000_000, 200_000, 300),
}


class World(NamedTuple):
    """What the rows of the ledgers lean on."""

    top: Region
    counties: list[Region]
    people: list[User]
    schools: list[School]
    trail: dict[str, Any]
    today: date


def trail(checkers: list[User], status: str = CheckStatus.PUBLISHED) -> dict[str, Any]:
    """The checks of a row that has come as far as `status`, open to everybody."""
    now, done = (
        timezone.now(),
        {CheckStatus.FIRST: 1, CheckStatus.SECOND: 2, CheckStatus.PUBLISHED: 3},
    )
    told: dict[str, Any] = {"status": status, "scope": Scope.PUBLIC}
    for step, user in list(zip(("first", "second", "final"), checkers, strict=True))[
        : done.get(status, 0)
    ]:
        told |= {f"{step}_by": user, f"{step}_at": now}
    return told


def settle(size: Size, dice: random.Random) -> World:
    top, counties = _regions(size)
    people = [User.objects.create(username=f"bench{n}", name=f"核验{n}") for n in range(3)]
    signed = trail(people)
    schools = list(_schools(size, counties, signed, dice))
    pour(schools)
    world = World(top, counties, people, schools, signed, timezone.localdate())
    _posts(world)
    pour(
        PartyOrganization(
            pk=s.pk, name=f"中共{s.name}支部委员会", kind=OrganizationKind.BRANCH, region=s.region
        )
        for s in schools
    )
    through = PartyOrganization.host_schools.through
    pour(through(pk=s.pk, partyorganization_id=s.pk, school_id=s.pk) for s in schools)
    School.objects.update(top_organization_id=F("pk"))
    _brands(world, dice)
    _ties(world, dice)
    count_on(
        School,
        PartyOrganization,
        through,
        Brand,
        Section,
        SubProject,
        Figure,
        Result,
        Partner,
        Tie,
        TieMember,
    )
    return world


def _regions(size: Size) -> tuple[Region, list[Region]]:
    named = iter(texts.PLACES)
    top = Region.objects.create(
        code={"county": "320201", "city": "3202", "province": "32"}[size.level],
        name="测试区",
        rank=size.level,
    )
    if size.level == Rank.COUNTY:
        return top, [top]
    cities = [f"32{n:02d}" for n in range(2, size.cities + 2)]
    counties = []
    for number, code in enumerate(cities):
        if size.level == Rank.PROVINCE:
            Region.objects.create(code=code, name=f"{next(named)}市", rank=Rank.CITY)
        each = size.counties // size.cities
        counties += [
            Region.objects.create(
                code=f"{code}{n:02d}", name=f"{next(named)}{'区县'[number % 2]}", rank=Rank.COUNTY
            )
            for n in range(1, each + 1)
        ]
    return top, counties


def _posts(world: World) -> None:
    """bench2 works for the whole, bench_county for one district, bench_school at one school."""
    since = {"started_on": date(2020, 1, 1)}
    Post.objects.create(user=world.people[2], role=Role.STAFF, region=world.top, **since)
    county = User.objects.create(username="bench_county", name="区工委")
    Post.objects.create(user=county, role=Role.STAFF, region=world.counties[0], **since)
    clerk = User.objects.create(username="bench_school", name="填报员")
    Post.objects.create(user=clerk, role=Role.CLERK, school=world.schools[0], **since)


def _schools(
    size: Size, counties: list[Region], signed: dict[str, Any], dice: random.Random
) -> Iterator[School]:
    each = -(-size.schools // len(counties))
    names = list(product(texts.PLACES, KINDS))
    number = 0
    for county in counties:
        for place, (stage, ending) in dice.sample(names, each):
            number += 1
            if number > size.schools:
                return
            yield School(
                pk=number,
                region=county,
                name=f"{county.name}{place}{ending}",
                short_name=f"{place}{ending}",
                code=f"{3200000000 + number}",
                stage=stage,
                motto="求真向善",
                introduction=texts.story(dice, 120),
                teacher_count=dice.randrange(20, 200),
                student_count=dice.randrange(200, 3000),
                **signed,
            )


def _brands(world: World, dice: random.Random) -> None:
    """A brand and a secretary's project at each school; half of the brands have won something."""
    now = timezone.now()
    brands = []
    for school in world.schools:
        for kind in BrandKind:
            theme, doing = texts.some(dice, texts.THEMES), texts.some(dice, texts.DOINGS)
            brands.append(
                Brand(
                    pk=len(brands) + 1,
                    school=school,
                    kind=kind,
                    title=f"{theme}·{texts.place(dice)}{doing}{len(brands) % 2}",
                    tagline=f"让“{theme}”走进每一间教室",
                    theme=texts.some(dice, texts.SUBJECTS),
                    connotation=texts.story(dice, 150),
                    **world.trail
                    | {"final_at": now - timedelta(minutes=dice.randrange(2_000_000))},
                )
            )
    pour(brands)
    pour(
        Section(pk=b.pk * 4 + n, brand=b, kind=kind, body=texts.story(dice, 300))
        for b in brands
        for n, kind in enumerate(("background", "practice", "result", "insight"))
    )
    pour(
        SubProject(pk=b.pk * 3 + n, brand=b, title=f"{texts.some(dice, texts.THEMES)}{n}")
        for b in brands
        for n in range(3)
    )
    pour(
        Result(
            pk=b.pk,
            brand=b,
            level=dice.choices((Level.PROVINCE, Level.CITY, Level.COUNTY), (1, 3, 6))[0],
            grade=Grade.SELECTED,
            batch_name=f"第{dice.randrange(1, 10)}批",
            decided_on=world.today - timedelta(days=dice.randrange(2500)),
        )
        for b in brands[::2]
        if dice.random() < 0.5
    )


def _ties(world: World, dice: random.Random) -> None:
    """One tie for every three schools, half of them with a partner outside."""
    count = len(world.schools) // 3
    pour(
        Partner(
            pk=n, name=f"{texts.place(dice)}{n}社区", kind=PartnerKind.COMMUNITY, area=Area.MAINLAND
        )
        for n in range(1, count // 2 + 2)
    )
    ties = [
        Tie(
            pk=n,
            kind=dice.choice(TieKind.values),
            title=f"{texts.place(dice)}{texts.some(dice, texts.THEMES)}共建{n}",
            state=TieState.ACTIVE,
            purpose=texts.story(dice, 100),
            since_year=2020,
            **world.trail,
        )
        for n in range(1, count + 1)
    ]
    pour(ties)
    pairs = ((tie, *dice.sample(world.schools, 2)) for tie in ties)
    sides = (
        side
        for tie, one, other in pairs
        for side in (
            (tie, {"school": one}),
            (tie, {"partner_id": tie.pk // 2 + 1} if tie.pk % 2 else {"school": other}),
        )
    )
    pour(TieMember(pk=n, tie=tie, **body) for n, (tie, body) in enumerate(sides, 1))
