"""The first two thousand that match tell as much of honours as each tenth of them."""

from django.db import migrations

from kit import pairs
from kit.migrating import SqlIndexGone

WORDS = f"portal_searchdocument USING gin (vector) WHERE kind = 'honors' AND {pairs.TENTH}"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("portal", "0010_words_of_a_tenth")]
    operations = [SqlIndexGone("portal_search_honors_tenth", WORDS)]
