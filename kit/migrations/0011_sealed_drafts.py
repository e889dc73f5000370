"""What was typed and not sent becomes unreadable without the keys: there are telephones in it."""

from django.db import migrations

import kit.secret
from kit import secret


def _rewritten(editor, turn):
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, data FROM kit_draft")
        for pk, text in cursor.fetchall():
            cursor.execute("UPDATE kit_draft SET data = %s WHERE id = %s", [turn(text), pk])


def seal(apps, editor):
    _rewritten(editor, secret.seal)


def open_again(apps, editor):
    _rewritten(editor, secret.unseal)


class Migration(migrations.Migration):
    dependencies = [("kit", "0001_squashed_0010_tally")]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="data",
            field=kit.secret.EncryptedJSONField(default=dict, verbose_name="内容"),
        ),
        migrations.RunPython(seal, open_again),
    ]
