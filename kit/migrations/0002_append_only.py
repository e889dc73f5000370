"""The audit trail and its seals only grow."""

from django.db import migrations

from kit.appendonly import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_initial")]

    operations = [AppendOnly("AuditEntry"), AppendOnly("AuditSeal")]
