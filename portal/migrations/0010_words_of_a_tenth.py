"""An index of the words of each tenth document: it soon tells of a common word that it is one."""

from django.db import migrations

from kit import pairs
from kit.migrating import SqlIndexLater

KINDS = ("activities", "honors")
WORDS = "portal_searchdocument USING gin (vector) WHERE kind = '{}' AND {}"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("portal", "0009_words_by_kind"), ("kit", "0001_squashed_0010_tally")]
    operations = [
        SqlIndexLater(f"portal_search_{kind}_tenth", WORDS.format(kind, pairs.TENTH))
        for kind in KINDS
    ]
