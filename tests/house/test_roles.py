"""Every address × every role: a new address without a line in the table fails."""

import re

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.urls import reverse

from activities.models import Activity
from brands.models import Brand
from kit import listing
from kit.publication import STEPS
from portal import edition
from schools.models import School, Tie
from selection.models import Batch, PublicNotice
from tests.house.roles import READERS, TABLE
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


FILTER = re.compile(r'<form[^>]*method="get".*?</form>', re.DOTALL)
CHOICE = re.compile(r'<select[^>]*name="(\w+)"(.*?)</select>', re.DOTALL)
VALUE = re.compile(r'<option value="([^"]+)"')


def asks(response):
    """What a page with a list can be asked further: the whole table, each filter, each order."""
    if response.streaming or not response["Content-Type"].startswith("text/html"):
        return
    bars = " ".join(FILTER.findall(response.text))
    values = {name: VALUE.findall(options) for name, options in CHOICE.findall(bars)}
    if "export=xlsx" in response.text:
        yield {"export": "xlsx"}
    if bars:
        yield {"q": "一", **{name: found[-1] for name, found in values.items() if found}}
    for order in {*values.get("order", ()), *re.findall(r'[?;]order=(\w+)"', response.text)}:
        yield {"order": order}


def answer(client, url, post, personal, *, is_asked_further=False):
    """ "yes", "no" (403, 404) or "login"; a POST-only address is tried with an empty POST."""
    caches["pages"].clear()
    read = []

    def reading(execute, sql, params, many, context):
        read.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(only_read), connection.execute_wrapper(reading):
        response = client.get(url)
        for asked in asks(response) if is_asked_further else ():
            client.get(url, asked)
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
def test_only_these_roles_get_in(client, world, settings, monkeypatch, name):
    monkeypatch.setattr(listing, "AT_ONCE", 0)
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
            is_first = expected[role] == "yes" not in found.values()  # what it asks is the same
            found[role] = answer(client, url, post, others, is_asked_further=is_first)
            transaction.set_rollback(True)

    assert found == expected


PUBLIC_ROWS = {
    *("activities:detail", "activities:photo", "brand", "brand_card", "brands:cover", "qr"),
    *("school", "selection:batch", "selection:batch_form", "selection:notice"),
    *("selection:objection", "tie", "views"),
}
LEAD_ON = {"short"}  # to one of these
PREVIEWED = {"brands:cover": READERS}
UNSIGNED = {f"{step}_{part}": None for step in STEPS for part in ("by", "at")}


@pytest.mark.django_db
@pytest.mark.parametrize("hidden", [{"scope": "private"}, {"status": "draft", **UNSIGNED}])
@pytest.mark.parametrize("name", sorted(PUBLIC_ROWS))
def test_what_is_no_longer_public_is_found_by_nobody(client, world, settings, name, hidden):
    settings.MEDIA_ROOT = world.media
    make, allowed, post = TABLE[name]
    assert allowed == {"everybody"}
    url, found = reverse(name, **make(world)), {}
    with transaction.atomic():
        for model in (Activity, Brand, School, Tie):
            model.objects.update(**hidden)
        for model in (Batch, PublicNotice):
            model.objects.update(status="draft")
        for role in world.people:
            world.enter(client, role)
            found[role] = answer(client, url, post, [])
        transaction.set_rollback(True)
    readers = PREVIEWED.get(name, set())
    assert found == {role: "yes" if role in readers else "no" for role in world.people}


@pytest.mark.django_db
def test_every_row_the_public_reads_is_tried_hidden(world):
    """A new address of a row that is shown to everybody fails until it stands above."""
    opened = {
        name
        for name, (make, allowed, _) in TABLE.items()
        if allowed == {"everybody"} and any(isinstance(one, int) for one in make(world)["args"])
    }
    assert opened - LEAD_ON == PUBLIC_ROWS


def test_every_address_has_its_line():
    assert sorted(TABLE) == sorted(named())
