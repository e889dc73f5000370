"""Indexes that carry every page of the lists."""

from django.db import migrations, models

from kit import pairs


def pair(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            pairs.index("activity_pairs", "activities_activity", "title", "place")
        )


def unpair(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX activity_pairs")


class Migration(migrations.Migration):
    dependencies = [("activities", "0007_dates_beside_types"), ("kit", "0009_pairs")]
    operations = [
        migrations.AlterField(
            "activitytyping", "happened_on", models.DateField(editable=False, verbose_name="日期")
        ),
        migrations.RemoveIndex("activitytyping", "typing_by_type"),
        migrations.AddIndex(
            "activity", models.Index(fields=["-happened_on", "-id"], name="activity_recent")
        ),
        migrations.AddIndex(
            "activitytyping",
            models.Index(fields=["type", "-happened_on", "-activity"], name="typing_recent"),
        ),
        migrations.RunPython(pair, unpair),
    ]
