"""PostgreSQL finds words by an index for each kind: a search asks for them kind by kind.

A kind that is added later needs its own.
"""

from django.db import migrations

KINDS = ("brands", "schools", "activities", "honors", "ties", "notices")
ONE = "CREATE INDEX {name} ON portal_searchdocument USING gin (vector)"


def forward(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP INDEX portal_search_terms")
    for kind in KINDS:
        schema_editor.execute(ONE.format(name=f"portal_search_{kind}") + f" WHERE kind = '{kind}'")


def backward(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for kind in KINDS:
        schema_editor.execute(f"DROP INDEX portal_search_{kind}")
    schema_editor.execute(ONE.format(name="portal_search_terms"))


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_squashed_0008_names_in_the_index")]
    operations = [migrations.RunPython(forward, backward)]
