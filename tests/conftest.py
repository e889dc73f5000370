"""Fixtures every test lives with: own files, an empty cache, no network."""

import gc
import socket
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis

from kit import appendonly, workdays
from kit.models import Tally

LOCAL = {"127.0.0.1", "::1", "localhost", ""}
PLANTED = {"django_content_type", "auth_permission"}  # by the migrations; no test writes them
# A request leaves few cycles; to look for them after every 700 objects costs a tenth of the run.
gc.set_threshold(100_000, 20, 20)
# A busy machine is no mistake: slowness is for the benchmarks to find.
hypothesis.register_profile("patient", deadline=None)
hypothesis.load_profile("patient")


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """Uploads of one test are gone before the next."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture(autouse=True)
def empty_cache():
    for kept in caches.all():  # also those that only another thread has used
        kept.clear()


@pytest.fixture(autouse=True, scope="session")
def no_network():
    """A test that asks another machine for something fails at once and says which."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise AssertionError(f"a test tried to reach {address[0]}")
        return connect(self, address)

    socket.socket.connect = guarded
    yield
    socket.socket.connect = connect


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL only what asks it something of its own runs: the rest has been seen on SQLite."""
    if connection.vendor != "postgresql":
        return
    pure, asking = [], []
    for item in items:
        asks = item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames
        (asking if asks and not item.get_closest_marker("words") else pure).append(item)
    config.hook.pytest_deselected(items=pure)
    items[:] = asking


def emptied(case):
    """After a test with real transactions: every row goes, what the migrations planted comes back.

    To truncate all tables and announce a migration, as Django does, takes longer than most tests.
    Append-only is lifted meanwhile; what goes is still counted down, so the summary goes last.
    """
    protected = appendonly.tables(connection)
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    for table in protected:
        appendonly.remove(connection, table)
    connection.ops.execute_sql_flush(
        [f'DELETE FROM "{table}"' for table in tables if table not in PLANTED]  # noqa: S608
    )
    for table in protected:
        appendonly.install(connection, table)
    Tally.objects.all().delete()
    workdays.load(workdays.parse(workdays.SHIPPED.read_text("utf-8")))


TransactionTestCase._fixture_teardown = emptied
