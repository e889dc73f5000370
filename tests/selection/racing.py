"""Two users at once: the row in question is held until both wait for it, and let go."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from kit.models import AuditEntry
from kit.workflow import Refused

needs_two_writers = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="SQLite lets one connection write at a time; the races need PostgreSQL",
)


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # else one transaction sees one moment
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def together(held, *acts):
    """Run the acts in threads of their own; returns per act its result or its Refused.

    `held` is a row that all of them must lock; it is let go when every one of them waits.
    """
    found = [None] * len(acts)

    def run(place, act):
        try:
            found[place] = act()
        except Refused as refusal:
            found[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    with transaction.atomic():
        type(held).objects.select_for_update(no_key=True).get(pk=held.pk)
        for thread in threads:
            thread.start()
        until = time.monotonic() + 10
        while waiting() < len(acts):
            assert time.monotonic() < until, "not everybody waits for the held row"
            time.sleep(0.01)
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    return found


def refusals(found):
    return [str(one) for one in found if isinstance(one, Refused)]


def logged(verb):
    return AuditEntry.objects.filter(verb=verb).count()


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def move(flow, row, key, by, **words):
    """A move as a request makes it: with the row as it was read before."""
    seen = fresh(row)
    return lambda: flow.perform(seen, key, by=by, **words)
