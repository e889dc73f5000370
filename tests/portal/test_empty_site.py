"""On a site that holds nothing yet no page leads to a column without content."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from brands.choices import BrandKind
from portal.feeds import COLUMNS
from tests.factories import BatchFactory, BrandFactory, published

pytestmark = pytest.mark.django_db
SHOWN = ("home", "about", "site_map", "search", "help", "privacy", "accessibility", "mistake_new")
HOLDING = ("brands:list", "schools:list", "activities:list", "activities:calendar", "honors:list")
HOLDING += ("ties", "selection:batch_list", "selection:notice_list", "selection:result_list")
HOLDING += ("statistics", "open_data")


def links(client, address):
    """Where the page leads to, without what is asked for there; feeds it names itself by, too."""
    answer = client.get(address)
    assert answer.status_code in (200, 404)
    page = BeautifulSoup(answer.content, "lxml")
    found = [tag["href"] for tag in page.select("a[href], link[type='application/atom+xml']")]
    return {link.partition("?")[0] for link in found}


def holding():
    feeds = {reverse("feed", args=[key, kind]) for key in COLUMNS for kind in ("rss", "atom")}
    return {reverse(name) for name in HOLDING} | feeds


@pytest.mark.parametrize("name", SHOWN)
def test_no_page_leads_to_an_empty_column(client, name):
    found = links(client, reverse(name))
    assert found & holding() == set()
    assert reverse("home") in found


def test_nor_does_a_search_that_finds_nothing_or_a_page_that_is_not_there(client):
    for address in ("/search/?q=升旗", "/brands/1/"):
        assert links(client, address) & holding() == set()


def test_every_link_of_an_empty_site_leads_somewhere(client):
    found = {link for name in SHOWN for link in links(client, reverse(name))}
    inner = {link for link in found if link.startswith("/") and link != reverse("office:home")}
    assert {link: client.get(link).status_code for link in inner} == dict.fromkeys(inner, 200)


def test_the_map_fills_with_the_columns(client):
    published(BrandFactory(kind=BrandKind.SECRETARY_PROJECT))
    BatchFactory()
    wanted = {"brands:list", "selection:batch_list", "statistics", "open_data"}
    wanted = {reverse(name) for name in wanted}
    wanted |= {f"/feeds/{key}.{kind}" for key in ("brands", "notices") for kind in ("rss", "atom")}
    assert links(client, reverse("site_map")) & holding() == wanted
    text = client.get(reverse("site_map")).content.decode()
    assert "?kind=secretary_project" in text
