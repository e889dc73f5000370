"""The first two thousand that match tell as much of honours as each tenth of them."""

from django.db import migrations


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS portal_search_honors_tenth")


class Migration(migrations.Migration):
    dependencies = [("portal", "0010_words_of_a_tenth")]
    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
