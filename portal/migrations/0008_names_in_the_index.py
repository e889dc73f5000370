"""PostgreSQL finds names by their own index: suggestions, and what a slip of the pen meant."""

from django.db import migrations


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX portal_search_names ON portal_searchdocument USING gin (name_vector)"
        )


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX portal_search_names")


class Migration(migrations.Migration):
    dependencies = [("portal", "0007_mistakes")]
    operations = [migrations.RunPython(forward, backward)]
