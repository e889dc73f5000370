"""Every public page in every way of reading; the site by keyboard alone, and without script."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from activities.models import Activity
from brands.models import Brand
from portal import indexing
from schools.models import Partner, School, Tie
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.steps import places
from tests.browser.steps.walk import NARROW, Walk
from tests.factories import (
    ActivityFactory,
    BrandFactory,
    PartnerFactory,
    SchoolFactory,
    TieFactory,
    published,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAIN, ELDER, CONTRAST = {}, {"mode": "elder"}, {"contrast": "high"}
HANT = "/zh-hant"
# Words that stand in a column, one or two characters wide.
COLUMNS = """() => [...document.querySelectorAll('main *, .crumb *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim().length > 7))
  .map(e => [e, e.getBoundingClientRect(), parseFloat(getComputedStyle(e).fontSize)])
  .filter(([e, box, size]) => !e.closest('.slip, svg, .visually-hidden') && box.width
    && box.width < 3 * size && box.height > 4 * size)
  .map(([e]) => e.textContent.trim().slice(0, 20))"""


@pytest.fixture
def shown(settings, kept):
    settings.DEMO = True
    return places.Shown(kept)


@pytest.mark.parametrize("half", [0, 1])  # for two workers
def test_every_public_page_is_sound_in_every_mode_at_every_width(
    live_server, new_context, shown, half
):
    walk = Walk(live_server, new_context(reduced_motion="reduce").new_page())
    for path in places.public(shown)[half::2]:
        walk.open(path)
        walk.dressed(path, PLAIN)
        if places.repeats(path):
            continue
        walk.darkened(path)
        walk.dressed(path, CONTRAST)
        walk.dressed(path, ELDER)
        walk.largest(path)
        if not path.startswith(("/login/", "/password/")):  # accounts have one writing
            walk.open(f"{HANT}{path}")
            walk.dressed(f"{HANT}{path}", PLAIN)
    assert walk.wrong == []


def test_a_page_that_is_not_there_is_sound_too(live_server, new_context, shown, console):
    console.expect("404|410")
    walk = Walk(live_server, new_context().new_page())
    walk.through(["/nowhere/", "/verify/ABCDEFGHJKLM/"], status=404)
    walk.through([f"/notices/{shown.ended.pk}/objection/"], status=410)
    assert walk.wrong == []


HERE = "() => document.activeElement.getAttribute('href') || document.activeElement.name || ''"


def tab_to(page, address):
    """Press Tab until what leads to such an address has the focus, and is seen to have it."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if re.fullmatch(address, page.evaluate(HERE)):
            ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineWidth")
            assert ring == "3px"
            return
    raise AssertionError(f"{address} is out of reach of the keyboard on {page.url}")


def enter(page, address):
    tab_to(page, address)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.fullmatch(address, urlsplit(page.url).path)


@pytest.fixture
def little():
    """One public thing of each kind, all of one school."""
    school = published(SchoolFactory(name="无锡市东林中学"))
    brand = published(BrandFactory(school=school))
    published(ActivityFactory(school=school, brand=brand))
    tie = TieFactory(title="与里仁小学结对")
    tie.members.create(school=school)
    tie.members.create(partner=PartnerFactory(name="里仁小学", name_hant="里仁小學"))
    published(tie)
    indexing.rebuild()


def test_the_longest_names_break_no_page(live_server, new_context, little):
    words = "江苏省无锡市梁溪区教育发展共同体实验学校附属第一小学暨九年一贯制对外合作交流中心" * 2
    for model, field in (
        (School, "name"),
        (Partner, "name"),
        (Brand, "title"),
        (Activity, "title"),
    ):
        longest = model._meta.get_field(field).max_length
        model.objects.update(**{field: words[:longest]})
    Tie.objects.update(title=words[:80])
    rows = [model.objects.get() for model in (School, Brand, Activity, Tie)]
    walk = Walk(live_server, new_context().new_page())
    lists = ["/", "/brands/", "/schools/", "/activities/", "/ties/", "/site-map/"]
    for path in [*lists, *(row.get_absolute_url() for row in rows)]:
        walk.open(path)
        for size in (NARROW, PHONE, DESKTOP):
            walk.page.set_viewport_size(size)
            walk.fit(f"{path} {size['width']}")
            thin = walk.page.evaluate(COLUMNS)
            walk.wrong += [f"{path} {size['width']}: a column: {what}" for what in thin]
    assert walk.wrong == []


def test_the_site_is_read_by_keyboard_alone(live_server, new_context, little):
    page = new_context().new_page()
    page.goto(live_server.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    for address in (r"/brands/\d+/", r"/activities/\d+/", "/ties/", r"/ties/\d+/"):
        enter(page, address)
    tab_to(page, "q")
    box = page.get_by_role("combobox", name="搜索品牌、学校、活动、荣誉")
    page.keyboard.type("dlzx")
    expect(page.get_by_role("option", name="东林中学")).to_be_visible()
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("东林中学")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("东林中学")


def test_modes_writing_and_search_work_without_script(live_server, new_context, little):
    plain = new_context(java_script_enabled=False).new_page()
    plain.goto(live_server.url)
    plain.get_by_role("button", name="长辈版").click()
    expect(plain.locator("html")).to_have_attribute("data-mode", "elder")
    plain.get_by_role("link", name="繁體").first.click()
    plain.get_by_role("searchbox", name="搜索品牌、學校、活動、榮譽").fill("東林中學")
    plain.get_by_role("button", name="搜索").click()
    plain.get_by_role("link", name="無錫市東林中學").first.click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("無錫市東林中學")
    expect(plain.locator("html")).to_have_attribute("data-mode", "elder")
    expect(plain.get_by_role("button", name="打印")).to_have_count(0)
    enter(plain, r"/zh-hant/activities/\d+/")
