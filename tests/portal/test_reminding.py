"""Once a day: what is due in so many days is told to those who can do something about it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from kit.models import Notification
from portal.reminding import remind
from schools.choices import TieState
from selection.choices import ApplicationStatus
from tests.factories import (
    ApplicationFactory,
    PartyOrganizationFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    clerk,
)

pytestmark = pytest.mark.django_db


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def school():
    return SchoolFactory()


def told(user):
    return [row.kind for row in Notification.objects.of(user).order_by("pk")]


def test_terms_agreements_and_corrections_are_told_on_their_days(school):
    one = clerk(school)
    for left in (183, 182):
        body = PartyOrganizationFactory(region=school.region, term_ends_on=in_days(left))
        body.host_schools.add(school)
    for left in (30, 29):
        tie = TieFactory(state=TieState.ACTIVE, valid_until=in_days(left))
        tie.members.create(school=school, confirmed_by=one, confirmed_at=timezone.now())
        tie.members.create(school=SchoolFactory())  # only named: not its business yet
    ApplicationFactory(
        school=school,
        status=ApplicationStatus.RETURNED,
        correct_by=in_days(3),
        submitted_at=timezone.now(),
    )

    assert remind() == 3

    assert told(one) == ["term.ending", "tie.lapsing", "application.due"]
    assert Notification.objects.count() == 3


def test_a_second_run_on_the_same_day_tells_nothing_again(school, capsys):
    one = clerk(school)
    tie = TieFactory(state=TieState.ACTIVE, valid_until=in_days(7))
    tie.members.create(school=school, confirmed_by=UserFactory(), confirmed_at=timezone.now())
    call_command("remind")
    Notification.objects.of(one).mark_read()

    call_command("remind")

    assert told(one) == ["tie.lapsing"]
    assert capsys.readouterr().out.splitlines() == [
        "提醒了 1 件快到期的事。",
        "提醒了 0 件快到期的事。",
    ]
