"""The part of the index each database keeps in its own way.

Beware: SQLite drops the triggers when a later migration remakes the table; run `forward` again.
"""

from django.db import migrations

POSTGRESQL = [
    """ALTER TABLE portal_searchdocument
         ADD COLUMN name_vector tsvector GENERATED ALWAYS AS
           (array_to_tsvector(string_to_array(name_terms, ' '))) STORED,
         ADD COLUMN vector tsvector GENERATED ALWAYS AS
           (array_to_tsvector(string_to_array(name_terms, ' '))
            || array_to_tsvector(string_to_array(body_terms, ' '))) STORED""",
    "CREATE INDEX portal_search_terms ON portal_searchdocument USING gin (vector)",
]
# ASCII: everything beyond it is a letter, and the terms are folded already.
SQLITE = [
    """CREATE VIRTUAL TABLE portal_search USING fts5(
         name_terms, body_terms, content='portal_searchdocument', content_rowid='id',
         tokenize='ascii', detail='column')""",
    """CREATE TRIGGER portal_search_added AFTER INSERT ON portal_searchdocument BEGIN
         INSERT INTO portal_search(rowid, name_terms, body_terms)
         VALUES (new.id, new.name_terms, new.body_terms); END""",
    """CREATE TRIGGER portal_search_gone AFTER DELETE ON portal_searchdocument BEGIN
         INSERT INTO portal_search(portal_search, rowid, name_terms, body_terms)
         VALUES ('delete', old.id, old.name_terms, old.body_terms); END""",
    """CREATE TRIGGER portal_search_changed AFTER UPDATE ON portal_searchdocument BEGIN
         INSERT INTO portal_search(portal_search, rowid, name_terms, body_terms)
         VALUES ('delete', old.id, old.name_terms, old.body_terms);
         INSERT INTO portal_search(rowid, name_terms, body_terms)
         VALUES (new.id, new.name_terms, new.body_terms); END""",
]
BACK = {
    "postgresql": [
        "DROP INDEX portal_search_terms",
        "ALTER TABLE portal_searchdocument DROP COLUMN name_vector, DROP COLUMN vector",
    ],
    "sqlite": [
        "DROP TRIGGER portal_search_added",
        "DROP TRIGGER portal_search_gone",
        "DROP TRIGGER portal_search_changed",
        "DROP TABLE portal_search",
    ],
}


def forward(apps, schema_editor):
    _run(schema_editor, {"postgresql": POSTGRESQL, "sqlite": SQLITE})


def backward(apps, schema_editor):
    _run(schema_editor, BACK)


def _run(schema_editor, statements):
    with schema_editor.connection.cursor() as cursor:
        for statement in statements[schema_editor.connection.vendor]:
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("portal", "0001_initial")]
    operations = [migrations.RunPython(forward, backward)]
