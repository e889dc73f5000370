"""How somebody likes to read is kept without script, and every next page is drawn that way."""

import pytest
from bs4 import BeautifulSoup

from portal.serving import FRESH
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def html(client, address="/about/"):
    return BeautifulSoup(client.get(address).content, "lxml").html


def press(client, label, address="/about/"):
    """A button of the reading tools, as a browser without script sends it."""
    page = html(client, address)
    button = next(b for b in page.select("form.reading button") if b.get_text(strip=True) == label)
    form = button.find_parent("form")
    sent = {button["name"]: button["value"], "next": form.find("input")["value"]}
    answer = client.get(form["action"], sent)
    assert answer.url == address
    return html(client, address)


def test_choices_add_up_and_a_pressed_button_takes_its_own_back(client):
    assert press(client, "长辈版")["data-mode"] == "elder"
    page = press(client, "大")
    assert (page["data-mode"], page["data-size"]) == ("elder", "large")
    pressed = [b.get_text(strip=True) for b in page.select('.util [aria-pressed="true"]')]
    assert pressed == ["大", "长辈版"]
    page = press(client, "长辈版")
    assert (page.get("data-mode"), page["data-size"]) == (None, "large")


def test_dark_colours_follow_the_system_until_somebody_chooses(client):
    def when():
        return html(client).find("link", attrs={"data-dark": True})["media"]

    seen = [when()]
    for label in ("深色", "浅色", "跟随系统"):
        press(client, label)
        seen.append(when())
    system = "screen and (prefers-color-scheme: dark)"
    assert seen == [system, "screen", "not all", system]


def test_a_choice_holds_in_either_writing_and_keeps_the_question(client):
    press(client, "高對比", "/zh-hant/search/?q=%E5%8D%87%E6%97%97")
    assert html(client)["data-contrast"] == "high"


@pytest.mark.parametrize(
    "back", ["https://elsewhere.example/", "//elsewhere.example", "", "\\\\elsewhere.example"]
)
def test_the_way_back_never_leads_elsewhere(client, back):
    assert client.get("/reading/", {"mode": "elder", "next": back}).url == "/"


def test_what_nobody_offers_is_not_kept(client):
    client.get("/reading/", {"mode": '"><script>', "theme": "dark"})
    assert client.cookies["reading"].value == "dark"
    client.cookies["reading"] = "dark.x onload.elder"
    assert html(client)["data-mode"] == "elder"
    assert "onload" not in client.get("/about/").content.decode()


def test_the_privacy_statement_names_every_cookie_and_no_other(client):
    set_by_use = {FRESH}  # beside a replica only
    somebody = UserFactory()
    for step in (
        lambda: client.get("/mistakes/"),
        lambda: press(client, "长辈版"),
        lambda: client.post("/password/", {"username": somebody.username}),
        lambda: client.force_login(somebody),
    ):
        step()
        set_by_use |= set(client.cookies)
    article = BeautifulSoup(client.get("/privacy/").content, "lxml").find("article")
    assert {name.text for name in article.select("li > b")} == set_by_use
