"""Every public page a second time in Traditional characters: words change, nothing else does."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.showcase import card
from portal.traditional import converted
from schools.choices import Area
from selection.choices import NoticeStatus
from selection.models import Objection, PublicNotice
from tests.factories import (
    ActivityFactory,
    BatchFactory,
    BrandFactory,
    PartnerFactory,
    SchoolFactory,
    TieFactory,
    published,
)

ADDRESSES = ("href", "src", "action", "hx-get", "srcset")
STAYS = re.compile(r"^/(static|media)/|^/zh-hant/|^(#|\?|http|mailto|data)")


@pytest.fixture
def shown(db):
    today = timezone.localdate()
    school = published(SchoolFactory(name="无锡市东林中学", introduction="百年老校，发展至今。"))
    brand = published(BrandFactory(school=school, title="红色|领航"))
    activity = published(ActivityFactory(school=school, title="云升旗"))
    notice = PublicNotice.objects.create(
        title="结果公示",
        batch=BatchFactory(),
        status=NoticeStatus.RUNNING,
        starts_on=today,
        ends_on=today,
    )
    tie = TieFactory(title="姊妹校结对")
    partner = PartnerFactory(name="里仁小学", name_hant="里仁小學", area=Area.HONG_KONG)
    tie.members.create(partner=partner)
    published(tie)
    return {
        "home": reverse("home"),
        "shelf": reverse("brands:list"),
        "brand": reverse("brand", args=[brand.pk]),
        "schools": reverse("schools:list"),
        "school": reverse("school", args=[school.pk]),
        "activities": reverse("activities:list"),
        "activity": reverse("activities:detail", args=[activity.pk]),
        "honors": reverse("honors:list"),
        "ties": reverse("ties"),
        "tie": reverse("tie", args=[tie.pk]),
        "notices": reverse("selection:notice_list"),
        "notice": reverse("selection:notice", args=[notice.pk]),
        "objection": reverse("selection:objection", args=[notice.pk]),
        "results": reverse("selection:result_list"),
        "search": reverse("search", query={"q": "升旗"}),
        "about": reverse("about"),
        "accessibility": reverse("accessibility"),
        "privacy": reverse("privacy"),
        "help": reverse("help"),
        "map": reverse("site_map"),
    }


def links(client, address):
    page = BeautifulSoup(client.get(address).content, "lxml")
    return [
        (tag.name, name, tag[name])
        for tag in page.find_all()
        for name in ADDRESSES
        if tag.get(name)
    ]


@pytest.mark.words
def test_no_page_loses_a_link_and_every_link_stays_in_the_writing(client, shown):
    for address in shown.values():
        plain, written = links(client, address), links(client, f"/zh-hant{address}")
        assert [(tag, name) for tag, name, _ in written] == [(tag, name) for tag, name, _ in plain]
        own = [to for tag, _, to in written if tag != "link" and not STAYS.match(to)]
        assert set(own) == {address}  # the way back to Simplified characters


def test_the_head_of_a_page_names_its_language_and_both_writings(client, shown):
    for prefix, language in (("", "zh-Hans"), ("/zh-hant", "zh-Hant-HK")):
        page = BeautifulSoup(client.get(f"{prefix}{shown['shelf']}?stage=primary").content, "lxml")
        heads = {tag["hreflang"]: tag["href"] for tag in page.find_all("link", hreflang=True)}
        assert page.html["lang"] == language
        assert page.find("link", rel="canonical")["href"] == f"http://testserver{prefix}/brands/"
        assert heads == {
            "zh-Hans": "http://testserver/brands/",
            "zh-Hant-HK": "http://testserver/zh-hant/brands/",
            "x-default": "http://testserver/brands/",
        }


def test_texts_titles_and_what_is_spoken_are_converted(client, shown):
    page = client.get(f"/zh-hant{shown['school']}").content.decode()
    assert "<h1>無錫市東林中學</h1>" in page
    assert "百年老校，發展至今。" in page
    assert 'aria-label="當前位置"' in page
    assert "无锡" not in BeautifulSoup(page, "lxml").body.get_text()


def test_the_name_a_partner_writes_itself_is_kept(client, shown):
    page = client.get(f"/zh-hant{shown['tie']}").content.decode()
    assert "里仁小學" in page
    assert "裏仁小學" not in page
    assert converted("<p>里面</p>") == "<p>裏面</p>"


def test_a_name_is_written_as_its_owner_does_everywhere(client, shown):
    tie = published(TieFactory(title="与启基学校结对"))
    tie.members.create(partner=PartnerFactory(name="启基学校", name_hant="啓基學校"))
    tie.members.create(partner=PartnerFactory(name="台山小学", name_hant="臺山小學"))
    page = client.get(f"/zh-hant{reverse('tie', args=[tie.pk])}").content.decode()
    assert "與啓基學校結對" in page
    assert "台山小學" not in page


def test_what_a_page_tells_machines_is_converted_too(client, shown):
    page = BeautifulSoup(client.get(f"/zh-hant{shown['brand']}").content, "lxml")
    told = json.loads(page.find("script", type="application/ld+json").string)
    assert (told["name"], told["inLanguage"]) == ("紅色領航", "zh-Hant-HK")
    assert page.find("meta", property="og:locale")["content"] == "zh_HK"


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_are_converted_too_and_say_so(client, shown, kind):
    feed = client.get(f"/zh-hant{reverse('feed', args=['brands', kind])}").content.decode()
    assert "紅色領航" in feed
    assert "无锡" not in feed
    assert f"/zh-hant{shown['brand']}" in feed
    assert "zh-Hant-HK" in feed


def test_the_slip_of_a_cover_is_read_as_one_phrase(client, shown):
    brand = published(BrandFactory(title="头发", slip="理发发展"))
    cover = client.get(f"/zh-hant{brand.cover_url}").content.decode()
    assert re.findall(r"<tspan[^>]*>(.)</tspan>", cover) == list("理髮發展")
    assert "<title>頭髮</title>" in cover


def test_the_picture_for_sharing_is_written_in_either_writing(client, shown):
    plain, written = (
        client.get(
            BeautifulSoup(client.get(page).content, "lxml").find(property="og:image")["content"]
        )
        for page in (shown["brand"], f"/zh-hant{shown['brand']}")
    )
    assert (plain.status_code, written.status_code) == (200, 200)
    assert (plain.content == written.content) == (not card.font_path())


def test_search_is_asked_and_answered_in_either_writing(client, shown):
    page = client.get("/zh-hant/search/", {"q": "東林"}).content.decode()
    assert 'value="東林"' in page
    assert "<mark>東林</mark>中學" in page


def test_an_objection_is_sent_from_a_page_in_traditional_characters(shown):
    client, address = Client(enforce_csrf_checks=True), f"/zh-hant{shown['objection']}"
    form = BeautifulSoup(client.get(address).content, "lxml").find("main").find("form")
    said = {field["name"]: field.get("value", "") for field in form.find_all("input")}
    said |= {
        "name": "陳大文",
        "unit": "街坊",
        "phone": "13800000000",
        "text": "名單與公開的不一致" * 3,
    }
    answer = client.post(form.get("action") or address, said)
    assert answer.url.startswith("/zh-hant/")
    assert Objection.objects.get().text.startswith("名單與公開的")


def test_pages_of_accounts_are_never_converted(client, db):
    assert client.get("/zh-hant/office/?a=1").url == "/office/?a=1"
    assert client.get("/zh-hant/login/").url == "/login/"
    assert client.get("/zh-hant").url == "/zh-hant/"
    assert client.get("/zh-hant/nowhere/").status_code == 404
    assert get_script_prefix() == "/"


def test_an_unchanged_page_is_converted_once(client, shown, monkeypatch):
    cache.clear()
    address = f"/zh-hant{shown['shelf']}"
    first = client.get(address).content
    monkeypatch.setattr("portal.traditional.converted", lambda *a: pytest.fail("converted again"))
    assert client.get(address).content == first


MARKUP = st.sampled_from(
    [
        *("<p>", "</p>", "<br>", "<mark>", "</mark>", "&amp;", '<a href="/发/" title="发展">'),
        *("</a>", "<!-- 发 -->", "<script>'发'</script>", "<textarea>发</textarea>"),
        '<i lang="zh-Hant">发</i>',
    ]
)
TEXT = st.text("发展头发里面后台干部 ab\n，“”")


@given(st.lists(MARKUP | TEXT).map("".join))
def test_tags_are_never_touched(page):
    tags = re.compile(r"<[^>]*>")
    told = converted(page)
    assert len(told) == len(page)
    assert [t.replace("發", "发") for t in tags.findall(told)] == tags.findall(page)
    assert re.findall(
        r"<script>.*?</script>|<textarea>.*?</textarea>|<i .*?</i>", told
    ) == re.findall(r"<script>.*?</script>|<textarea>.*?</textarea>|<i .*?</i>", page)


def test_a_word_cut_by_a_mark_is_still_one_word():
    assert converted("<p>头<mark>发</mark>，<mark>发</mark>展</p>") == (
        "<p>頭<mark>髮</mark>，<mark>發</mark>展</p>"
    )


def test_the_likelier_of_two_readings_is_taken():
    told = {
        "观摩并发言": "觀摩並發言",
        "一出校门": "一出校門",
        "看一出戏": "看一齣戲",
        "并发症": "併發症",
        "从学校文化里长出来，在体验里长大": "從學校文化裏長出來，在體驗裏長大",
        "三公里长的路": "三公里長的路",
        "先在格里办，格里高利历": "先在格裏辦，格里高利曆",
        "析、再发布，请写明": "析、再發佈，請寫明",
        "十多年历史的年历": "十多年歷史的年曆",
        "原来不是只有我这样，后面一只接一只": "原來不是只有我這樣，後面一隻接一隻",
        "给队员系红领巾": "給隊員繫紅領巾",
        "书记审签，师生一起签，抽签": "書記審簽，師生一起簽，抽籤",
        "上一批回来的老师，件件有回音": "上一批回來的老師，件件有回音",
        "领题汇报，汇编成册": "領題匯報，彙編成冊",
        "不用点赞，工作启示": "不用點讚，工作啟示",
        "党员家访周、课堂开放周：慧学周版本": "黨員家訪週、課堂開放週：慧學週版本",
        "学校周边，走访周老师，周恩来": "學校周邊，走訪周老師，周恩來",
    }
    assert {text: converted(text) for text in told} == told
