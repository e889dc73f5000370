"""An installation of the first release comes up to this version with what it kept."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kit import tally
from kit.models import Draft
from schools.actions import second_factor
from schools.models import Authenticator, Partner, User
from tests.kit.test_secret import plain_text_of

OURS = ("kit", "schools", "brands", "activities", "honors", "selection", "portal")
KEY, CODES = "31" * 20, ["abcdefgh", "ijklmnop"]
# As django-otp kept telephones and recovery codes until they were encrypted.
OTP = f"""
CREATE TABLE otp_totp_totpdevice (id integer, user_id bigint, key varchar(80), drift smallint,
  last_t bigint, confirmed boolean);
CREATE TABLE otp_static_staticdevice (id integer, user_id bigint);
CREATE TABLE otp_static_statictoken (device_id integer, token varchar(16));
INSERT INTO otp_totp_totpdevice SELECT 1, id, '{KEY}', 0, 7, TRUE FROM schools_user
  WHERE username = 'li';
INSERT INTO otp_static_staticdevice SELECT 1, user_id FROM otp_totp_totpdevice;
INSERT INTO otp_static_statictoken VALUES (1, '{CODES[0]}'), (1, '{CODES[1]}')
"""  # noqa: S608


def first_release():
    """The migrations of the first release: of each app the one that all others grew into."""
    nodes = MigrationExecutor(connection).loader.disk_migrations
    return [node for node in nodes if node[0] in OURS and node[1].startswith("0001_squashed")]


@pytest.fixture
def first(transactional_db):
    """The database as that release made it, and its models."""
    targets = first_release()
    assert sorted(app for app, _ in targets) == sorted(OURS)
    tally.remove()
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


def test_rows_of_the_first_release_are_read_by_this_one(first):
    old = first.get_model("schools", "User")
    someone = old.objects.create(username="li", email="li@example.cn")
    old.objects.create(username="wang", email="")
    first.get_model("schools", "Partner").objects.create(name="社区", contact="王老师 13612345678")
    typed = {"contact_phone": ["13712345678"]}
    first.get_model("kit", "Draft").objects.create(owner=someone, key="basics", data=typed)
    with connection.cursor() as cursor:
        for statement in OTP.split(";"):
            cursor.execute(statement)

    call_command("migrate", verbosity=0)

    li, wang = User.objects.order_by("pk")
    assert (li.email, wang.email) == ("li@example.cn", "")
    assert Partner.objects.get().contact == "王老师 13612345678"
    assert (li.authenticator.key, li.authenticator.last_step) == (KEY, 7)
    assert second_factor.codes_left(li) == 2
    assert second_factor.confirm(li, CODES[0], None) == "code"
    kept = plain_text_of(User, "email") + plain_text_of(Partner, "contact")
    kept += (
        plain_text_of(Draft, "data")
        + plain_text_of(Authenticator, "key")
        + plain_text_of(Authenticator, "codes")
    )
    for secret in ("li@example", "136", "137", KEY, *CODES):
        assert secret not in kept
    assert Draft.objects.get().data == typed
    tables = connection.introspection.table_names()
    assert [name for name in tables if name.startswith("otp_")] == []
    assert tally.differences() == []
