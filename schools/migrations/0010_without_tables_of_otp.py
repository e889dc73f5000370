"""What stood readable in tables that no app owns any more goes for good."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schools", "0009_seal_addresses_and_keys")]

    operations = [
        migrations.RunSQL(
            [
                "DROP TABLE IF EXISTS otp_static_statictoken",
                "DROP TABLE IF EXISTS otp_static_staticdevice",
                "DROP TABLE IF EXISTS otp_totp_totpdevice",
                "DELETE FROM django_migrations WHERE app IN ('otp_static', 'otp_totp')",
            ],
            migrations.RunSQL.noop,
        )
    ]
