"""PostgreSQL finds words by an index for each kind: a search asks for them kind by kind.

A kind that is added later needs its own.
"""

from django.db import migrations

from kit.migrating import SqlIndexGone, SqlIndexLater

KINDS = ("brands", "schools", "activities", "honors", "ties", "notices")
WORDS = "portal_searchdocument USING gin (vector)"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("portal", "0001_squashed_0008_names_in_the_index")]
    operations = [
        *(SqlIndexLater(f"portal_search_{kind}", f"{WORDS} WHERE kind = '{kind}'") for kind in KINDS),
        SqlIndexGone("portal_search_terms", WORDS),
    ]
