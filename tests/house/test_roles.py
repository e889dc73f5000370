"""Every address × every role: a new address without a line in the table fails."""

import re

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from tests.house.roles import TABLE
from tests.house.test_urls import named
from tests.house.world import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once for the whole table and rolled back after it."""
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


def answer(client, url, user, post):
    """ "yes", "no" (403, 404) or "login"; a POST-only address is tried with an empty POST."""
    if user:
        client.force_login(user)
    response = client.get(url)
    if response.status_code == 405:
        response = client.post(url, {"note": "因故", **post})
    if response.streaming:  # nobody reads the file to its end here
        for close in response._resource_closers:
            close()
    if response.status_code in {403, 404}:
        return "no"
    to_login = response.status_code == 302 and re.match(r"/login/\?next=", response.url)
    return "login" if to_login else "yes"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_only_these_roles_get_in(client, world, settings, name):
    settings.MEDIA_ROOT = world.media
    make, allowed, post = TABLE[name]
    url = reverse(name, **make(world))
    private = url.startswith("/office/")

    expected, found = {}, {}
    for role, user in world.people.items():
        expected[role] = "yes" if role in allowed or allowed == {"everybody"} else "no"
        if private and role == "visitor":
            expected[role] = "login"
        with transaction.atomic():
            client.logout()
            found[role] = answer(client, url, user, post)
            transaction.set_rollback(True)

    assert found == expected


def test_every_address_has_its_line():
    assert sorted(TABLE) == sorted(named())
