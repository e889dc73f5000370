from django.contrib.auth.hashers import make_password
from django.db import migrations


def void_first_passwords(apps, schema_editor):
    """A first password nobody has changed is known to somebody else: its owner needs a link."""
    users = apps.get_model("schools", "User").objects.filter(must_change_password=True)
    users.update(password=make_password(None))


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]
    operations = [
        migrations.RunPython(void_first_passwords, migrations.RunPython.noop),
        migrations.RemoveField("user", "must_change_password"),
    ]
