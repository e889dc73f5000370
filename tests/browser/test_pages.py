"""Every page as a person meets it: it opens, fits its screen, and hides nothing from anybody."""

import pytest
from django.test import Client

from schools.choices import Role
from schools.models import User
from tests.browser.conftest import AXE, DESKTOP, PHONE, STANDARDS
from tests.browser.steps import places
from tests.factories import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ACCOUNTS = {
    "clerk": places.ledgers,
    "clerk11": places.draft,
    "clerk4": places.returned,
    "secretary3": places.signing,
    "staff": places.checking,
    "leader": places.deciding_on,
    "expert1": places.scoring,
    "admin": places.minding,
    "auditor": places.auditing,
}
MODES = {"elder": {"mode": "elder"}, "contrast": {"contrast": "high"}}
WORDS = ("None", "undefined", "NaN", "{{", "{%")  # what a page says when nobody looked
AUDIT = "options => axe.run(document, options).then(r => r.violations)"
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
BROKEN = "() => [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
DRESS = "mode => Object.assign(document.documentElement.dataset, mode)"
UNDRESS = "mode => Object.keys(mode).forEach(k => delete document.documentElement.dataset[k])"


class Walk:
    """One person's way through many pages; what is wrong on them is kept to the end."""

    def __init__(self, server, page, username=""):
        self.server, self.page, self.wrong = server, page, []
        if username:
            client = Client()
            client.force_login(User.objects.get(username=username))
            name, cookie = next(iter(client.cookies.items()))
            kept = {"name": name, "value": cookie.value, "url": server.url}
            page.context.add_cookies([kept])

    def through(self, paths, status=200, modes=None):
        for path in paths:
            self.page.set_viewport_size(DESKTOP)
            answer = self.page.goto(f"{self.server.url}{path}")
            if answer.status != status:
                self.wrong.append(f"{path}: {answer.status}")
            self.page.evaluate(AXE.read_text())
            self.look(f"{path} 1440")
            self.page.set_viewport_size(PHONE)
            self.look(f"{path} 390")
            for name, mode in (modes or {}).items():
                self.page.evaluate(DRESS, mode)
                self.look(f"{path} 390 {name}")
                self.page.evaluate(UNDRESS, mode)

    def look(self, where):
        found = self.page.evaluate(AUDIT, {"runOnly": STANDARDS})
        self.wrong += [
            f"{where}: {rule['id']} {node['html'][:140]}"
            for rule in found
            for node in rule["nodes"][:3]
        ]
        if wider := self.page.evaluate(WIDER):
            self.wrong.append(f"{where}: {wider} px too wide")
        self.wrong += [f"{where}: broken picture {src}" for src in self.page.evaluate(BROKEN)]
        said = self.page.inner_text("main")
        self.wrong += [f"{where}: says {word}" for word in WORDS if word in said]


@pytest.fixture
def shown(settings):
    settings.DEMO = True
    return places.Shown()


def test_every_public_page_is_sound_in_every_mode(live_server, new_context, shown, console):
    console.expect("40[34]|410")
    walk = Walk(live_server, new_context().new_page())
    walk.through(places.public(shown), modes=MODES)
    walk.through(["/nowhere/", "/verify/ABCDEFGHJKLM/"], status=404)
    walk.through([f"/notices/{shown.ended.pk}/objection/"], status=410)
    assert walk.wrong == []


@pytest.mark.parametrize("usernames", [["clerk", "clerk11"], [*ACCOUNTS][2:]])
def test_every_page_of_the_office_is_sound(live_server, new_context, shown, usernames):
    wrong = []
    for username in usernames:
        walk = Walk(live_server, new_context().new_page(), username)
        walk.through(ACCOUNTS[username](shown))
        wrong += [f"{username} {told}" for told in walk.wrong]
    assert wrong == []


def test_a_refusal_is_sound_too(live_server, new_context, console):
    console.expect("403")
    expert = person(Role.EXPERT)
    walk = Walk(live_server, new_context().new_page(), expert.username)
    walk.through([f"{places.SELECTION}/batches/new/"], status=403)
    assert walk.wrong == []
