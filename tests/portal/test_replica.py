"""Visitors read the replica, whoever signed in or has just written reads the main database."""

import pytest
from django.db import connection, connections, router
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit import logs
from portal import servers, serving
from schools.models import School
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "replica"])


@pytest.fixture(scope="module", autouse=True)
def second(django_db_setup):
    """One more connection to the same database: what a replica without any delay would be."""
    mirror = {"TEST": connection.settings_dict["TEST"] | {"MIRROR": "default"}}
    connections.databases["replica"] = connection.settings_dict | mirror
    yield
    del connections["replica"]
    del connections.databases["replica"]


@pytest.fixture
def replica(settings, monkeypatch):
    monkeypatch.setitem(serving._away_until, "replica", 0.0)
    middleware = ["portal.serving.FromReplica", *settings.MIDDLEWARE]
    with override_settings(DATABASE_ROUTERS=["portal.serving.PublicReads"], MIDDLEWARE=middleware):
        yield connections["replica"]
    connections["replica"].close()


def asked(client, page, replica):
    """How many queries of a page each of the two answered."""
    with CaptureQueriesContext(replica) as there, CaptureQueriesContext(connection) as here:
        assert client.get(page).status_code == 200
    return len(there), len(here)


def test_a_visitor_reads_the_replica_only(client, replica):
    f.SchoolFactory()
    there, here = asked(client, reverse("schools:list"), replica)
    assert (there > 0, here) == (True, 0)
    there, here = asked(client, "/zh-hant" + reverse("schools:list"), replica)
    assert (there > 0, here) == (True, 0)


def test_slow_queries_are_told_of_the_replica_too(client, replica, settings, caplog):
    settings.SLOW_QUERY_MS = 0.000001
    with logs.slow_queries(), replica.cursor() as cursor:
        cursor.execute("SELECT 1 + 1")
    assert "SELECT 1 + 1" in caplog.text


def test_whoever_is_signed_in_or_has_just_written_reads_the_main_database(client, replica):
    page = reverse("schools:list")
    client.post(reverse("reading"), {"size": "large"})
    assert client.cookies["fresh"]["max-age"] == 30
    assert asked(client, page, replica)[0] == 0
    client.cookies.pop("fresh")
    assert asked(client, reverse("login"), replica)[0] == 0
    client.force_login(f.staff(f.RegionFactory()))
    assert asked(client, page, replica)[0] == 0


def test_what_a_request_writes_it_reads_again_from_where_it_wrote(replica):
    aliases = []

    def view(request):
        aliases.append(School.objects.all().db)
        school = School.objects.using("replica").get()
        school.save()
        aliases.append(school._state.db)
        aliases.append(School.objects.all().db)
        return HttpResponse()

    f.SchoolFactory()
    serving.FromReplica(view)(RequestFactory().get("/"))
    assert aliases == ["replica", "default", "default"]
    assert router.db_for_read(School) == "default"


def test_a_replica_that_is_away_costs_visitors_nothing_but_time(client, replica, monkeypatch):
    def away():
        raise serving.DatabaseError("connection refused")

    page = reverse("schools:list")
    with monkeypatch.context() as patch:
        patch.setattr(replica, "cursor", away)
        assert client.get(page).status_code == 200
    assert asked(client, page, replica)[0] == 0  # it is left alone for a while


def test_addresses_become_two_databases_and_the_settings_of_a_pooler():
    main, copy = "postgres://portal:p@10.0.0.1/portal", "postgres://portal:p@10.0.0.2/portal"
    found = servers.databases(main, copy, keep=60, patience=8, pooled=True)
    assert {name: one["HOST"] for name, one in found.items()} == {
        "default": "10.0.0.1",
        "replica": "10.0.0.2",
    }
    assert {one["DISABLE_SERVER_SIDE_CURSORS"] for one in found.values()} == {True}
    assert (found["default"]["PATIENCE"], found["replica"].get("PATIENCE", 0)) == (8, 0)
    assert found["replica"]["TEST"] == {"MIRROR": "default"}
