"""A reader finds a mistake: the form knows the page, the office answers, the reader sees it."""

import pytest
from playwright.sync_api import expect

from portal.models import Mistake
from tests import factories
from tests.browser.steps.visits import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_what_a_reader_finds_wrong_is_answered(live_server, new_context, console, axe):
    site = Site(live_server, new_context, console, axe)
    school = factories.published(factories.SchoolFactory(name="新桥实验小学"))
    brand = factories.published(factories.complete(factories.BrandFactory(school=school)))
    staff = factories.staff(school.region)

    reader = site.visitor(**PHONE)
    reader.open(brand.get_absolute_url())
    expect(reader.main).to_contain_text("浏览次数：1")
    reader.follow("我要纠错")
    expect(reader.field("页面")).to_have_value(brand.get_absolute_url())
    reader.fill({"哪里错了": "创建年份应当是 2016 年。", "联系方式": "reader@example.cn"})
    reader.press("交给工作人员")
    expect(reader.main).to_contain_text("收到了，谢谢")
    receipt = reader.path

    office = site.person(staff)
    office.open("/office/")
    office.follow_first("/office/mistakes/?status=open")
    office.follow("创建年份应当是 2016 年。")
    expect(office.main).to_contain_text("reader@example.cn")
    office.move("已更正", "已按档案改为 2016 年。")
    assert Mistake.objects.get().closed_by == staff

    reader.open(receipt)
    expect(reader.main).to_contain_text("已按档案改为 2016 年。")
    expect(reader.main).not_to_contain_text("reader@example.cn")
