"""Time in the database and the unit it is told in: fetching 24 activities with their school.

Where the system tells it (PostgreSQL on the same Linux machine), this is the time the process of
the database was at work: a busy machine does not lengthen it. Else it is the time on the clock.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from activities.models import Activity

ROUNDS, LONG = 5, 0.1


class Spent:
    """Seconds and statements inside the database, and which of them was the longest."""

    def __init__(self) -> None:
        self.seconds, self.count, self.worst, self.statement = 0.0, 0, 0.0, ""
        self.clock = _clock()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        start = self.clock()
        try:
            return execute(sql, params, many, context)
        finally:
            taken = self.clock() - start
            self.seconds += taken
            self.count += 1
            if taken > self.worst:
                told = getattr(context["cursor"], "query", None)  # with its values
                self.worst, self.statement = taken, told.decode() if told else sql


def _clock() -> Callable[[], float]:
    if connection.vendor != "postgresql":
        return time.perf_counter
    with connection.cursor() as cursor:
        # Work done by helpers of the process would not be seen.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not told.exists():
        return time.perf_counter
    return lambda: int(told.read_text().split()[0]) / 1e9


@contextmanager
def watched() -> Iterator[Spent]:
    spent = Spent()
    with connection.execute_wrapper(spent):
        yield spent


def in_database(act: Callable[[], object], rounds: int = ROUNDS) -> Spent:
    """The median run by its time in the database; what takes long is run twice only."""
    runs: list[Spent] = []
    for number in range(rounds + 1):
        with watched() as spent:
            act()
        runs.append(spent)
        if number and spent.seconds > LONG:
            break
    later = sorted(runs[1:], key=lambda run: run.seconds)  # the first one warmed up
    return later[len(later) // 2]


def unit() -> float:
    """Seconds for one U."""
    ids = list(Activity.objects.order_by("-pk").values_list("pk", flat=True)[:2400:100])
    rows = Activity.objects.select_related("school").filter(pk__in=ids)
    return statistics.median(in_database(lambda: list(rows.all())).seconds for _ in range(7))
