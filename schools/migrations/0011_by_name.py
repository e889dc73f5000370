"""Ledgers that are read school by school follow an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schools", "0010_without_tables_of_otp")]
    operations = [
        migrations.AddIndex("school", models.Index(fields=["name"], name="school_by_name"))
    ]
