"""What one side writes down and the other confirms: a joint activity, an honour's certificate."""

import re

import pytest
from playwright.sync_api import expect

from honors.models import Honor
from schools.choices import TieState
from tests import factories
from tests.browser.steps import papers
from tests.browser.steps.visits import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEDGER, DESK = "/office/activities/", "/office/"
ONE, TWO = "记了 1 场活动", "记了 2 场活动"


@pytest.fixture
def site(live_server, new_context, console, axe):
    return Site(live_server, new_context, console, axe)


@pytest.fixture
def region():
    return factories.RegionFactory()


@pytest.fixture
def school(region):
    return factories.SchoolFactory(region=region, name="新桥实验小学")


@pytest.fixture
def neighbour(region, school):
    """Tied with the school, so that each is offered to the other by name."""
    neighbour = factories.SchoolFactory(region=region, name="河东小学")
    tie = factories.TieFactory(title="城乡结对", state=TieState.ACTIVE)
    tie.members.create(school=school)
    tie.members.create(school=neighbour)
    return neighbour


def log(clerk, title, *joined):
    clerk.open(f"{LEDGER}new/")
    clerk.fill({"活动名称": title, "教师": "20", "学生": "300"})
    clerk.tick("升旗与纪念日")
    if joined:
        clerk.unfold("支撑哪个品牌，和谁一起")
        for name in joined:
            clerk.tick(name)
    clerk.press("存草稿")
    return clerk.path


def test_a_joint_activity_is_confirmed_by_the_other_school_and_counted_once(
    site, region, school, neighbour
):
    clerk = site.person(factories.clerk(school))
    other = site.person(factories.clerk(neighbour), **PHONE)
    third = site.person(factories.clerk(factories.SchoolFactory(region=region)))
    staff = site.person(factories.staff(region))
    own = log(other, "云端同升一面旗（河东小学）")
    shared = log(clerk, "云端同升一面旗", "河东小学")
    clerk.reads("待确认", within=clerk.panel("一起参加的学校和单位"))
    expect(clerk.main.get_by_role("button", name="确认参加")).to_have_count(0)
    third.refused(shared)
    staff.open(DESK).reads(TWO)

    other.open(DESK).reads("确认联合活动：云端同升一面旗")
    other.open(own).press("是同一次，算在对方那条里")
    other.reads("这条已并入新桥实验小学记的联合活动")
    other.open(DESK).reads_not("确认联合活动")
    for reader in (clerk, other, staff):
        reader.open(LEDGER).reads("共 1 条")
    staff.open(DESK).reads(ONE)

    other.open(own).press("不是同一次，分开计")
    staff.open(DESK).reads(TWO)


def file_with_the_wrong_level(author):
    author.open("/office/honors/new/")
    author.fill({"颁发单位": "无锡市教育局", "获得时间": "2024-06"})
    author.field("名称（照证书全称写）").fill("书香校园")
    author.field("证书照片或扫描件").set_input_files(papers.certificate())
    return send(author, "省级")


def send(author, level):
    author.field("级别（看颁发单位的级别）").select_option(label=level)
    author.press("保存")
    author.move("送区里核验")
    return author.path


def test_an_honour_is_verified_by_the_district_and_by_nobody_else(site, region, school):
    officer = factories.staff(region)
    author, head = site.person(factories.clerk(school)), site.person(factories.secretary(school))
    staff = site.person(officer)
    elsewhere = site.person(factories.staff(factories.RegionFactory()))
    page = file_with_the_wrong_level(author)
    for person in (author, head):
        person.open(page).reads("待核验")
        expect(person.main.get_by_text(re.compile("^核验(不)?通过$"))).to_have_count(0)
    elsewhere.refused(page)
    staff.open("/office/honors/?verification=waiting").follow("书香校园")
    expect(staff.main.get_by_role("img", name="“书香校园”的证书")).to_be_visible()
    staff.move("核验不通过", "证书落款是市教育局，应为市级。")
    author.open(DESK).reads("补正荣誉：书香校园")
    author.follow_first(page)
    author.reads("证书落款是市教育局，应为市级。")
    send(author.open(f"{page}edit/"), "市级")
    staff.open(page).move("核验通过")
    head.open(page).reads("已核验")
    honor = Honor.objects.get()
    assert (honor.verification, honor.level, honor.verified_by) == ("verified", "city", officer)
