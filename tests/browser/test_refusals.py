"""Bad input and bad luck: nothing typed is lost, nothing happens twice, every dead end leads on."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from activities.models import Activity
from tests import factories
from tests.browser.steps import papers
from tests.browser.steps.visits import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "/office/activities/new/"
REFUSED = "“bad.jpg”不是能用的照片，请换成 JPG、PNG、WebP 或 HEIC 照片。"


@pytest.fixture
def site(live_server, new_context, console, axe):
    return Site(live_server, new_context, console, axe)


@pytest.fixture
def school():
    return factories.published(factories.SchoolFactory(name="新桥实验小学"))


@pytest.fixture
def clerk(school):
    return factories.clerk(school)


@pytest.fixture
def shown(school):
    """A brand and an activity of it that the public may read."""
    brand = factories.published(
        factories.complete(factories.BrandFactory(school=school, title="同心向党"))
    )
    activity = factories.ActivityFactory(school=school, brand=brand, title="同升一面旗")
    return brand, factories.published(activity)


def typed(person, title):
    person.fill({"活动名称": title, "地点": "操场"})
    person.field("做了什么，有什么收获").fill("一起升旗。")
    person.tick("升旗与纪念日")
    person.tick("只作台账：本校和区级审核人员可见")


def titles():
    return list(Activity.objects.order_by("pk").values_list("title", flat=True))


def test_a_stale_page_says_that_somebody_was_faster_and_keeps_what_was_typed(site, school, clerk):
    activity = factories.ActivityFactory(school=school, title="升旗")
    address = reverse("office:activities:edit", args=[activity.pk])
    slow, fast = site.person(clerk), site.person(factories.secretary(school))
    for person, title in ((slow, "慢的人写的"), (fast, "快的人写的")):
        person.open(address)
        typed(person, title)
    fast.press("存草稿")
    slow.press("存草稿")
    slow.reads("有人先一步保存了这份内容", "你填的都还在下面")
    expect(slow.field("活动名称")).to_have_value("慢的人写的")
    assert titles() == ["快的人写的"]
    slow.press("存草稿")  # knowingly
    assert titles() == ["慢的人写的"]


@pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
def test_a_double_click_makes_one_row(site, clerk, has_script):
    person = site.person(clerk, java_script_enabled=has_script)
    person.open(NEW)
    typed(person, "升旗")
    person.main.get_by_role("button", name="存草稿").dblclick()
    person.page.wait_for_url(re.compile(r"/office/activities/\d+/$"))
    assert titles() == ["升旗"]


def test_a_certificate_that_is_no_picture_is_refused_by_name_and_the_rest_is_kept(site, clerk):
    person = site.person(clerk)
    person.open("/office/honors/new/")
    person.fill({"颁发单位": "示范市教育工委"})
    person.field("名称（照证书全称写）").fill("先进基层党组织")
    person.field("证书照片或扫描件").set_input_files(papers.no_photograph())
    person.press("保存")
    person.reads(REFUSED)
    expect(person.field("名称（照证书全称写）")).to_have_value("先进基层党组织")


def test_an_unknown_page_has_a_way_back(site):
    for address in ("/brands/999/", "/activities/999/", "/notices/999/", "/nothing/"):
        visitor = site.visitor()
        visitor.refused(address)
        visitor.follow("回到首页")
        assert visitor.path == "/"


def test_without_script_an_activity_is_logged_and_public_pages_are_read(site, clerk, shown):
    brand, activity = shown
    person = site.person(clerk, **PHONE, java_script_enabled=False)
    person.open(NEW)
    typed(person, "没有脚本的升旗")
    chosen = [papers.photographs()[0], papers.no_photograph()]
    person.main.get_by_label("拍照或选图").set_input_files(chosen)
    person.press("存草稿")
    person.reads(REFUSED)
    logged = Activity.objects.get(title="没有脚本的升旗")
    assert logged.photos.count() == 1
    visitor = site.visitor(java_script_enabled=False)
    visitor.open("/brands/").follow("同心向党")
    assert visitor.path == brand.get_absolute_url()
    visitor.follow("同升一面旗")
    assert visitor.path == activity.get_absolute_url()
    visitor.reads("师生一起升旗。")


def test_the_keyboard_alone_leads_from_home_to_a_brand_and_its_activity(site, shown):
    brand, activity = shown
    visitor = site.visitor().open("/")
    for name, thing in (("同心向党", brand), ("同升一面旗", activity)):
        link = visitor.tab_to(name)
        expect(link).to_be_in_viewport()
        assert link.evaluate("link => getComputedStyle(link).outlineStyle") != "none"
        with visitor.page.expect_navigation():
            visitor.page.keyboard.press("Enter")
        visitor.look()
        assert visitor.path == thing.get_absolute_url()


def test_what_is_typed_without_a_network_comes_back_after_reopening(site, clerk):
    site.console.expect(r"ERR_INTERNET_DISCONNECTED")
    person = site.person(clerk, **PHONE)
    person.open(NEW)
    person.page.context.set_offline(True)
    person.fill({"活动名称": "断网时写的", "地点": "山里"})
    person.reads("没有网络，已存在本机")
    person.close_and_come_back()
    person.open(NEW)
    if person.field("活动名称").input_value() != "断网时写的":  # the closing window got through
        person.reads("没有存到网站的内容")
        person.main.get_by_role("button", name="恢复这份内容").click()
    expect(person.field("活动名称")).to_have_value("断网时写的")
    expect(person.field("地点")).to_have_value("山里")
    person.reads("已自动保存")
