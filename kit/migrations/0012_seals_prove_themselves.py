from django.db import migrations, models

from kit.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("kit", "0011_sealed_drafts")]

    operations = [
        migrations.AddField(
            model_name="auditseal",
            name="form",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="格式"),
        ),
        AppendOnly("AuditSeal"),  # SQLite has built the table anew
    ]
