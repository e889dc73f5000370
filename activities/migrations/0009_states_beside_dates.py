"""The indexes of the long ledger hold states and schools: what a page passes over is not fetched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_squashed_0008_indexes_of_a_million_rows")]
    operations = [
        migrations.RemoveIndex("activity", "activity_recent"),
        migrations.RemoveIndex("activity", "activity_school_recent"),
        migrations.AddIndex(
            "activity",
            models.Index(
                fields=["-happened_on", "-id", "school", "status", "scope"],
                name="activity_recent",
            ),
        ),
        migrations.AddIndex(
            "activity",
            models.Index(
                fields=["school", "-happened_on", "-id", "status", "scope"],
                name="activity_school_recent",
            ),
        ),
    ]
