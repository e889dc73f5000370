"""The function behind kit.pairs; SQLite does without."""

from django.db import migrations

from kit import pairs


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(pairs.FUNCTION)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION kit_pairs")


class Migration(migrations.Migration):
    dependencies = [("kit", "0008_seals_know_each_entry")]
    operations = [migrations.RunPython(forward, backward)]
