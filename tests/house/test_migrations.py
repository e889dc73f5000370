"""The models and their migrations tell the same story."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing():
    told = io.StringIO()
    call_command("makemigrations", dry_run=True, stdout=told, no_color=True)
    assert told.getvalue().strip() == "No changes detected"
