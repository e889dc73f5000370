"""The indexes that carry the lists of a large region are really used."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import RequestFactory

from activities.listings import ActivityListing, PublicActivityListing
from activities.models import Activity
from kit import pairs
from tests.activities.conftest import make
from tests.factories import RegionFactory, published, staff

pytestmark = pytest.mark.django_db
of_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite serves smaller places by other plans"
)


def plan(rows):
    """As for a table too long to be read through or sorted."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    return rows[:20].explain()


def asked(listing, user, rows, query=""):
    request = RequestFactory().get(f"/?{query}")
    request.user = user
    return listing(request, rows)


@pytest.fixture
def user(school):
    return staff(RegionFactory(code="3202"))


def test_of_one_type_the_newest_come_first(client, school):
    for day in ("2024-05-01", "2024-07-01", "2024-06-01"):
        published(make(school, "lecture", "study", title=day, happened_on=day))
    found = client.get("/activities/?type=lecture").context["page"]
    assert [row.title for row in found] == ["2024-07-01", "2024-06-01", "2024-05-01"]
    found = client.get("/activities/?type=lecture&order=oldest").context["page"]
    assert [row.title for row in found] == ["2024-05-01", "2024-06-01", "2024-07-01"]


@of_postgresql
def test_words_of_the_ledger_are_found_by_their_pairs(user, school):
    make(school, title="银杏树下")
    listing = asked(ActivityListing, user, Activity.objects.seen_by(user), "q=银杏")
    assert [row.title for row in listing.page()] == ["银杏树下"]
    rows = pairs.narrowed(Activity.objects.order_by(), ActivityListing.search, "银杏")
    assert "activity_pairs" in plan(rows)
    assert "activity_pairs_tenth" in plan(pairs.tenth(rows))


@of_postgresql
def test_of_a_long_word_the_rarest_pairs_are_looked_up(school):
    Activity.objects.bulk_create(
        Activity(school=school, title=f"升旗{n}", happened_on=date(2026, 1, 1)) for n in range(99)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE activities_activity")
    table, column = "activity_pairs", "kit_pairs"
    assert pairs.rarest([["升旗", "旗台", "台下"]], table, column) == {"旗台", "台下"}
    assert pairs.rarest([["升旗", "旗台"], ["升旗"]], table, column) == {"升旗", "旗台"}


@pytest.mark.parametrize("common", [1, 8], ids=["told by a part", "nearly everywhere"])
@pytest.mark.parametrize("most", [3, 30, 100], ids=["a tenth tells", "all of them tell", "few"])
def test_a_common_word_of_the_ledger_is_counted_so_far(user, school, monkeypatch, most, common):
    monkeypatch.setattr("kit.listing.COUNTED", most)
    monkeypatch.setattr("kit.listing.COMMON", common)
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(60)]
    rows = [Activity(school=school, title=f"升旗 {day}", happened_on=day) for day in days]
    Activity.objects.bulk_create(rows)
    listing = asked(ActivityListing, user, Activity.objects.seen_by(user), "q=升旗")
    page = listing.page()
    told = "共 60 条" if most == 100 else f"超过 {most} 条"
    assert page.paginator.total_label == told
    assert [row.happened_on for row in page] == days[::-1][: min(most, 20)]


@of_postgresql
@pytest.mark.parametrize(
    ("query", "index"),
    [("", "activity_public_recent"), ("type=lecture", "typing_recent")],
)
def test_a_public_page_is_read_along_its_index(user, school, query, index):
    listing = asked(PublicActivityListing, user, Activity.objects.public().counted(), query)
    assert index in plan(listing.rows)


@pytest.mark.parametrize(
    "query", ["year=2024", "since=2024-01-01&until=2024-12-31"], ids=["of a year", "of a period"]
)
def test_of_one_type_the_dates_beside_it_narrow_the_list(user, school, query):
    for day in ("2023-05-01", "2024-05-01", "2025-05-01"):
        make(school, "lecture", title=day, happened_on=day)
    make(school, "visit", title="参观", happened_on="2024-05-02")
    rows = Activity.objects.seen_by(user)
    found = asked(ActivityListing, user, rows, f"type=lecture&{query}")
    assert [row.title for row in found.page()] == ["2024-05-01"]
