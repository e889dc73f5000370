"""The whole folded text beside its pairs. SQLite remakes the table, so its triggers come again."""

from importlib import import_module

from django.db import migrations, models

full_text = import_module("portal.migrations.0002_full_text")


def again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        full_text._run(schema_editor, {"sqlite": full_text.SQLITE[1:]})


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_readers")]
    operations = [
        migrations.AddField(
            "searchdocument", "folded", models.TextField("原文（折叠）", blank=True, default=""),
            preserve_default=False,
        ),
        migrations.RunPython(again, again),
    ]
