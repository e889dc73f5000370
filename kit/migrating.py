"""Operations that keep no writer of a long table waiting, for migrations that are not atomic.

On PostgreSQL indexes come and go CONCURRENTLY. Whatever is interrupted is run again: an index that
is there stays, one that was left half-made (INVALID) is made anew. SQLite has one writer anyway.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations import AddIndex, RemoveIndex
from django.db.migrations.operations.base import Operation

from kit import pairs

VALID = """SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE relname = %s AND pg_table_is_visible(indexrelid)"""


def _is_there(editor: Any, name: str) -> bool:
    """Whether it is; one that is only half there is taken away."""
    if editor.collect_sql:
        return False
    with editor.connection.cursor() as cursor:
        cursor.execute(VALID, [name])
        found = cursor.fetchone()
    if found and not found[0]:
        _drop(editor, name)
    return bool(found and found[0])


def _drop(editor: Any, name: str) -> None:
    editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def _is_slow(editor: Any) -> bool:
    return editor.connection.vendor == "postgresql"


class AddIndexLater(AddIndex):
    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if not _is_slow(schema_editor):
            super().database_forwards(app_label, schema_editor, *states)
        elif not _is_there(schema_editor, self.index.name):
            model = states[1].apps.get_model(app_label, self.model_name)
            schema_editor.add_index(model, self.index, concurrently=True)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if _is_slow(schema_editor):
            _drop(schema_editor, self.index.name)
        else:
            super().database_backwards(app_label, schema_editor, *states)


class RemoveIndexLater(RemoveIndex):
    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if _is_slow(schema_editor):
            _drop(schema_editor, str(self.name))
        else:
            super().database_forwards(app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        state = states[1].models[app_label, self.model_name_lower]
        again = AddIndexLater(self.model_name, state.get_index_by_name(self.name))
        again.database_forwards(app_label, schema_editor, *states)


class SqlIndexLater(Operation):
    """An index of PostgreSQL that no model tells of; `told` is what its statement says after ON."""

    def __init__(self, name: str, told: str) -> None:
        self.name, self.told = name, told

    def state_forwards(self, app_label: str, state: Any) -> None:
        """No model knows of it."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if _is_slow(schema_editor) and not _is_there(schema_editor, self.name):
            later = f"CREATE INDEX CONCURRENTLY {self.name} ON {self.told}"
            schema_editor.execute(later, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if _is_slow(schema_editor):
            _drop(schema_editor, self.name)

    def describe(self) -> str:
        return f"Create index {self.name}"


class SqlIndexGone(SqlIndexLater):
    """The other way round."""

    database_forwards = SqlIndexLater.database_backwards
    database_backwards = SqlIndexLater.database_forwards

    def describe(self) -> str:
        return f"Remove index {self.name}"


class TenthLater(SqlIndexLater):
    """The small index of words (see kit.pairs), and what tells how many rows `icontains` leaves."""

    def __init__(self, name: str, table: str, *fields: str) -> None:
        super().__init__(name, f"{pairs.told(table, *fields)} WHERE {pairs.TENTH}")
        self.table, self.fields = table, fields

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        super().database_forwards(app_label, schema_editor, *states)
        self._statistics(schema_editor, "CREATE STATISTICS IF NOT EXISTS {} ON {} FROM {}")

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        super().database_backwards(app_label, schema_editor, *states)
        self._statistics(schema_editor, "DROP STATISTICS IF EXISTS {}")

    def _statistics(self, editor: Any, statement: str) -> None:
        for field in self.fields if _is_slow(editor) else ():
            name = f"{self.table.partition('_')[2]}_{field}_words"
            editor.execute(statement.format(name, f"(upper({field}::text))", self.table))
