"""What machines and phones are told: cards, short addresses, codes, feeds, site maps, counts."""

import json
import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageColor

from activities.choices import Consent
from brands.documents import cover
from brands.documents.motifs import DRAWN
from kit import sharing
from portal.feeds import COLUMNS
from portal.models import PageViews
from portal.showcase import card, painting
from tests.factories import (
    ActivityFactory,
    BrandFactory,
    HonorFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    published,
)


@pytest.fixture
def brand(db):
    return published(BrandFactory(title="竹海|领航", tagline="竹子成林", slip="竹海"))


def page(client, url):
    return client.get(url).content.decode()


def test_a_brand_page_has_a_card_and_json_that_no_words_can_break_out_of(client, brand):
    brand.tagline = "</script><b>"
    brand.save()
    text = page(client, brand.get_absolute_url())
    assert '<meta property="og:title" content="竹海领航">' in text
    image = re.search(r'og:image" content="([^"]+)"', text)[1]
    assert image == f"http://testserver/brands/{brand.pk}/card-{brand.cover_key}.png"
    [told] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    assert json.loads(told)["description"] == "</script><b>"
    assert json.loads(told)["creator"] == {"@type": "School", "name": str(brand.school)}


def test_a_card_leaves_out_what_is_not_known():
    told = json.loads(sharing.card("Article", "标题", author="", datePublished=None).data)
    assert told == {"@context": "https://schema.org", "@type": "Article", "name": "标题"}


@pytest.mark.parametrize("font", [card.font_path(), ""])
def test_the_picture_of_a_brand_is_drawn_with_and_without_a_chinese_font(brand, font):
    drawn = card.draw(brand, font)
    assert Image.open(BytesIO(drawn)).size == (1200, 630)
    assert (drawn == card.draw(brand, "")) == (not font)


def test_the_picture_shows_the_motif_and_the_colours_of_the_cover(brand):
    seen = set()
    for brand.cover in DRAWN:
        shown = Image.open(BytesIO(card.draw(brand, ""))).convert("RGB").crop(card.BOOK)
        seen.add(shown.tobytes())
        found = {colour for _, colour in shown.getcolors(200_000)}
        assert ImageColor.getrgb(cover.design(brand).palette.ground) in found
    assert len(seen) == len(DRAWN)


def test_a_picture_is_painted_as_a_browser_draws_it():
    """Turned, scaled, faint, curved and stroked: one spot of each."""
    red, blue = '<rect width="4" height="4" fill="#FF0000"/>', 'fill="none" stroke="#0000FF"'
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 60">'
        '<rect width="60" height="60" fill="#FFFFFF"/>'
        f'<g transform="translate(20,20) rotate(90) scale(2.00)">{red}</g>'
        '<g opacity=".5"><path d="M40 0h20v20h-20Z" fill="#000000"/></g>'
        f'<path d="M0 40q15 20 30 0t30 0" {blue} stroke-width="4" stroke-linecap="round"/>'
        f'<circle cx="10" cy="10" r="8" {blue} stroke-width="4"/></svg>'
    )
    image = painting.painted(svg, (60, 60))
    spots = {(16, 24): "#FF0000", (24, 24): "#FFFFFF", (50, 10): "#7F7F7F", (15, 50): "#0000FF"}
    spots |= {(45, 30): "#0000FF", (10, 2): "#0000FF", (10, 10): "#FFFFFF"}
    for spot, colour in spots.items():
        wanted = ImageColor.getrgb(colour)
        assert all(abs(a - b) < 4 for a, b in zip(image.getpixel(spot), wanted, strict=True)), spot


def test_long_titles_are_cut_for_the_picture():
    assert card.lines("一二三四五六七", 3, 2) == ["一二三", "四五…"]
    assert card.lines("一二三", 3, 2) == ["一二三"]


def test_the_picture_of_an_older_cover_leads_to_the_present_one(client, brand):
    old = client.get(reverse("brand_card", args=[brand.pk, "older"]))
    assert old.url == reverse("brand_card", args=[brand.pk, brand.cover_key])
    assert client.get(old.url).headers["Content-Type"] == "image/png"


def test_a_short_address_leads_to_the_page_for_ever(client, brand):
    response = client.get(f"/b/{brand.pk}/")
    assert (response.status_code, response.url) == (301, brand.get_absolute_url())


def test_the_code_holds_the_short_address_and_only_public_pages_have_one(client, brand):
    assert f'src="/b/{brand.pk}/qr.svg"' in page(client, brand.get_absolute_url())
    assert client.get(f"/b/{brand.pk}/qr.svg").headers["Content-Type"] == "image/svg+xml"
    assert client.get(f"/a/{ActivityFactory().pk}/qr.svg").status_code == 404


def test_readers_are_counted_by_the_page_after_it_is_shown(client, brand):
    text = page(client, brand.get_absolute_url())
    assert f'hx-post="/b/{brand.pk}/views/"' in text
    assert PageViews.objects.count() == 0
    client.post(f"/b/{brand.pk}/views/")
    answer = client.post(f"/b/{brand.pk}/views/").content.decode()
    assert answer == '<span>浏览次数：<span class="num">2</span></span>'
    assert client.post(f"/a/{ActivityFactory().pk}/views/").status_code == 404
    assert PageViews.objects.count() == 1


def test_a_school_s_page_says_when_it_came_out_and_who_checked_it(client, db):
    school = published(SchoolFactory())
    text = page(client, school.get_absolute_url())
    assert f'hx-post="/s/{school.pk}/views/"' in text
    assert f'<time datetime="{timezone.localtime(school.final_at):%Y-%m-%dT%H:%M}' in text
    assert 'aria-label="三审记录"' in text
    assert str(school.second_by) in text


