"""Whatever somebody sends, the answer is a page or a refusal: never an error, never their markup."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.forms.forms import BaseForm
from django.urls import NoReverseMatch, resolve, reverse

from kit import invisible
from tests.house.behind import BEHIND, FAR, far_away
from tests.house.noted import Notes, saving, written
from tests.house.roles import TABLE
from tests.house.source import MODULES

SCRIPT = (  # leaves every place words are written to: text, attribute, textarea, title, script, address
    "\"'></textarea></title></script><script>alert(1)</script><img src=x onerror=alert(1)>"
    "<svg/onload=alert(1)>{{7*7}}{% now 'Y' %}javascript:alert(1)<!--"
)
ALIVE = ("<script>alert(", "<img src=x", "<svg/onload", 'href="javascript:', 'src="javascript:')
ORDINARY = {"url": "https://example.com/", "email": "a@example.com", "tel": "0510-80000000"}
HUGE = "9" * 20
LONG = "长" * 30_000
ODD = "\0甲\u202e乙\u2066丙\u200b😀\ufffe²-1" + SCRIPT
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
    "month",
    "target",
    "address",
    "next",
    "unread",
    "of",
    "wrong",
    "more",
    "seed",
]
SINGLE = (
    *("note", "seen", "do", "title", "text", "evidence", "claim", "kind", "source", "username"),
    *("act", "by_mail", "check", "coverage", "draft_stamp", "experts", "next", "on_site", "photos"),
    *("school", "session", "sheet", "stage", "to", "version", "way"),
)
# What a view reads without a form.
READ = re.compile(r'\.(GET|POST)(?:\.get(?:list)?)?[\[(]"(\w+)"|"(\w+)" in request\.(GET|POST)')
WRITTEN = {"text", "search", "tel", "email", "password", "url"}
BROKEN = [b"\xff", b"[" * 5000, json.dumps({"data": {"a\0\ud800": ["\0\ud800", 9**400]}}).encode()]
ANY_SCHOOL = {"office:tie_new", "office:selection:expert_new"}  # may be chosen there
NOTES, TRIED, SWEPT = Notes(SCRIPT), set(), set()
UNSENT = {  # fields of a class that no form of it has in the end, and why
    "selection.forms.defence.SettleForm.comment": "two copies are settled by their scores alone",
    "selection.forms.review.AnnotationForm.section": "becomes a choice",
    **{
        f"portal.taking.ledgers.DraftHonorForm.{name}": "filled from HonorRow, which asks less"
        for name in [
            "document_number",
            "document_title",
            "grade",
            "issuer_#",
            "kept",
            "note",
            "recipient",
            "session",
            "token",
            "version",
        ]
    },
}


@pytest.fixture(autouse=True, scope="module")
def noted():
    """Notes are taken of every form that is checked while this file runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseForm, "full_clean", lambda form: NOTES.full_clean(form))  # noqa: PLW0108
        yield


@pytest.fixture
def visit(client, world, settings):
    """Sends a request as the first role an address opens for and takes it back afterwards."""
    settings.MEDIA_ROOT = world.media

    def send(name, method, url, role=None, *, follow=True, **parts):
        role = role or next((role for role in world.people if role in TABLE[name][1]), "visitor")
        with transaction.atomic():
            world.enter(client, role)
            response = getattr(client, method)(url, **parts)
            body = b"" if response.streaming else response.content
            for close in response._resource_closers if response.streaming else ():
                close()
            if follow and method == "post" and response.status_code == 302:  # saved: shown now
                shown = client.get(response.url)
                assert shown.status_code < 500
                body += b"" if shown.streaming else shown.content
            transaction.set_rollback(True)
        assert response.status_code < 500
        text = body.decode("utf-8", "replace")
        assert [sign for sign in ALIVE if sign in text] == []
        assert not response.get("Content-Type", "").startswith("text") or not invisible.is_in(text)
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
        if not name or kind == "file" or name.endswith(("csrfmiddlewaretoken", "-DELETE")):
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


