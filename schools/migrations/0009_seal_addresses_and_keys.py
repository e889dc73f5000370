"""Addresses, contacts, keys of telephones and recovery codes become unreadable.

Keys and codes stood in tables of django-otp's own, which go.
"""

from django.db import migrations

from kit import secret

COLUMNS = (("schools_user", "email"), ("schools_partner", "contact"))


def each(cursor, asked, change):
    """Answer every row of `asked`, whose first column is its key, with `change(*row)`."""
    cursor.execute(asked)
    for row in cursor.fetchall():
        change(*row)


def _rewritten(editor, turn):
    with editor.connection.cursor() as cursor:
        for table, column in COLUMNS:
            update = f"UPDATE {table} SET {column} = %s WHERE id = %s"
            each(
                cursor,
                f"SELECT id, {column} FROM {table} WHERE {column} <> ''",
                lambda pk, text, update=update: cursor.execute(update, [turn(text), pk]),
            )


def seal(apps, editor):
    _rewritten(editor, secret.seal)
    if "otp_totp_totpdevice" not in editor.connection.introspection.table_names():
        return
    Authenticator = apps.get_model("schools", "Authenticator")
    with editor.connection.cursor() as cursor:

        def take(user, key, drift, step):
            cursor.execute(
                "SELECT token FROM otp_static_statictoken token JOIN otp_static_staticdevice device"
                " ON device.id = token.device_id WHERE device.user_id = %s",
                [user],
            )
            codes = " ".join(row[0] for row in cursor.fetchall())
            values = {"key": key, "codes": codes, "drift": drift, "last_step": step}
            Authenticator.objects.update_or_create(
                user_id=user, defaults={"name": "手机", **values}
            )

        asked = "SELECT user_id, key, drift, last_t FROM otp_totp_totpdevice WHERE confirmed"
        each(cursor, f"{asked} ORDER BY id", take)


def open_again(apps, editor):
    _rewritten(editor, secret.unseal)


class Migration(migrations.Migration):
    dependencies = [("schools", "0008_authenticators_and_addresses")]

    operations = [migrations.RunPython(seal, open_again)]
