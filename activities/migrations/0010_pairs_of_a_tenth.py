"""An index of the words of each tenth record: it soon tells of a common word that it is one. And
what the planner needs to know how many rows `icontains` leaves."""

from django.db import migrations

from kit import pairs

TABLE, FIELDS, NAME = "activities_activity", ("title", "place"), "activity_pairs_tenth"


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        pairs.made_of_tenth(schema_editor, NAME, TABLE, *FIELDS)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {NAME}")
        for field in FIELDS:
            schema_editor.execute(f"DROP STATISTICS activity_{field}_words")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("activities", "0001_squashed_0008_indexes_of_a_million_rows")]
    operations = [migrations.RunPython(forward, backward)]
