"""Questions written once for a sort of account find what each account of it manages, and no more."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from activities.models import Activity
from kit.prepared import Prepared, given, how_many
from portal.dashboards.managed import Managed
from schools.choices import Role
from schools.models import Region
from selection.models import Application, Batch
from tests.factories import ActivityFactory, ApplicationFactory, RegionFactory, UserFactory

pytestmark = pytest.mark.django_db
CODES = ("320206", "320211", "330106")


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """What is prepared here is none of the questions of the house."""
    monkeypatch.setattr(Prepared, "known", [])


@pytest.fixture
def schools():
    """One in each of three districts, with an activity and an application."""
    found = []
    for code in CODES:
        activity = ActivityFactory(school__region=RegionFactory(code=code))
        ApplicationFactory(
            school=activity.school,
            batch__region=activity.school.region,
            submitted_at=activity.created_at,
            status="submitted",
        )
        found.append(activity.school)
    return found


def somebody(*places):
    """Staff of regions given by code, clerk of schools."""
    user = UserFactory()
    for place in places:
        if isinstance(place, str):
            region = Region.objects.filter(code=place).first() or RegionFactory(code=place)
            user.posts.create(role=Role.STAFF, region=region)
        else:
            user.posts.create(role=Role.CLERK, school=place)
    return type(user).objects.get(pk=user.pk)


def accounts(schools):
    first, _, far = schools
    return [
        somebody("320206"),
        somebody("320211"),
        somebody("32"),
        somebody("320206", "330106"),
        somebody("3202", far),
        somebody("320211", first, far),
    ]


@pytest.mark.parametrize("model", [Activity, Application, Batch])
def test_each_account_is_answered_what_it_manages(schools, model):
    ask = Managed(lambda user: model.objects.managed_by(user).order_by("pk"))
    for _ in range(2):  # written, and written already
        for user in accounts(schools):
            assert ask(user) == list(model.objects.managed_by(user).order_by("pk"))


def test_it_is_asked_in_one_question_with_what_else_is_given(schools):
    ask = Managed(
        lambda user: how_many(Activity.objects.managed_by(user).filter(pk__gt=given("pk")))
    )
    for user in accounts(schools):
        expected = Activity.objects.managed_by(user).count()
        with CaptureQueriesContext(connection) as asked:
            assert ask.first(user, pk=0) == expected
        assert ask.first(user, pk=10**9) == 0
        assert len(asked) == 1


def test_what_is_joined_several_times_counts_once(schools):
    activity = Activity.objects.get(school=schools[0])
    for kind in ("lecture", "theme_day"):
        activity.typings.create(type=kind, happened_on=activity.happened_on)
    typed = Activity.objects.filter(typings__isnull=False).distinct()
    assert Prepared(lambda: how_many(typed)).first() == typed.count()
