"""Words of the ledger are found by their pairs, see kit.pairs."""

from django.db import migrations

from kit import pairs


def pair(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(pairs.index("honor_pairs", "honors_honor", "title", "document_number"))


def unpair(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX honor_pairs")


class Migration(migrations.Migration):
    dependencies = [("honors", "0003_pages_of_a_million_rows"), ("kit", "0009_pairs")]
    operations = [migrations.RunPython(pair, unpair)]
