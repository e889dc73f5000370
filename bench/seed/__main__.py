"""DATABASE_URL=… python -m bench.seed district|city|province [SEED]"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from functools import partial

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from activities.models import Activity, ActivityPhoto, ActivityTyping, Participation  # noqa: E402
from bench.seed import batches, ledgers, places  # noqa: E402
from brands.models import Brand  # noqa: E402
from honors.models import Honor  # noqa: E402
from kit import tally  # noqa: E402
from portal import indexing  # noqa: E402
from portal.models import SearchDocument  # noqa: E402
from schools.models import School, Tie  # noqa: E402

POURED = (Activity, ActivityTyping, ActivityPhoto, Participation, Honor, Honor.issuers.through)
# Building an index of words at the end is quicker than keeping it through a million rows.
WORDY = """SELECT indexname, indexdef FROM pg_indexes
  WHERE schemaname = current_schema() AND indexdef LIKE '%USING gin%'"""


def plant(name: str, seed: int = 7) -> None:
    size = places.SIZES[name]
    is_server = connection.vendor == "postgresql"
    dice = random.Random(seed)  # noqa: S311 - repeatable on purpose
    tally.prepare([name])  # summed up once, at the end
    with transaction.atomic():
        world = places.settle(size, dice)
        batches.hold(world, size.batches, dice)
        ledgers.issuers()
        wordy = _without_indexes_of_words() if is_server else []
    _told("places and batches")
    make = partial(ledgers.fill, world, seed=seed)
    if is_server and size.activities > 10_000:
        connection.close()
        with multiprocessing.Pool(os.cpu_count()) as pool:
            for n, _ in enumerate(pool.imap_unordered(make, ledgers.slices(size)), 1):
                _told(f"slice {n}")
    else:
        for part in ledgers.slices(size):
            make(part)
    places.count_on(*POURED, SearchDocument)
    for model in (Brand, School, Tie):
        indexing._store(  # noqa: SLF001
            model, indexing.SOURCES[model].rows()
        )
    _run("ANALYZE")  # else the summary is counted by plans for empty tables
    tally.install()
    _told("ledgers")
    if is_server:
        _run("SET maintenance_work_mem = '1GB'", *wordy, "VACUUM ANALYZE")
    _told("indexes")


def _without_indexes_of_words() -> list[str]:
    """The statements that make them again."""
    with connection.cursor() as cursor:
        cursor.execute(WORDY)
        found = dict(cursor.fetchall())
    _run(*(f"DROP INDEX {name}" for name in found))
    return list(found.values())


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _told(what: str) -> None:
    sys.stdout.write(f"{time.process_time():6.0f} s CPU, {time.strftime('%X')}: {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    plant(sys.argv[1] if len(sys.argv) > 1 else "district", *map(int, sys.argv[2:3]))
