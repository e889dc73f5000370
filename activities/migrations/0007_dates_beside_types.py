"""The date of an activity stands beside each of its types, so that one index has them both."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

def tell_dates(apps, schema_editor):
    rows = apps.get_model("activities", "ActivityTyping").objects
    activities = apps.get_model("activities", "Activity").objects.filter(pk=OuterRef("activity"))
    rows.update(happened_on=Subquery(activities.values("happened_on")))


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_picture_consents")]
    operations = [
        migrations.AddField(
            "activitytyping",
            "happened_on",
            models.DateField(editable=False, null=True, verbose_name="日期"),
        ),
        migrations.RunPython(tell_dates, migrations.RunPython.noop),
    ]
