"""The edition changes with every write the public might see, in the writer's transaction."""

import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from kit import audit, published
from kit.models import Draft
from kit.publication import STEPS, CheckStatus
from portal import edition
from portal.models import PageViews
from schools.models import Region, School, User
from tests.factories import (
    ActivityFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
)
from tests.factories import published as made_public

pytestmark = pytest.mark.django_db
POSTGRESQL = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL has several writers"
)


def tie_together(row):
    row.ties.add(TieFactory())


SEEN = {
    "one row": lambda row: row.save(),
    "many rows at once": lambda row: Activity.objects.update(title="新"),
    "new rows at once": lambda row: Region.objects.bulk_create(
        [Region(code="99", name="新区", rank="county")]
    ),
    "rows that were there already": lambda row: School.objects.bulk_create(
        [School(pk=row.school_id, region=row.school.region, name="新校名", stage="primary")],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name"],
    ),
    "a link between two rows": tie_together,
    "a row gone": lambda row: row.delete(),
    "rows gone at once": lambda row: Activity.objects.all()._raw_delete("default"),
    "somebody's name": lambda row: User.objects.update(name="新名字"),
    "plain SQL": lambda row: connection.cursor().execute("UPDATE schools_region SET name = 'x'"),
}


@pytest.mark.parametrize("change", SEEN)
def test_every_way_of_writing_changes_it(change):
    UserFactory()
    row = ActivityFactory()
    before = edition.current()
    SEEN[change](row)
    assert edition.current() != before


def test_what_is_taken_back_changes_nothing():
    school = SchoolFactory()
    before = edition.current()
    with transaction.atomic():
        school.save()
        assert edition.current() != before
        transaction.set_rollback(True)
    assert edition.current() == before
    school.save()  # after a step taken back in the same transaction
    assert edition.current() != before


def test_a_day_at_the_office_without_a_change_leaves_it(client):
    user = UserFactory()
    before = edition.current()
    client.post(reverse("login"), {"username": user.username, "password": "correct-horse-9"})
    assert client.get(reverse("office:home")).status_code == 200
    Draft.objects.create(owner=user, key="activity.new", data={"title": "没写完"})
    PageViews.add("b", 1)
    audit.record(user, "job.cancel", user)
    client.post(reverse("logout"))
    assert edition.current() == before


def test_no_table_is_overlooked_that_is_not_named():
    models = apps.get_models(include_auto_created=True)
    ours = {m._meta.db_table for m in models if m._meta.app_label in edition.FLOORS}
    assert ours >= edition.UNSEEN
    assert edition.SEEN_COLUMNS.keys() <= edition.watched()
    for table in edition.watched():
        assert _triggers(table) == (1 if connection.vendor == "postgresql" else 3), table
    for table in edition.UNSEEN:
        assert not _triggers(table), table


def _triggers(table):
    with connection.cursor() as cursor:
        cursor.execute(edition._LISTED[connection.vendor])
        found = [(name, on) for name, on in cursor.fetchall()]
    return sum(on == table and name.startswith(edition.TABLE) for name, on in found)


def test_a_table_that_lost_its_triggers_is_watched_again_by_the_next_migrate():
    table = "schools_school"
    with connection.cursor() as cursor:
        cursor.execute(edition._LISTED[connection.vendor])
        for name, on in cursor.fetchall():
            if on == table and name.startswith(edition.TABLE):
                cursor.execute(edition._DROPPED[connection.vendor].format(name, on))
    assert not _triggers(table)
    edition.watch(connection)
    school = SchoolFactory()
    before = edition.current()
    School.objects.filter(pk=school.pk).update(name="新")
    assert edition.current() != before


@POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_writers_never_wait_for_each_other_and_none_is_lost():
    one, other = SchoolFactory(), SchoolFactory()
    seen, begun, go_on = [edition.current()], threading.Event(), threading.Event()

    def slowly():
        with transaction.atomic():
            School.objects.filter(pk=one.pk).update(name="甲")
            begun.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slowly)
    thread.start()
    begun.wait(10)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '1s'")
        School.objects.filter(pk=other.pk).update(name="乙")
    seen.append(edition.current())
    go_on.set()
    thread.join()
    seen.append(edition.current())
    assert len(set(seen)) == 3


@POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_meanwhile_is_made_anew():
    before = edition.current()
    connection.connection.close()
    assert edition.current() == before


def asked(method="get"):
    return getattr(RequestFactory(), method)("/")


def counter():
    found = iter(range(9))
    return lambda: next(found)


def test_what_many_pages_share_is_made_once_until_something_public_changes():
    school, make = SchoolFactory(), counter()
    assert [published.kept(asked(), "numbers", make) for _ in range(3)] == [0, 0, 0]
    school.save()
    assert [published.kept(asked(), "numbers", make) for _ in range(2)] == [1, 1]


def test_what_many_pages_share_is_made_anew_each_day(monkeypatch):
    make = counter()
    assert published.kept(asked(), "days", make) == 0
    tomorrow = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert published.kept(asked(), "days", make) == 1


def test_where_something_is_written_nothing_is_kept_nor_taken_from_what_is():
    make = counter()
    assert [published.kept(asked("post"), "written", make) for _ in range(2)] == [0, 1]
    assert published.kept(asked(), "written", make) == 2
    assert published.kept(asked("post"), "written", make) == 3


def test_one_answer_asks_for_the_edition_once(django_assert_num_queries):
    request = asked()
    with django_assert_num_queries(1):
        for name in ("one", "two"):
            published.kept(request, name, str)


def test_without_the_edition_what_is_shared_is_made_each_time(monkeypatch):
    def lost():
        raise DatabaseError

    monkeypatch.setattr(edition, "current", lost)
    make = counter()
    assert [published.kept(asked(), "lost", make) for _ in range(2)] == [0, 1]


def test_a_school_stands_in_the_choices_with_its_first_public_activity_and_leaves_with_the_last(
    client,
):
    def choices():
        return client.get("/activities/").content.decode().count(f">{activity.school}</option>")

    activity = ActivityFactory()
    assert choices() == 0
    made_public(activity)
    assert choices() == 1
    trail = {f"{step}_{part}": None for step in STEPS for part in ("by", "at")}
    Activity.objects.update(status=CheckStatus.WITHDRAWN, **trail)
    assert choices() == 0
