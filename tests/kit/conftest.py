"""The sample table exists while a module of tests uses it; people have names only."""

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from tests.kit.models import Sample


@pytest.fixture(scope="module")
def sample_table(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Sample)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Sample)


@pytest.fixture
def sample(sample_table, db):
    return Sample.objects.create(title="同心桥", scope="public")


@pytest.fixture
def people(db):
    users = get_user_model().objects
    return [users.create(username=name) for name in ("甲", "乙", "丙")]


@pytest.fixture
def user(people):
    return people[0]
