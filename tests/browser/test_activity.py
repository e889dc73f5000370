"""An activity logged on a phone: the network goes, the login goes, and nothing typed or taken is lost."""

import re

import pytest
from playwright.sync_api import expect

from activities.models import Activity
from schools.models import Session
from tests import factories
from tests.browser.steps import papers
from tests.browser.steps.visits import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "/office/activities/new/"
TAPS = (
    "window.taps = 0; document.addEventListener('pointerdown', () => { window.taps += 1; }, true)"
)


def photos_on(person):
    return person.main.locator(".upl input[type=hidden][name=photos]")


def choose(person, photograph):
    person.main.get_by_label("拍照或选图").set_input_files(photograph)


@pytest.fixture
def clerk():
    return factories.clerk(factories.SchoolFactory(name="新桥实验小学"))


@pytest.fixture
def person(live_server, new_context, console, axe, clerk):
    """On a telephone, with the form open."""
    return Site(live_server, new_context, console, axe).person(clerk, **PHONE).open(NEW)


def lose_the_network_and_the_tab(person, photograph):
    person.page.context.set_offline(True)
    person.fill({"活动名称": "云升旗", "党员": "6", "学生": "300"})
    person.tick("升旗与纪念日")
    choose(person, photograph)
    person.reads("网络断了", "1 张没有传上", "没有网络，已存在本机")
    person.close_and_come_back()
    person.open(NEW)
    expect(photos_on(person)).to_have_count(2)  # what was not sent goes by itself
    person.main.get_by_role("button", name="恢复这份内容").click()
    expect(person.field("活动名称")).to_have_value("云升旗")


def lose_the_login(person, photograph):
    Session.objects.all().delete()
    person.fill({"地点": "操场", "做了什么，有什么收获": "三校隔屏同升一面旗。"})
    person.reads("登录过期了，已存在本机")
    choose(person, photograph)
    person.reads("登录过期了，重新登录后再传")


def sign_in_beside(person, clerk):
    with person.page.context.expect_page() as opened:
        person.main.get_by_role("link", name="在新窗口登录").click()
    login = opened.value
    login.get_by_label("账号").fill(clerk.username)
    login.get_by_label("密码", exact=True).fill("correct-horse-9")
    login.get_by_role("button", name="登录").click()
    login.wait_for_url(re.compile("/office/"))
    login.close()


def test_on_a_phone_with_a_cut_line_and_an_expired_login_nothing_is_lost(person, clerk, console):
    console.expect(r"ERR_INTERNET_DISCONNECTED")
    # A draft on its way while the new login begins; it is sent again.
    console.expect(r"403 \(Forbidden\)")
    flag, crowd, screen = papers.photographs()
    choose(person, flag)
    expect(photos_on(person)).to_have_count(1)
    person.reads("已自动保存")
    lose_the_network_and_the_tab(person, crowd)
    expect(photos_on(person)).to_have_count(2)
    person.reads("已自动保存")
    lose_the_login(person, screen)
    sign_in_beside(person, clerk)
    person.main.get_by_role("button", name=re.compile("^重传")).click()
    expect(photos_on(person)).to_have_count(3)
    person.press("存草稿")

    activity = Activity.objects.get()
    kept = (activity.title, activity.place, activity.story, activity.turnout, activity.types)
    assert kept == ("云升旗", "操场", "三校隔屏同升一面旗。", 306, ["ceremony"])
    assert activity.photos.count() == 3
    assert person.open(NEW).field("活动名称").input_value() == ""
    person.reads_not("没有存到网站的内容")
    expect(person.main.locator(".upl li:not(.add)")).to_have_count(0)


def test_a_short_record_takes_five_taps(person):
    person.page.evaluate(TAPS)
    for label, words in (("活动名称", "主题党日"), ("党员", "12"), ("教师", "30")):
        person.field(label).tap()
        person.page.keyboard.type(words)
    person.main.locator(".choices").get_by_text("主题党日", exact=True).tap()
    assert person.page.evaluate("window.taps") == 4
    person.press("存草稿")  # the fifth
    activity = Activity.objects.get()
    assert (activity.title, activity.types, activity.turnout) == ("主题党日", ["theme_day"], 42)
