"""Every address × every role: a new address without a line in the table fails."""

import re

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.house.roles import TABLE
from tests.house.test_urls import named


def only_read(execute, sql, params, many, context):
    """Reading a page writes nothing but the session, and who has read personal data."""
    verb, table = sql.split()[0], re.search(r'"(\w+)"', sql)
    if verb in {"INSERT", "UPDATE", "DELETE"}:
        assert table[1] in {"django_session", "kit_auditentry"}, sql
    return execute(sql, params, many, context)


def answer(client, url, user, post):
    """ "yes", "no" (403, 404) or "login"; a POST-only address is tried with an empty POST."""
    if user:
        client.force_login(user)
    with connection.execute_wrapper(only_read):
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
