"""Every address × every role: a new address without a line in the table fails."""

import re

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.urls import reverse

from portal import edition
from tests.house.roles import TABLE
from tests.house.test_urls import named


def only_read(execute, sql, params, many, context):
    """Reading a page writes nothing but the session, and who has read personal data."""
    verb, table = sql.split()[0], re.search(r'"(\w+)"', sql)
    if verb in {"INSERT", "UPDATE", "DELETE"}:
        assert table[1] in {"schools_session", "kit_auditentry"}, sql
    return execute(sql, params, many, context)


def guarded(response, url, read, personal):
    """Office pages are kept nowhere; a public page is kept when all it read is watched.

    Whole telephone numbers and addresses of others are shown with a line in the log alone.
    """
    is_text = response.get("Content-Type", "").startswith(("text/", "application/json"))
    if is_text and not response.streaming and any(word in response.text for word in personal):
        assert any(sql.startswith('INSERT INTO "kit_auditentry"') for sql in read)
    told = response.get("Cache-Control", "")
    if url.startswith("/office/"):
        is_page = response["Content-Type"].startswith("text/html")
        assert "no-store" in told or ("private" in told and not is_page)
    if "ETag" in response and response["Content-Type"].startswith("text/html"):
        assert not url.startswith("/office/")
        assert set(re.findall(r'(?:FROM|JOIN) "(\w+)"', " ".join(read))) <= edition.watched()


def answer(client, url, post, personal):
    """ "yes", "no" (403, 404) or "login"; a POST-only address is tried with an empty POST."""
    caches["pages"].clear()
    read = []

    def reading(execute, sql, params, many, context):
        read.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(only_read), connection.execute_wrapper(reading):
        response = client.get(url)
    guarded(response, url, read, personal)
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
    for role in world.people:
        expected[role] = "yes" if role in allowed or allowed == {"everybody"} else "no"
        if private and role == "visitor":
            expected[role] = "login"
        with transaction.atomic():
            world.enter(client, role)
            others = [word for word, owners in world.personal.items() if role not in owners]
            found[role] = answer(client, url, post, others)
            transaction.set_rollback(True)

    assert found == expected


def test_every_address_has_its_line():
    assert sorted(TABLE) == sorted(named())
