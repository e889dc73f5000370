"""Figures that are kept instead of counted: summary rows, written by triggers of the database.

An app says in SQL what a thing counts as (`Source`) and which changes of which tables concern it
(`Watch`). Before such a change the triggers take away what the things counted as, after it they add
what they count as now, in the same transaction and whoever makes it: a form, an import,
`QuerySet.update()`, a console. Rows are only ever added (`Tally`), so that writers never wait for
each other; `fold` sums them up once a day, `differences` compares with a recount, `mend` adds what
is missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

PREFIX = "tally_"
TABLE = "kit_tally"
COLUMNS = "what, place, day, kind"
_FOLD = f"""INSERT INTO {TABLE} ({COLUMNS}, number)
  SELECT {COLUMNS}, SUM(number) FROM {{rows}} GROUP BY {COLUMNS} HAVING SUM(number) <> 0"""
_LISTED = {
    "sqlite": (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'tally!_%' ESCAPE '!'"
    ),
    "postgresql": "SELECT proname FROM pg_proc WHERE proname LIKE 'tally!_%' ESCAPE '!'",
}


@dataclass(frozen=True)
class Watch:
    """A table whose changes make things count otherwise.

    which       SQL: the things that a row concerns; {row} is the row
    columns     an update of others concerns nobody
    is_alone    `which` asks for other rows of the table: several may stand for one thing
    is_against  the row keeps the things from being counted
    lock        on PostgreSQL, before counting: waits for those who change the things meanwhile;
                one of whole tables is taken before any row is, for they hold it and ask for rows
    events      what can happen to a row with things
    """

    table: str
    columns: tuple[str, ...]
    which: str
    is_alone: bool = False
    is_against: bool = False
    lock: str = ""
    events: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")

    @property
    def locks_tables(self) -> bool:
        return self.lock.startswith("LOCK TABLE")


@dataclass(frozen=True)
class Source:
    """What is counted: `select` gives each thing's place, day and kind; {which} narrows it down.

    {month:COLUMN} and {year:COLUMN} are the first day of them; `which` are those that count.
    """

    what: str
    select: str
    which: str
    watches: tuple[Watch, ...]


class _First:
    """The first day of a period, in the dialect of the database."""

    def __init__(self, period: str) -> None:
        self.period = period

    def __format__(self, column: str) -> str:
        if connection.vendor == "postgresql":
            return f"CAST(date_trunc('{self.period}', {column}) AS date)"
        return f"date({column}, 'start of {self.period}')"


SOURCES: dict[str, Source] = {}


def register(*sources: Source) -> None:
    SOURCES.update((source.what, source) for source in sources)


def differences() -> list[tuple[str, int, Any, str, int]]:
    """What, place, day, kind: how many more there are than the summary says."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS}, SUM(number) FROM ({_missing()}) AS rows"
            f" GROUP BY {COLUMNS} HAVING SUM(number) <> 0 ORDER BY {COLUMNS}"
        )
        return list(cursor.fetchall())


def mend() -> int:
    """Add what the summary lacks, in one statement: what is written meanwhile stays right."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD.format(rows=f"({_missing()}) AS rows"))
        return int(cursor.rowcount)


def fold() -> None:
    """Sum up the changes; readers find the old rows or the new."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            gone = f"WITH gone AS (DELETE FROM {TABLE} RETURNING *) "
            cursor.execute(gone + _FOLD.format(rows="gone"))
        else:
            cursor.execute(f"SELECT MAX(id) FROM {TABLE}")
            last = cursor.fetchone()[0] or 0
            cursor.execute(_FOLD.format(rows=TABLE))
            cursor.execute(f"DELETE FROM {TABLE} WHERE id <= %s", [last])


def _missing() -> str:
    counted = [_counted(source, source.which, 1) for source in SOURCES.values()]
    return " UNION ALL ".join([*counted, f"SELECT {COLUMNS}, -number AS number FROM {TABLE}"])


def _counted(source: Source, which: str, number: int) -> str:
    first = {period: _First(period) for period in ("month", "year")}
    things = source.select.format(which=which, **first)
    return (
        f"SELECT '{source.what}' AS what, place, day, kind, {number} * COUNT(*) AS number"
        f" FROM ({things}) AS things GROUP BY place, day, kind"
    )


def prepare(plan: Any = (), **kwargs: Any) -> None:
    """Before tables change: SQLite remakes them, and no trigger may speak of one that is away."""
    if plan:
        remove()


def install(**kwargs: Any) -> None:
    """After `migrate`, where they are not there as declared; then count what happened meanwhile."""
    made = list(_triggers())
    name = f"{PREFIX}{hashlib.sha256(repr(made).encode()).hexdigest()[:8]}"
    if any(known.startswith(name) for known in _installed()) or not _is_complete():
        return
    with transaction.atomic():
        remove()
        with connection.cursor() as cursor:
            for number, (head, body, lock) in enumerate(made):
                for statement in _created(f"{name}_{number}", head, body, lock):
                    cursor.execute(statement)
    mend()


def remove() -> None:
    listed = _installed()
    with connection.cursor() as cursor:
        for name in listed:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP FUNCTION {name} CASCADE")
            else:
                cursor.execute(f"DROP TRIGGER {name}")


def _installed() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_LISTED[connection.vendor])
        return [row[0] for row in cursor.fetchall()]


def _is_complete() -> bool:
    """Half-way through the migrations some table or column may be missing."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _triggers() -> Iterator[tuple[str, str, str]]:
    """Head, body and lock of every trigger."""
    watches = dict.fromkeys(watch for one in SOURCES.values() for watch in one.watches)
    whole = {(one.table, one.columns, one.lock) for one in watches if one.locks_tables}
    for table, columns, lock in sorted(whole) if connection.vendor == "postgresql" else ():
        yield f"BEFORE UPDATE OF {', '.join(columns)} ON {table} FOR EACH STATEMENT", "", lock
    for watch in watches:
        sources = [one for one in SOURCES.values() if watch in one.watches]
        added = -1 if watch.is_against else 1
        for row, time, number, events in (
            ("OLD", "BEFORE", -added, ("UPDATE", "DELETE")),
            # Where there may be others: afterwards PostgreSQL shows all rows of one statement at
            # once, before it one after the other.
            ("NEW", "BEFORE" if watch.is_alone else "AFTER", added, ("INSERT", "UPDATE")),
        ):
            body = _body(sources, watch.which.format(row=row), number)
            for event in events:
                if event in watch.events:
                    lock = "" if watch.locks_tables else watch.lock.format(row=row)
                    yield _head(watch, time, event), body, lock


def _body(sources: Iterable[Source], which: str, number: int) -> str:
    insert = f"INSERT INTO {TABLE} ({COLUMNS}, number) "
    return " ".join(f"{insert}{_counted(one, which, number)};" for one in sources)


def _head(watch: Watch, time: str, event: str) -> str:
    if event != "UPDATE":
        return f"{time} {event} ON {watch.table} FOR EACH ROW"
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in watch.columns)
    columns = ", ".join(watch.columns)
    return f"{time} UPDATE OF {columns} ON {watch.table} FOR EACH ROW WHEN ({changed})"


def _created(name: str, head: str, body: str, lock: str) -> list[str]:
    if connection.vendor != "postgresql":
        return [f"CREATE TRIGGER {name} {head} BEGIN {body} END"]
    wait = f"{lock}; " if lock else ""
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {wait}{body} RETURN COALESCE(NEW, OLD); END $$",
        f"CREATE TRIGGER {name} {head} EXECUTE FUNCTION {name}()",
    ]
