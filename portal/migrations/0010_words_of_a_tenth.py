"""An index of the words of each tenth document: it soon tells of a common word that it is one."""

from django.db import migrations

from kit import pairs

KINDS = ("activities", "honors")
ONE = """CREATE INDEX CONCURRENTLY IF NOT EXISTS portal_search_{kind}_tenth
  ON portal_searchdocument USING gin (vector) WHERE kind = '{kind}' AND {tenth}"""


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for kind in KINDS:
            schema_editor.execute(ONE.format(kind=kind, tenth=pairs.TENTH), params=None)


def backward(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for kind in KINDS:
            schema_editor.execute(f"DROP INDEX IF EXISTS portal_search_{kind}_tenth")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("portal", "0009_words_by_kind"), ("kit", "0001_squashed_0010_tally")]
    operations = [migrations.RunPython(forward, backward)]
