"""Indexes for the counts beside the filters of the shelf, and for the order of the ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("brands", "0001_squashed_0003_star_grades")]
    operations = [
        migrations.AddIndex(
            "brand",
            models.Index(
                fields=["theme", "id"],
                name="brand_shelf",
                condition=models.Q(status="published", scope="public") & models.Q(is_current=True),
            ),
        ),
        migrations.AddIndex(
            "brand", models.Index(fields=["-updated_at", "-id"], name="brand_updated")
        ),
    ]
