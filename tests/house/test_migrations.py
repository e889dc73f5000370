"""No upgrade keeps people waiting: what holds a large table for long is found before it is shipped.

What steps say in SQL of their own, tests/portal/test_upgrades.py hears on PostgreSQL.
"""

import pytest
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from kit.migrating import AddIndexLater, RemoveIndexLater
from tests.house.source import FLOOR

# Tables that may have a million rows; see docs/performance.md.
LARGE = {
    *(("activities", name) for name in ("activity", "activitytyping", "activityphoto")),
    *(("activities", name) for name in ("activityattachment", "participation", "coverage")),
    *(("honors", "honor"), ("portal", "searchdocument"), ("kit", "auditentry"), ("kit", "tally")),
    *(("kit", "notification"), ("selection", "score"), ("selection", "evidence")),
}
WIDER = {("CharField", "TextField"), ("EmailField", "TextField"), ("URLField", "TextField")}


def long_locks(migration: Migration, state: ProjectState) -> list[str]:
    """`state` is what was there before; it is moved on."""
    app, found = migration.app_label, []
    for operation in migration.operations:
        key = (app, getattr(operation, "model_name_lower", ""))
        if key in LARGE and key in state.models:
            why = holds(operation, state.models[key].fields)
            found += [f"{app}.{migration.name}: {operation.describe()}: {why}"] if why else []
        operation.state_forwards(app, state)
    return found


def holds(operation: operations.base.Operation, fields: dict[str, models.Field]) -> str:
    """Why PostgreSQL lets nobody write meanwhile; empty when it does."""
    if type(operation) is operations.AddIndex:
        return "AddIndexLater, in a migration that is not atomic, does the same"
    if type(operation) is operations.RemoveIndex:
        return "it waits for all readers, and all others for it; RemoveIndexLater does the same"
    if isinstance(operation, operations.AddConstraint):
        return "each row is looked at; add it NOT VALID first and validate it later"
    if isinstance(operation, operations.AddField):
        return _added(operation.field)
    if isinstance(operation, operations.AlterField):
        return _altered(fields[operation.name], operation.field)
    return ""


def _added(field: models.Field) -> str:
    if field.unique or field.db_index or field.remote_field:
        return "the index of the new column; add the column first, the index concurrently"
    if not field.null and callable(field.default):
        return "each row gets its value; let it be empty first, and fill it in a task"
    return ""


def _altered(old: models.Field, new: models.Field) -> str:
    kinds = (old.get_internal_type(), new.get_internal_type())
    if kinds[0] != kinds[1] and kinds not in WIDER:
        return "each row is written anew"
    return "each row is looked at" if old.null and not new.null else ""


def test_no_migration_since_the_first_release_holds_a_large_table():
    loader = MigrationLoader(None)
    found = []
    for app, name in sorted(loader.graph.nodes):
        if app in FLOOR and not name.startswith("0001_"):
            state = loader.project_state((app, name), at_end=False)
            found += long_locks(loader.graph.nodes[app, name], state)
    assert found == []


def small(**more):
    return models.CharField(max_length=9, **more)


HONOR = "honor"
FAST = [
    operations.AddField(HONOR, "told", small(default="")),
    operations.AddField(HONOR, "told", small(null=True)),
    operations.AlterField(HONOR, "title", models.TextField()),
    operations.AddIndex("issuer", models.Index(fields=["name"], name="small_table")),
    AddIndexLater(HONOR, models.Index(fields=["title"], name="by_title")),
    RemoveIndexLater(HONOR, "honor_ledger"),
]
SLOW = [
    operations.RemoveIndex(HONOR, "honor_ledger"),
    operations.AddIndex(HONOR, models.Index(fields=["title"], name="by_title")),
    operations.AddConstraint(
        HONOR, models.CheckConstraint(condition=models.Q(title=""), name="never")
    ),
    operations.AddField(HONOR, "told", small(default="", db_index=True)),
    operations.AddField(HONOR, "told", small(default=lambda: "")),
    operations.AddField(HONOR, "user", models.ForeignKey("schools.User", models.CASCADE)),
    operations.AlterField(HONOR, "title", models.IntegerField()),
    operations.AlterField(HONOR, "awarded_on", models.DateField()),
]


@pytest.mark.parametrize(
    ("operation", "count"), [(one, 0) for one in FAST] + [(one, 1) for one in SLOW]
)
def test_what_holds_a_large_table_is_known(operation, count):
    loader = MigrationLoader(None)
    state = loader.project_state([node for node in loader.graph.leaf_nodes() if node[0] in FLOOR])
    migration = Migration("0099_test", "honors")
    migration.operations = [operation]
    assert len(long_locks(migration, state)) == count
