"""An index of the words of each tenth record: it soon tells of a common word that it is one. And
what the planner needs to know how many rows `icontains` leaves."""

from django.db import migrations

from kit.migrating import TenthLater


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("activities", "0001_squashed_0008_indexes_of_a_million_rows")]
    operations = [TenthLater("activity_pairs_tenth", "activities_activity", "title", "place")]
