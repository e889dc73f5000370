"""The world all tests of addresses share."""

import pytest
from django.db import transaction
from django.template import Template
from django.test import override_settings

from tests.house.world import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for a whole module and rolled back after it."""
    media = tmp_path_factory.mktemp("media")
    with (
        override_settings(MEDIA_ROOT=media),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        world = World()
        world.media = media
        yield world
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def untold(monkeypatch):
    """Nobody here asks which templates made a page; to tell it costs a tenth of thousands of pages."""
    monkeypatch.setattr(Template, "_render", lambda page, context: page.nodelist.render(context))
