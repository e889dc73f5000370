"""Fill an empty database with realistic rows, the same from the same seed.

DATABASE_URL=sqlite:////tmp/bench.sqlite3 python -m bench.seed district
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from activities.choices import ActivityType  # noqa: E402
from activities.models import Activity, ActivityTyping  # noqa: E402
from brands.models import Brand  # noqa: E402
from honors.models import Honor  # noqa: E402
from kit.publication import CheckStatus, Scope  # noqa: E402
from schools.choices import Level, Rank, Role, Stage  # noqa: E402
from schools.models import Post, Region, School, User  # noqa: E402

# schools, activities, honours
SIZES = {"district": (100, 10_000, 2_000), "city": (1_000, 100_000, 20_000)}
WORDS = [
    "云升旗",
    "主题党日",
    "结对教研",
    "送教下乡",
    "读书分享",
    "志愿服务",
    "银杏树下",
    "共读经典",
]
STORY = "师生围绕同一个题目交流，骨干教师先上示范课，再一起评课，约定下个月由对方主讲。" * 5


def signed(checkers: list[User]) -> dict[str, object]:
    """The trail of a published, public row."""
    now = timezone.now()
    steps = ("first", "second", "final")
    trail = {f"{s}_by": u for s, u in zip(steps, checkers, strict=True)}
    return {
        **trail,
        **{f"{s}_at": now for s in steps},
        "status": CheckStatus.PUBLISHED,
        "scope": Scope.PUBLIC,
    }


def plant(size: str, seed: int = 7) -> None:
    schools, activities, honors = SIZES[size]
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    with transaction.atomic():
        city = Region.objects.create(code="3202", name="测试市", rank=Rank.CITY)
        regions = [
            Region.objects.create(code=f"3202{n:02d}", name=f"第{n}区", rank=Rank.COUNTY)
            for n in range(1, 11)
        ]
        people = [User.objects.create(username=f"bench{n}", name=f"核验{n}") for n in range(3)]
        Post.objects.create(user=people[2], role=Role.STAFF, region=city, started_on="2020-01-01")
        trail = signed(people)
        rows = [
            School(
                region=regions[n % 10],
                name=f"第{n}小学",
                stage=dice.choice(Stage.values),
                introduction="一所普通的学校。",
                **trail,
            )
            for n in range(schools)
        ]
        made = School.objects.bulk_create(rows, batch_size=1000)
        Brand.objects.bulk_create(
            [Brand(school=s, title=f"品牌{s.pk}", tagline="一句话", **trail) for s in made],
            batch_size=1000,
        )
        acts = Activity.objects.bulk_create(some_activities(made, activities, trail, dice), 1000)
        kinds = [ActivityTyping(activity=a, type=dice.choice(ActivityType.values)) for a in acts]
        ActivityTyping.objects.bulk_create(kinds, batch_size=2000)
        Honor.objects.bulk_create(some_honors(made, honors, trail, dice), batch_size=1000)


def some_activities(
    schools: list[School], count: int, trail: dict[str, object], dice: random.Random
) -> Iterator[Activity]:
    today = timezone.localdate()
    for number in range(count):
        yield Activity(
            school=dice.choice(schools),
            title=f"{dice.choice(WORDS)}第{number}次",
            happened_on=today - timedelta(days=dice.randrange(2000)),
            place="学校礼堂",
            story=STORY,
            members=dice.randrange(30),
            students=dice.randrange(200),
            **trail,
        )


def some_honors(
    schools: list[School], count: int, trail: dict[str, object], dice: random.Random
) -> Iterator[Honor]:
    today = timezone.localdate()
    for number in range(count):
        yield Honor(
            school=dice.choice(schools),
            title=f"先进集体第{number}号",
            level=dice.choice(Level.values),
            awarded_on=today - timedelta(days=dice.randrange(3000)),
            **trail,
        )


if __name__ == "__main__":
    plant(sys.argv[1] if len(sys.argv) > 1 else "district")
