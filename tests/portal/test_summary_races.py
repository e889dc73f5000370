"""Two writers change what counts together: whoever comes second waits, and no figure is lost."""

import threading
import time

import pytest
from django.db import connection, transaction

from activities.choices import Confirmation
from activities.models import Activity, ActivityTyping, Participation
from brands.models import Brand, Result
from honors.models import Honor
from kit.publication import Scope
from schools.models import School
from tests.factories import (
    ActivityFactory,
    BrandFactory,
    HonorFactory,
    RegionFactory,
    SchoolFactory,
    published,
)
from tests.portal.test_summary import counted, kept
from tests.selection.racing import needs_two_writers, waiting

pytestmark = [pytest.mark.django_db(transaction=True), needs_two_writers]


def behind(first, second):
    """`second` begins while `first` is done and not committed; it waits, or is over by itself."""
    thread = threading.Thread(target=lambda: (second(), connection.close()))
    with transaction.atomic():
        first()
        thread.start()
        until = time.monotonic() + 10
        while thread.is_alive() and not waiting():
            assert time.monotonic() < until
            time.sleep(0.005)
    thread.join(20)
    assert not thread.is_alive()


def test_figures_equal_a_recount_whoever_of_two_writers_is_first():
    school, others = SchoolFactory(), [RegionFactory(), RegionFactory()]
    own, *shared = (published(ActivityFactory(school=school)) for _ in range(3))
    joint = [Participation.objects.create(activity=a, school=school, own=own) for a in shared]
    brand = published(BrandFactory(school=school))
    won = [Result.objects.create(brand=brand, level="city", batch_name=n) for n in "一二"]

    def move(region):
        return lambda: School.objects.filter(pk=school.pk).update(region=region)

    def set_to(row, **values):
        return lambda: type(row).objects.filter(pk=row.pk).update(**values)

    def typed():
        ActivityTyping.objects.create(activity=own, type="visit", happened_on=own.happened_on)

    confirmed = [set_to(row, state=Confirmation.CONFIRMED) for row in joint]
    waits = [set_to(row, state=Confirmation.WAITING) for row in joint]
    gone = [set_to(row, revoked_on=own.happened_on, revoke_reason="撤销") for row in won]
    races = {
        "the region of a school, an honour of it": (
            move(others[0]),
            lambda: HonorFactory(school=school),
        ),
        "an honour, the region": (lambda: HonorFactory(school=school), move(others[1])),
        "the region, an activity": (move(others[0]), lambda: ActivityFactory(school=school)),
        "an activity, the region": (lambda: ActivityFactory(school=school), move(others[1])),
        "two joint records of one activity": confirmed,
        "both given back": waits,
        "a joint record, the scope of the activity": (
            confirmed[0],
            set_to(own, scope=Scope.SYSTEM),
        ),
        "the scope, a joint record": (set_to(own, scope=Scope.PUBLIC), waits[0]),
        "a type, the scope": (typed, set_to(own, scope=Scope.SYSTEM)),
        "two results of one brand": gone,
        "a result, the shelf": (set_to(won[0], revoked_on=None), set_to(brand, is_current=False)),
        "the same row": (set_to(own, scope=Scope.PUBLIC), set_to(own, scope=Scope.PRIVATE)),
        "a brand, the region": (set_to(brand, is_current=True), move(others[0])),
    }

    found = {}
    for name, (first, second) in races.items():
        behind(first, second)
        found[name] = kept() == counted()

    assert found == dict.fromkeys(races, True)
    assert (Activity.objects.count(), Honor.objects.count(), Brand.objects.count()) == (5, 2, 1)
