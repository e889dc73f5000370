"""The calendar: a month of public activities by day, readable without script."""

from datetime import date

import pytest
import time_machine

from activities.documents import calendar
from tests.factories import ActivityFactory, SchoolFactory, published

PAGE = "/activities/calendar/"


@pytest.fixture
def october(db):
    school = SchoolFactory()
    for number in range(5):
        published(
            ActivityFactory(title=f"第{number}场", happened_on=date(2026, 10, 9), school=school)
        )
    return school


def days(response):
    weeks = response.context["month"].weeks
    return {day.date: day for week in weeks for day in week if day.total}


def test_a_day_shows_three_and_leads_to_the_rest(client, october):
    page = client.get(PAGE, {"month": "2026-10"})
    [day] = days(page).values()
    assert (day.total, [one.title for one in day.shown], day.left) == (
        5,
        ["第4场", "第3场", "第2场"],
        2,
    )
    rest = client.get("/activities/", {"on": "2026-10-09"})
    assert rest.context["page"].paginator.count == 5
    assert 'href="/activities/?on=2026-10-09"' in page.content.decode()


def test_only_what_is_public_stands_in_it_and_filters_narrow_it(client, october):
    ActivityFactory(happened_on=date(2026, 10, 10))
    other = published(ActivityFactory(happened_on=date(2026, 10, 11)))
    assert list(days(client.get(PAGE, {"month": "2026-10"}))) == [
        date(2026, 10, 9),
        date(2026, 10, 11),
    ]
    chosen = client.get(PAGE, {"month": "2026-10", "school": other.school.pk})
    assert list(days(chosen)) == [date(2026, 10, 11)]
    assert 'name="month" value="2026-10"' in chosen.content.decode()


@time_machine.travel("2026-12-01 12:00")
def test_without_a_month_it_opens_at_the_newest_activity(client, october):
    published(ActivityFactory(happened_on=date(2027, 5, 1)))
    assert client.get(PAGE).context["month"].first == date(2026, 10, 1)
    assert client.get(PAGE, {"month": "2026-99"}).context["month"].first == date(2026, 10, 1)
    assert client.get(PAGE, {"month": "1600-01"}).status_code == 404


def test_months_follow_each_other_over_the_year():
    made = calendar.Month(date(2026, 12, 1), [], 0)
    assert (made.before, made.after) == (date(2026, 11, 1), date(2027, 1, 1))


def test_a_full_month_asks_once_more_than_an_empty_one(client, october, django_assert_num_queries):
    client.get(PAGE)  # what pages share
    with django_assert_num_queries(4):
        client.get(PAGE, {"month": "2026-10"})
    with django_assert_num_queries(3):
        client.get(PAGE, {"month": "2026-11"})
