"""The indexes of the long ledger hold its words too: a row without the word is not fetched."""

from django.db import migrations, models

from kit.migrating import AddIndexLater, RemoveIndexLater

NEWEST, TOLD = ["-happened_on", "-id"], ["status", "scope", "title", "place"]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("activities", "0010_pairs_of_a_tenth")]
    operations = [
        AddIndexLater(
            "activity", models.Index(fields=[*NEWEST, "school", *TOLD], name="activity_ledger")
        ),
        AddIndexLater(
            "activity",
            models.Index(fields=["school", *NEWEST, *TOLD], name="activity_school_ledger"),
        ),
        RemoveIndexLater("activity", "activity_recent"),
        RemoveIndexLater("activity", "activity_school_recent"),
    ]
