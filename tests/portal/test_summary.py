"""Summary figures are what a count would find, whoever changes the rows and however many at once."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth, TruncYear
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.actions import joint
from activities.choices import Confirmation
from activities.models import Activity, ActivityTyping, Participation
from activities.workflow import activity_flow
from brands.models import Brand, Result
from honors.models import Honor
from kit import tally
from kit.dates import months_after
from kit.models import Tally
from kit.publication import CheckStatus, Scope
from schools.models import Region, School
from tests.factories import (
    ActivityFactory,
    BrandFactory,
    HonorFactory,
    SchoolFactory,
    UserFactory,
    clerk,
    published,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def by(rows, *kind, place=None, day=None):
    """Things by place, day and kind, as the summary writes them."""
    found = Counter()
    fields = [field for field in (place, day, *kind) if field]
    counts = rows.order_by().values_list(*fields).annotate(count=Count("pk", distinct=True))
    for *key, count in counts:
        where = key.pop(0) if place else 0
        when = key.pop(0) if day else None
        found[where, when, " ".join(key)] += count
    return found


def counted():
    """Everything that is kept, counted row by row."""
    activities = Activity.objects.counted()
    stories = activities.public().annotate(month=TruncMonth("happened_on"))
    typings = ActivityTyping.objects.filter(activity__in=activities.public())
    hung = Honor.objects.public().verified().filter(revoked_on=None)
    shelf, region = Brand.objects.shelf(), {"place": "school__region"}
    won = shelf.filter(results__isnull=False, results__revoked_on=None)
    to_check = {"status": CheckStatus.SECOND}
    return {
        "activities": by(
            activities.annotate(month=TruncMonth("happened_on")), day="month", **region
        ),
        "stories": by(stories, day="month"),
        "types": by(typings.annotate(year=TruncYear("activity__happened_on")), "type", day="year"),
        "activities to check": by(Activity.objects.filter(**to_check), **region),
        "honors": by(
            Honor.objects.exclude(awarded_on=None).annotate(month=TruncMonth("awarded_on")),
            "level",
            day="month",
            **region,
        ),
        "wall": by(
            hung.annotate(year=TruncYear("awarded_on")), "kind", "level", day="year", **region
        ),
        "honors to verify": by(Honor.objects.waiting(), **region),
        "honors to check": by(Honor.objects.filter(**to_check), **region),
        "shelf": by(shelf, "kind", "school__stage", **region),
        "levels": by(won, "results__level"),
        "winners": by(Brand.objects.at_level("province", "city"), **region),
        "projects": by(Brand.objects.of_kind("secretary_project").current(), **region),
        "brands to check": by(Brand.objects.filter(**to_check), **region),
    }


def kept():
    found = {what: Counter() for what in tally.SOURCES}
    for row in Tally.objects.all():
        found[row.what][row.place, row.day, row.kind] += row.number
    return {what: Counter({k: n for k, n in rows.items() if n}) for what, rows in found.items()}


def some(model, number):
    """About half of the rows, to be changed in one statement."""
    keys = model.objects.order_by("pk").values_list("pk", flat=True)
    return model.objects.filter(pk__in=list(keys)[number % 2 :: 2])


def one(model, number):
    rows = list(model.objects.order_by("pk"))
    return rows[number % len(rows)] if rows else None


def record(n):
    day = months_after(TODAY, -(n % 15))
    made = ActivityFactory(school=one(School, n), happened_on=day)
    types = ["lecture", "visit", "study"][: n % 4]
    ActivityTyping.objects.bulk_create(
        ActivityTyping(activity=made, type=t, happened_on=day) for t in types
    )
    if n % 3:
        published(made)


def win(n):
    kind = ["school_brand", "secretary_project"][n % 2]
    school = one(School, n) if n % 2 else SchoolFactory(region=one(Region, n))
    brand = BrandFactory(school=school, kind=kind, is_current=n % 4 < 2)
    levels = ["city", "city", "province", "county"][n % 3 :]
    Result.objects.bulk_create(Result(brand=brand, level=x, batch_name="首批") for x in levels)
    if n % 5:
        published(brand)


def verify(n):
    made = HonorFactory(school=one(School, n), level=["city", "county"][n % 2])
    if n % 4:
        told = {"verified_by": UserFactory(), "verified_at": timezone.now()}
        Honor.objects.filter(pk=made.pk).update(verification="verified", **told)
        published(made)
    else:
        Honor.objects.filter(pk=made.pk).update(verification="waiting")


def share(n):
    """Two joint records for one own record, answered in one statement."""
    rows = list(Activity.objects.order_by("pk"))
    if len(rows) < 3:
        return
    own, *others = (rows[(n + step) % len(rows)] for step in range(3))
    for other in others:
        state = [Confirmation.CONFIRMED, Confirmation.WAITING][n % 2]
        Participation.objects.get_or_create(
            activity=other, school=one(School, n), defaults={"own": own, "state": state}
        )


CHANGES = {
    "record": record,
    "win": win,
    "verify": verify,
    "share": share,
    "answer": lambda n: some(Participation, n).update(state=list(Confirmation)[n % 3]),
    "unfold": lambda n: some(Participation, n).update(own=None),
    "fold in": lambda n: Participation.objects.update(own=one(Activity, n)),
    "hide": lambda n: some(Activity, n).update(scope=list(Scope)[n % 4]),
    "date": lambda n: some(Activity, n).update(happened_on=months_after(TODAY, -(n % 30))),
    "hand over": lambda n: some(Activity, n).update(school=one(School, n)),
    "retype": lambda n: ActivityTyping.objects.filter(type="study").update(type="talk"),
    "untype": lambda n: some(ActivityTyping, n).delete(),
    "remove": lambda n: (row := one(Activity, n)) and row.delete(),
    "remove some": lambda n: some(Activity, n).delete(),
    "region": lambda n: some(School, n).update(region=one(Region, n)),
    "stage": lambda n: some(School, n).update(stage=["primary", "senior"][n % 2]),
    "strike": lambda n: some(Honor, n).update(revoked_on=TODAY, revoke_reason="误发"),
    "level": lambda n: some(Honor, n).update(level="national", awarded_on=None),
    "throw": lambda n: some(Honor, n).delete(),
    "revoke": lambda n: some(Result, n).update(revoked_on=TODAY, revoke_reason="撤销"),
    "restore": lambda n: Result.objects.update(revoked_on=None),
    "promote": lambda n: some(Result, n).update(level="province"),
    "retire": lambda n: some(Brand, n).update(is_current=False),
    "sum up": lambda n: tally.fold(),
}


@pytest.fixture
def begun():
    """Made once for all examples."""
    for number in range(4):
        SchoolFactory()
        for begin in (record, verify, win):
            begin(number)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from(list(CHANGES)), st.integers(0, 60)), max_size=25))
def test_whatever_is_done_the_figures_are_those_of_a_count(begun, steps):
    with transaction.atomic():
        for name, number in steps:
            CHANGES[name](number)
        assert kept() == counted()
        assert tally.differences() == []
        transaction.set_rollback(True)


def test_moves_and_acts_reach_the_figures():
    school, other = SchoolFactory(), SchoolFactory()
    own, shared = (
        published(ActivityFactory(school=school)),
        published(ActivityFactory(school=other)),
    )
    row = Participation.objects.create(activity=shared, school=school, own=own)
    assert Tally.objects.of("stories").total() == 2
    Participation.objects.filter(pk=row.pk).update(state=Confirmation.CONFIRMED)
    assert Tally.objects.of("stories").total() == 1
    joint.unfold(own=own, by=clerk(school))
    assert Tally.objects.of("stories").total() == 2
    activity_flow.perform(own, "reopen", by=clerk(school))
    assert Tally.objects.of("stories").total() == 1
    assert kept() == counted()


def test_the_command_finds_what_is_wrong_and_mends_it(capsys):
    published(ActivityFactory())
    call_command("summary", "--check")
    Tally.objects.filter(what="stories").update(number=3)
    with pytest.raises(CommandError, match="1 处和逐条清点不一致：stories"):
        call_command("summary", "--check")
    call_command("summary")
    assert (kept(), tally.differences()) == (counted(), [])
    assert "改正了 1 处" in capsys.readouterr().out


def test_changes_are_summed_up():
    school = SchoolFactory()
    for _ in range(3):
        published(ActivityFactory(school=school))
    before = kept()
    assert Tally.objects.of("stories").count() > 1
    call_command("summary", stdout=StringIO())
    assert (Tally.objects.of("stories").count(), kept()) == (1, before)


def test_migrate_puts_the_triggers_back_and_counts_what_happened_meanwhile():
    tally.prepare(plan=["something"])
    published(ActivityFactory())
    assert Tally.objects.count() == 0
    tally.install()
    assert kept() == counted()
    published(ActivityFactory())
    assert kept() == counted()
