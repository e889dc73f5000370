"""When the call of a batch came out, for those that are out already: as the log tells."""

from django.db import migrations, models
from django.utils import timezone


def tell(apps, schema_editor):
    batches = apps.get_model("selection", "Batch").objects.exclude(status="draft")
    entries = apps.get_model("kit", "AuditEntry").objects.filter(verb="batch.open").order_by("at")
    for batch in batches.only("opens_at"):
        opened = entries.filter(target_id=batch.pk).values_list("at", flat=True).first()
        batches.filter(pk=batch.pk).update(
            announced_at=opened or min(batch.opens_at, timezone.now())
        )


class Migration(migrations.Migration):
    dependencies = [
        ("kit", "0010_tally"),
        ("selection", "0012_text_of_files"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="announced_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="发布时间"),
        ),
        migrations.RunPython(tell, migrations.RunPython.noop, elidable=True),
    ]
