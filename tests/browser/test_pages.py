"""Every page of the office as its people meet it: it opens, fits its screen, hides nothing."""

import pytest

from schools.choices import Role
from tests.browser.steps import places
from tests.browser.steps.walk import Walk
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


@pytest.fixture
def shown(settings, kept):
    settings.DEMO = True
    return places.Shown(kept)


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