@pytest.mark.parametrize("kind", ["rss", "atom"])
@pytest.mark.parametrize("column", COLUMNS)
def test_each_column_has_a_feed_of_what_is_public(client, brand, column, kind):
    school = brand.school
    published(ActivityFactory(title="公开课", school=school))
    hung = HonorFactory(title="先进集体", school=school)
    signed = {"verified_by": UserFactory(), "verified_at": timezone.now()}
    type(hung).objects.filter(pk=hung.pk).update(verification="verified", **signed)
    published(hung)
    ActivityFactory(title="内部会议", school=school)
    published(school)
    published(TieFactory(title="结对共读"))
    TieFactory(title="洽谈")
    text = page(client, reverse("feed", args=[column, kind]))
    ElementTree.fromstring(text)  # noqa: S314
    wanted = {
        "brands": "竹海领航",
        "schools": school.name,
        "activities": "公开课",
        "honors": "先进集体",
        "ties": "结对共读",
        "notices": "",
    }
    assert wanted[column] in text
    assert not {word for word in ("内部会议", "洽谈") if word in text}
    assert f'href="/feeds/{column}.atom"' in page(client, "/brands/") or column != "brands"


def test_the_site_map_names_public_pages_and_no_other(client, brand):
    hidden = BrandFactory()
    assert "/sitemap-b.xml" in page(client, "/sitemap.xml")
    text = page(client, "/sitemap-b.xml")
    assert f"http://testserver/brands/{brand.pk}/" in text
    assert f"/brands/{hidden.pk}/" not in text
    assert "http://testserver/honors/" in page(client, "/sitemap-columns.xml")


def test_robots_are_told_what_need_not_be_read(client, db):
    lines = page(client, "/robots.txt").splitlines()
    assert "Disallow: /office/" in lines
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"


def told(client, url):
    """What a page tells those who share it, by property, and its JSON-LD."""
    soup = BeautifulSoup(client.get(url).content, "lxml")
    found = {tag["property"]: tag["content"] for tag in soup.select("meta[property^='og:']")}
    [data] = soup.select('script[type="application/ld+json"]')
    return found, json.loads(data.text)


COLUMN_PAGES = ("brands:list", "schools:list", "activities:list", "activities:calendar")
COLUMN_PAGES += ("honors:list", "ties", "selection:batch_list", "selection:notice_list")
COLUMN_PAGES += ("selection:result_list", "statistics", "open_data", "about", "site_map", "help")


@pytest.mark.parametrize("name", COLUMN_PAGES)
def test_every_column_tells_its_address_title_and_what_it_holds(client, brand, name):
    found, data = told(client, f"{reverse(name)}?page=1")
    soup = BeautifulSoup(client.get(reverse(name)).content, "lxml")
    assert found["og:url"] == data["url"] == f"http://testserver{reverse(name)}"
    assert found["og:title"] == data["name"] == soup.title.text.partition(" · ")[0]
    assert found["og:description"] == soup.select_one("meta[name=description]")["content"]
    is_list = name.endswith("list") or name == "ties"
    assert data["@type"] == ("CollectionPage" if is_list else "WebPage")
    assert found["og:type"] == "website"


def test_home_tells_how_to_search_the_site(client, db, settings):
    found, data = told(client, "/")
    assert found["og:title"] == data["name"] == settings.SITE_NAME
    assert (data["@type"], found["og:url"]) == ("WebSite", "http://testserver/")
    action = data["potentialAction"]
    assert action["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"
    assert action["query-input"] == "required name=search_term_string"


def test_what_somebody_typed_stays_text_in_what_a_page_tells(client, db):
    word = '"><script>alert(1)</script>&amp;'
    text = page(client, reverse("search", query={"q": word}))
    assert "<script>alert" not in text
    found, data = told(client, reverse("search", query={"q": word}))
    assert found["og:title"] == data["name"] == f"“{word}”的搜索结果"


def test_a_traditional_page_names_its_own_address(client, brand):
    assert told(client, "/zh-hant/brands/")[0]["og:url"] == "http://testserver/zh-hant/brands/"


def pictured(activity, **values):
    return activity.photos.create(
        **{"image": "a.webp", "thumb": "b.webp", "digest": str(values), "width": 900}
        | {"height": 600, "consent": Consent.NO_PUPILS}
        | values
    )


def test_an_activity_and_its_tie_are_shared_with_the_first_picture_that_may_be_shown(client, db):
    activity, tie = ActivityFactory(), TieFactory()
    pictured(activity, consent=Consent.MISSING)
    photo = pictured(activity, order=1)
    pictured(activity, order=2)
    tie.members.create(school=activity.school)
    activity.ties.add(tie)
    addresses = [published(row).get_absolute_url() for row in (tie, activity)]
    for address in addresses:
        found, _ = told(client, address)
        assert found["og:image"] == f"http://testserver/activities/photos/{photo.pk}/full.webp"
        assert (found["og:image:width"], found["og:image:height"]) == ("900", "600")
    activity.photos.update(consent=Consent.MISSING)
    assert ["og:image" in told(client, address)[0] for address in addresses] == [False, False]


def test_a_school_is_shared_with_the_cover_of_its_current_brand(client, brand):
    school = published(brand.school)
    found, _ = told(client, school.get_absolute_url())
    image = reverse("brand_card", args=[brand.pk, brand.cover_key])
    assert found["og:image"] == f"http://testserver{image}"
    type(brand).objects.update(scope="private")
    assert "og:image" not in told(client, school.get_absolute_url())[0]
