"""Tables that only grow: database triggers refuse to change, delete or truncate their rows."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

PREFIX = "append_only_"
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
_POSTGRES_TRIGGERS = {"change": ("UPDATE OR DELETE", "ROW"), "truncate": ("TRUNCATE", "STATEMENT")}
_LISTED = {
    "sqlite": "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
    "postgresql": (
        "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgname LIKE %s"
    ),
}


class AppendOnly(Operation):
    """Migration operation; a later operation that rebuilds the table on SQLite needs it again."""

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        return None

    def database_forwards(self, app_label: str, editor: Any, old: Any, new: Any) -> None:
        install(editor.connection, new.apps.get_model(app_label, self.model)._meta.db_table)

    def database_backwards(self, app_label: str, editor: Any, old: Any, new: Any) -> None:
        remove(editor.connection, old.apps.get_model(app_label, self.model)._meta.db_table)

    def describe(self) -> str:
        return f"Make {self.model} append-only"


def install(connection: Any, table: str) -> None:
    remove(connection, table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
            for kind, (events, level) in _POSTGRES_TRIGGERS.items():
                cursor.execute(
                    f"CREATE TRIGGER {PREFIX}{kind} BEFORE {events} ON {table}"
                    f" FOR EACH {level} EXECUTE FUNCTION append_only()"
                )
        else:
            for event in ("update", "delete"):
                cursor.execute(
                    f"CREATE TRIGGER {PREFIX}{table}_{event} BEFORE {event} ON {table}"
                    f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def remove(connection: Any, table: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for kind in _POSTGRES_TRIGGERS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {PREFIX}{kind} ON {table}")
        else:
            for event in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {PREFIX}{table}_{event}")


def tables(connection: Any) -> list[str]:
    """The protected tables, as the database itself knows them."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED[connection.vendor], [f"{PREFIX}%"])
        return sorted(row[0] for row in cursor.fetchall())
