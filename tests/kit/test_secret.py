from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection

from kit import secret
from kit.models import Draft
from tests.kit.models import Sample


def stored():
    return plain_text_of(Sample, "phone")


def plain_text_of(model, column):
    """What somebody reads there who has the database and no key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table}")  # noqa: S608
        return " ".join(row[0] for row in cursor.fetchall())


@pytest.fixture
def keys(settings):
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    return settings


def test_the_database_never_sees_the_text(sample, keys):
    Sample.objects.update(phone="13900000000")
    assert Sample.objects.get().phone == "13900000000"
    assert "139" not in stored()


def test_nothing_entered_stays_empty_and_can_be_asked_for(sample, keys):
    assert (Sample.objects.get().phone, stored()) == ("", "")
    assert Sample.objects.filter(phone="").count() == 1
    Sample.objects.update(phone="13900000000")
    assert Sample.objects.exclude(phone="").count() == 1


def test_it_cannot_be_searched(sample, keys):
    with pytest.raises(FieldError):
        Sample.objects.filter(phone="13900000000").first()


def test_an_old_key_still_opens_and_rotation_makes_it_superfluous(sample, keys):
    Sample.objects.update(phone="13900000000")
    old, new = keys.FIELD_ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    keys.FIELD_ENCRYPTION_KEYS = [new, old]
    assert Sample.objects.get().phone == "13900000000"
    assert secret.rotate(Sample) == 1
    keys.FIELD_ENCRYPTION_KEYS = [new]
    assert Sample.objects.get().phone == "13900000000"


def test_what_was_typed_and_not_sent_is_rotated_too(user, keys):
    typed = {"contact_phone": ["13900000000"], "教师": []}
    Draft.objects.create(owner=user, key="x", data=typed)
    assert "139" not in plain_text_of(Draft, "data")
    keys.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *keys.FIELD_ENCRYPTION_KEYS]
    call_command("rotate_secrets", stdout=StringIO())
    keys.FIELD_ENCRYPTION_KEYS = keys.FIELD_ENCRYPTION_KEYS[:1]
    assert Draft.objects.get().data == typed


def test_the_command_rotates_every_model_with_secrets(db):
    assert Sample not in secret.models_with_secrets()  # of no installed app
    out = StringIO()
    call_command("rotate_secrets", stdout=out)
    assert len(out.getvalue().splitlines()) == len(secret.models_with_secrets())


def test_a_lost_key_is_said_plainly(sample, keys):
    Sample.objects.update(phone="13900000000")
    keys.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(secret.Unreadable):
        Sample.objects.get()