def sweep(visit, name, page, url, role=None):
    for form, target in forms(page, url):
        for text, choice in ((SCRIPT, ""), (ODD, ODD), (HUGE, HUGE), (LONG, "")):
            data = filled(form, text, choice)
            if text == HUGE:  # each parameter twice
                data = {key: ["1", value] for key, value in data.items()}
            visit(name, "post", target, role, follow=text in (SCRIPT, ODD), data=data)
        visit(name, "post", target, role, follow=False)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_no_row_has_such_a_number(visit, world, name):
    args = TABLE[name][0](world).get("args", [])
    odd = [int(HUGE) if isinstance(arg, int) or arg.isdigit() else "a" * 300 for arg in args]
    tries = [odd, [*args[:-1], *odd[-1:]]]
    for tried in tries[: len(args)]:  # one number: both are the same
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
        for text in (SCRIPT, ODD, ["1", HUGE]):
            visit(name, "post", url, data=dict.fromkeys(SINGLE, text))
        for body in BROKEN:
            visit(name, "post", url, data=body, content_type="application/json")
        SWEPT.add(name)
        return
    for text in (SCRIPT, ODD, ["1", HUGE]):
        visit(name, "get", url, data=dict.fromkeys(QUERY, text))
    if not response["Content-Type"].startswith("text/html") or response.streaming:
        page = ""
    sweep(visit, name, page, url)
    SWEPT.add(name)


@pytest.mark.django_db
@pytest.mark.parametrize("label", sorted(BEHIND))
def test_hostile_words_are_kept_out_of_the_forms_behind(visit, world, settings, label):
    name, role, arrive = BEHIND[label]
    settings.EMAIL_CONFIGURED = True
    settings.SECOND_FACTOR = "required" if name == "login_phone" else "offered"
    url = arrive(world)
    sweep(visit, name, visit(name, "get", url, role)[1], url, role)
    SWEPT.add(label)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["visitor", "clerk", "staff", "expert"])
def test_a_parameter_sent_twice_shows_nothing_from_far_away(client, world, settings, role):
    """At every address without arguments: all at once, then each that its page offers."""
    settings.MEDIA_ROOT = world.media
    pairs, shown = far_away(world), []
    world.enter(client, role)
    mine = "everybody" if role == "visitor" else role
    for name, (make, allowed, _) in sorted(TABLE.items()):
        if make(world).get("args") or mine not in allowed or name == "logout":
            continue
        url = reverse(name)
        answer = client.get(url, pairs)
        if answer.status_code == 405:
            continue
        offered = [key for key in pairs if f'name="{key}"'.encode() in answer.getvalue()]
        answers = [client.get(url, {key: pairs[key][::-1]}) for key in offered]
        answers += [client.get(url, {key: pairs[key]}) for key in offered]
        assert all(one.status_code < 500 for one in (answer, *answers))
        if any(FAR.encode() in one.getvalue() for one in (answer, *answers)):
            shown.append(name)
    assert [name for name in shown if name not in ANY_SCHOOL] == []


@pytest.fixture
def swept():
    """The notes, when all of the tests above ran here."""
    if {*TABLE, *BEHIND} - SWEPT:
        pytest.skip("only a part of this file ran in this process, or a part failed")
    return NOTES


def test_every_text_field_of_every_form_was_sent_hostile_words(swept):
    missed = sorted((swept.bound | written()) - swept.sent - {*UNSENT})
    assert not missed, "\n".join(missed)
    assert swept.sent.isdisjoint(UNSENT)


def test_a_form_takes_no_column_it_does_not_ask_for(swept):
    """Status, owner, school, key: each was sent along with every form that has a row."""
    missed = sorted(saving() - swept.saved)
    assert not missed, "\n".join(missed)
    assert not swept.taken, "\n".join(sorted(swept.taken))


def test_every_word_a_view_reads_by_itself_was_sent_too():
    read = {"GET": set(), "POST": set()}
    for path in MODULES:
        for method, name, other, way in READ.findall(path.read_text("utf-8")):
            read[method or way].add(name or other)
    assert read["GET"] - {*QUERY} == set()
    assert read["POST"] - {*SINGLE} == set()
