"""The published holiday arrangements that ship with the portal."""

from django.db import migrations

from kit import workdays


def plant(apps, schema_editor):
    special_day = apps.get_model("kit", "SpecialDay")
    special_day.objects.bulk_create(
        (
            special_day(date=day.date, is_workday=day.is_workday, name=day.name)
            for day in workdays.parse(workdays.SHIPPED.read_text("utf-8"))
        ),
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("kit", "0002_append_only")]

    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
