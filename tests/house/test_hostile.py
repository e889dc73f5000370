"""Whatever somebody sends, the answer is a page or a refusal: never an error, never their markup."""

import json

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.urls import NoReverseMatch, resolve, reverse

from tests.house.roles import TABLE

SCRIPT = (  # leaves every place words are written to: text, attribute, textarea, title, script, address
    "\"'></textarea></title></script><script>alert(1)</script><img src=x onerror=alert(1)>"
    "<svg/onload=alert(1)>{{7*7}}{% now 'Y' %}javascript:alert(1)<!--"
)
ALIVE = ("<script>alert(", "<img src=x", "<svg/onload", 'href="javascript:', 'src="javascript:')
ORDINARY = {"url": "https://example.com/", "email": "a@example.com", "tel": "0510-80000000"}
HUGE = "9" * 20
LONG = "长" * 30_000
ODD = "\0\u202e\u200b😀\ufffe²-1"
QUERY = [
    "q",
    "page",
    "order",
    "export",
    "school",
    "batch",
    "tab",
    "kind",
    "status",
    "claim",
    "stage",
    "old",
    "new",
    "with",
    "level",
    "region",
    "year",
    "theme",
    "activity",
    "view",
    "brand",
    "verification",
    "actor",
    "verb",
    "draft",
    "like",
    "type",
    "organization",
    "on",
    "link",
    "campaign",
]
SINGLE = ("note", "seen", "do", "title", "text", "evidence", "claim", "kind", "source", "username")
WRITTEN = {"text", "search", "tel", "email", "password", "url"}
BROKEN = [b"\xff", b"[" * 5000, json.dumps({"data": {"a\0\ud800": ["\0\ud800", 9**400]}}).encode()]
TRIED = set()


@pytest.fixture
def visit(client, world, settings):
    """Sends a request as the first role an address opens for and takes it back afterwards."""
    settings.MEDIA_ROOT = world.media

    def send(name, method, url, **parts):
        role = next((role for role in world.people if role in TABLE[name][1]), "visitor")
        with transaction.atomic():
            world.enter(client, role)
            response = getattr(client, method)(url, **parts)
            body = b"" if response.streaming else response.content
            for close in response._resource_closers if response.streaming else ():
                close()
            if method == "post" and response.status_code == 302:  # saved: it is shown now
                shown = client.get(response.url)
                assert shown.status_code < 500
                body += b"" if shown.streaming else shown.content
            transaction.set_rollback(True)
        assert response.status_code < 500
        text = body.decode("utf-8", "replace")
        assert [sign for sign in ALIVE if sign in text] == []
        return response, text

    return send


def forms(page, url):
    """Each form that is sent, with where to; those of the same make once only."""
    for form in BeautifulSoup(page, "lxml")("form"):
        target = form.get("action") or url
        if form.get("method", "").lower() != "post" or "logout" in target:
            continue
        names = frozenset(tag.get("name") for tag in form(["input", "textarea", "select"]))
        make = (resolve(target.partition("?")[0]).view_name, names)
        if make not in TRIED:
            TRIED.add(make)
            yield form, target


def filled(form, text, choice):
    """What a browser would send, with `text` in all that can be written, `choice` in all else."""
    data = {}
    for tag in form(["input", "textarea", "select", "button"]):
        name, kind = tag.get("name"), tag.get("type", "text")
        if not name or kind == "file" or name == "csrfmiddlewaretoken":
            continue
        if kind in ORDINARY and not choice:  # so that the rest of the form is saved
            data[name] = ORDINARY[kind]
        elif tag.name == "textarea" or (tag.name == "input" and kind in WRITTEN):
            data[name] = text
        elif tag.name == "select":
            offered = (option.get("value") for option in tag("option"))
            data[name] = choice or next(filter(None, offered), "")
        elif not name.endswith("_FORMS") and name not in data:
            data[name] = choice or tag.get("value", "on")
        else:
            data.setdefault(name, tag.get("value", ""))
    return data


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_no_row_has_such_a_number(visit, world, name):
    args = TABLE[name][0](world).get("args", [])
    odd = [int(HUGE) if isinstance(arg, int) or arg.isdigit() else "a" * 300 for arg in args]
    for tried in (odd, [*args[:-1], *odd[-1:]]):
        try:
            url = reverse(name, args=tried)
        except NoReverseMatch:
            continue
        if visit(name, "get", url)[0].status_code == 405:
            visit(name, "post", url)
            visit(name, "post", url, data=b'{"data": {}}', content_type="application/json")


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_hostile_words_are_kept_out_or_shown_as_words(visit, world, name):
    url = reverse(name, **TABLE[name][0](world))
    response, page = visit(name, "get", url)
    if response.status_code == 405:
        for text in (SCRIPT, ODD, HUGE):
            visit(name, "post", url, data=dict.fromkeys(SINGLE, text))
        for body in BROKEN:
            visit(name, "post", url, data=body, content_type="application/json")
        return
    for text in (SCRIPT, ODD, HUGE):
        visit(name, "get", url, data=dict.fromkeys(QUERY, text))
    if not response["Content-Type"].startswith("text/html") or response.streaming:
        return
    for form, target in forms(page, url):
        for text, choice in ((SCRIPT, ""), (ODD, ODD), (HUGE, HUGE), (LONG, "")):
            visit(name, "post", target, data=filled(form, text, choice))
        visit(name, "post", target)
