"""An installation of the first release comes up to this version with what it kept."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor

from kit import tally
from kit.models import Draft
from schools.actions import second_factor
from schools.models import Authenticator, Partner, User
from tests.house.test_migrations import LARGE
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
INDEX = re.compile(
    r"\s*(?:CREATE (?:UNIQUE )?|DROP )INDEX (?!CONCURRENTLY)(?:IF \w+ )*(.*)", re.DOTALL
)
DAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
PLAIN = {
    "BooleanField": True,
    "DateField": DAY.date(),
    "DateTimeField": DAY,
    "DecimalField": 1,
    "JSONField": {"one": 1},
}

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer anyway"
)


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


class Plants(dict):
    """One row of a model after another, with those it leans on; nothing that may be empty."""

    def __init__(self):
        self.numbers = count(1)
        self.special = {
            "activities.NotDuplicate": lambda: {"second": self.row(self.activity)},
            "activities.Participation": lambda: {"school": self[self.school]},
            "schools.Officer": lambda: {"post": "principal", "school": self[self.school]},
            "schools.Post": lambda: {"role": "clerk", "school": self[self.school]},
            "schools.TieMember": lambda: {"school": self[self.school]},
            "selection.Batch": lambda: {"closes_at": DAY.replace(year=2027), "status": "open"},
            "selection.Indicator": lambda: {"kind": "group"},
            "selection.ChangeRequest": lambda: {"new_due_on": DAY.date()},
        }

    def of(self, state):
        self.activity = state.get_model("activities", "Activity")
        self.school = state.get_model("schools", "School")
        every = [model for app in OURS for model in state.get_app_config(app).get_models()]
        return [self[model] for model in every]

    def __missing__(self, model):
        self[model] = self.row(model)
        return self[model]

    def row(self, model):
        given = {one.name: self.value(one) for one in model._meta.fields if self.is_asked(one)}
        given |= self.special.get(model._meta.label, dict)()
        row = model.objects.create(**given)
        row.refresh_from_db()
        return row

    def is_asked(self, one):
        text = isinstance(one, models.CharField | models.TextField | models.FileField)
        return not (one.null or one.has_default() or one.primary_key or (text and one.blank))

    def value(self, one):
        if one.remote_field:
            return self[one.remote_field.model]
        if one.choices:
            return one.choices[0][0]
        if one.get_internal_type() in PLAIN:
            return PLAIN[one.get_internal_type()]
        if "Integer" in one.get_internal_type():
            return 1
        return str(next(self.numbers))[-(one.max_length or 9) :]


def values(row, fields):
    return {name: str(getattr(row, name)) for name in fields}


def assert_kept(row):
    """In the columns that are still there."""
    now = apps.get_model(row._meta.label)
    fields = {one.attname for one in row._meta.fields} & {one.attname for one in now._meta.fields}
    read = now._base_manager.get(pk=row.pk)
    assert values(read, fields) == values(row, fields)


@contextmanager
def heard():
    """What is said to the database meanwhile."""
    said = []

    def listen(execute, sql, params, many, context):
        said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield said


def holding(said):
    """Statements that make or drop an index of a large table while nobody may write there."""
    tables = [f"{app}_{model}" for app, model in LARGE]
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = ANY(%s)", [tables])
        names = [*tables, *(name for (name,) in cursor.fetchall())]
    word = re.compile(r"\b(" + "|".join(names) + r")\b")
    return [one for one in said if (index := INDEX.match(one)) and word.search(index[1])]


def test_every_row_of_the_first_release_is_read_by_this_one(first):
    old = first.get_model("schools", "User")
    someone = old.objects.create(username="li", email="li@example.cn")
    old.objects.create(username="wang", email="")
    first.get_model("schools", "Partner").objects.create(name="社区", contact="王老师 13612345678")
    typed = {"contact_phone": ["13712345678"]}
    first.get_model("kit", "Draft").objects.create(owner=someone, key="basics", data=typed)
    planted = Plants().of(first)
    with connection.cursor() as cursor:
        for statement in OTP.split(";"):
            cursor.execute(statement)

    call_command("migrate", verbosity=0)

    for row in planted:
        assert_kept(row)
    li, wang = User.objects.filter(username__in=["li", "wang"]).order_by("pk")
    assert (li.email, wang.email) == ("li@example.cn", "")
    assert Partner.objects.get(name="社区").contact == "王老师 13612345678"
    assert (li.authenticator.key, li.authenticator.last_step) == (KEY, 7)
    assert second_factor.codes_left(li) == 2
    assert second_factor.confirm(li, CODES[0]) == "code"
    kept = plain_text_of(User, "email") + plain_text_of(Partner, "contact")
    kept += plain_text_of(Authenticator, "key") + plain_text_of(Authenticator, "codes")
    for secret in ("li@example", "136", "137", KEY, *CODES):
        assert secret not in kept + plain_text_of(Draft, "data")
    assert Draft.objects.get(key="basics").data == typed
    tables = connection.introspection.table_names()
    assert [name for name in tables if name.startswith("otp_")] == []
    assert tally.differences() == []


@on_postgresql
def test_an_upgrade_makes_and_drops_no_index_of_a_large_table_while_it_is_locked(first):
    with heard() as said:
        call_command("migrate", verbosity=0)
    assert len([one for one in said if "INDEX CONCURRENTLY" in one]) > 10
    assert holding(said) == []
    table = "activities_activity"
    assert holding([f"CREATE INDEX one ON {table} (id)", f"CREATE INDEX one ON {table}s (id)"]) == [
        f"CREATE INDEX one ON {table} (id)"
    ]
    assert len(holding(["DROP INDEX IF EXISTS portal_search_ties", "DROP INDEX unknown"])) == 1


def indexes():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexdef, indisvalid FROM pg_indexes"
            " JOIN pg_index ON indexrelid = quote_ident(indexname)::regclass"
            " WHERE schemaname = 'public' ORDER BY 1"
        )
        return cursor.fetchall()


@on_postgresql
def test_an_upgrade_that_was_interrupted_is_run_again(transactional_db):
    """Its indexes are there, or were left half-made: those are no use, and in the way."""
    before, half = indexes(), ("portal_search_ties", "honor_ledger", "activity_pairs_tenth")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pg_index SET indisvalid = FALSE FROM pg_class"
            " WHERE pg_class.oid = indexrelid AND relname = ANY(%s)",
            [list(half)],
        )
    assert [made for _, made in indexes()].count(False) == len(half)
    loader = MigrationExecutor(connection).loader
    for node in sorted(node for node in loader.graph.nodes if node[0] in OURS):
        if not loader.graph.nodes[node].atomic:
            state = loader.project_state(node, at_end=False)
            with connection.schema_editor(atomic=False) as editor:
                loader.graph.nodes[node].apply(state, editor)
    assert indexes() == before
