"""The edition of the public pages: a number that changes with whatever they may show.

The database changes it itself, by triggers, in the transaction that changes a row: no action,
bulk update or shell can forget it, and a reader sees the new number exactly with the new rows.
`manage.py migrate` ends with `watch`, because SQLite drops the triggers of a table it remakes.

On PostgreSQL each transaction renews a slot that no other is writing, so that nobody waits, and
readers take the sum. Tokens are random: no number comes again, not even with a restored backup.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connections,
    router,
    transaction,
)
from django.utils import timezone

from portal.models import SearchDocument

FLOORS = ("schools", "brands", "activities", "honors", "selection", "portal")
OF_KIT = {"kit_specialday", "kit_tally"}  # the rest of it is machinery
# Written all day and read by no public page; every other table of the floors is watched.
UNSEEN = {
    *("schools_authenticator", "schools_session", "schools_pastpassword"),
    *("schools_discarded", "schools_discardedfile"),
    *("selection_annotation", "selection_conflict", "selection_letter", "selection_objection"),
    *("selection_paperentry", "selection_review", "selection_score"),
    *("portal_intake", "portal_mistake", "portal_pageviews", "portal_spreadsheetimport"),
}
# Of an account the public reads the name; the rest changes with every sign-in.
SEEN_COLUMNS = {"schools_user": " OF name"}
TABLE = "portal_edition"
SAFE = {"GET", "HEAD"}
_ASKED = f"SELECT CAST(sum(token) AS bigint) FROM {TABLE}"  # noqa: S608
_MADE = {
    "sqlite": (
        f"CREATE TABLE IF NOT EXISTS {TABLE} (slot integer PRIMARY KEY, token bigint NOT NULL)",
        f"INSERT OR IGNORE INTO {TABLE} VALUES (1, random())",  # noqa: S608
    ),
    "postgresql": (
        f"CREATE TABLE IF NOT EXISTS {TABLE} (slot serial PRIMARY KEY, token bigint NOT NULL)",
        f"""CREATE OR REPLACE FUNCTION {TABLE}() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
              fresh bigint := random() * 9007199254740992;
              own integer := nullif(current_setting('{TABLE}.slot', true), '');
            BEGIN
              IF own IS NULL THEN
                SELECT slot INTO own FROM {TABLE} LIMIT 1 FOR UPDATE SKIP LOCKED;
              END IF;
              UPDATE {TABLE} SET token = fresh WHERE slot = own;
              IF NOT FOUND THEN
                INSERT INTO {TABLE} (token) VALUES (fresh) RETURNING slot INTO own;
              END IF;
              PERFORM set_config('{TABLE}.slot', own::text, true);
              RETURN NULL;
            END $$""",  # noqa: S608
    ),
}
_LISTED = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal"
    ),
}
_kept: dict[str, tuple[Any, Any]] = {}
_DROPPED = {"sqlite": "DROP TRIGGER {0}", "postgresql": "DROP TRIGGER {0} ON {1}"}


def current() -> int | None:
    """The number now, as told by the database that public pages are read from."""
    connection: Any = connections[router.db_for_read(SearchDocument)]
    connection.health_check_done = True  # the question itself is the check, and half the cost
    try:
        return _ask(connection)
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block:
            raise
        connection.close()
        return _ask(connection)


def of(request: Any) -> int | None:
    """The number this answer is made under, asked once and before what it is told of is read."""
    if not hasattr(request, "edition"):
        request.edition = current()
    number: int | None = request.edition
    return number


def kept(request: Any, name: str, make: Callable[[], Any]) -> Any:
    """See kit.published: holds for one edition and one day, in each process.

    Where something is written `make` might read what is not committed and may be taken back.
    """
    if request.method not in SAFE:
        return make()
    try:
        under = (of(request), timezone.localdate())
    except DatabaseError:
        return make()
    found = _kept.get(name)
    if found is None or found[0] != under:
        found = _kept[name] = (under, make())
    return found[1]


def watched() -> set[str]:
    """Every table of ours but those the public never sees."""
    models = [model._meta for model in apps.get_models(include_auto_created=True)]
    ours = {m.db_table for m in models if m.app_label in FLOORS or m.db_table in OF_KIT}
    return ours - UNSEEN


def watch(connection: Any) -> None:
    """Have the database keep the edition; what is in place already is left alone."""
    tables = watched() & set(connection.introspection.table_names())
    wanted = {
        name: statement
        for table in sorted(tables)
        for name, statement in _triggers(connection.vendor, table)
    }
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        for statement in _MADE[connection.vendor]:
            cursor.execute(statement)
        cursor.execute(_LISTED[connection.vendor])
        found = {name: on for name, on in cursor.fetchall() if name.startswith(TABLE)}
        for name in found.keys() - wanted.keys():
            cursor.execute(_DROPPED[connection.vendor].format(name, found[name]))
        for name in wanted.keys() - found.keys():
            cursor.execute(wanted[name])


def _ask(connection: Any) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(_ASKED)
        number: int | None = cursor.fetchone()[0]
    return number


def _triggers(vendor: str, table: str) -> list[tuple[str, str]]:
    """(name, statement) of what watches one table; the name says all that may differ."""
    update = f"UPDATE{SEEN_COLUMNS.get(table, '')}"
    if vendor == "postgresql":
        then = f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}()"
        events = {"": f"INSERT OR {update} OR DELETE OR TRUNCATE"}
    else:
        then = f"BEGIN UPDATE {TABLE} SET token = random(); END"  # noqa: S608
        events = {"_insert": "INSERT", "_update": update, "_delete": "DELETE"}
    return [
        (
            f"{TABLE}_{table}{kind}",
            f"CREATE TRIGGER {TABLE}_{table}{kind} AFTER {event} ON {table} {then}",
        )
        for kind, event in events.items()
    ]
