"""A clerk's own table: bad lines are shown, the corrected table is imported."""

import pytest
from playwright.sync_api import expect

from honors.models import Honor
from tests import factories
from tests.browser.steps.visits import PHONE, Site
from tests.kit.importing import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HEAD = ("荣誉名称", "授予单位", "级别", "获奖时间")
GOOD = ("书香校园", "无锡市教育局", "市级", "2024.6")


@pytest.fixture
def site(live_server, new_context, console, axe):
    return Site(live_server, new_context, console, axe)


def table(*lines):
    content = xlsx(("某小学荣誉统计",), HEAD, *lines).getvalue()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return {"name": "荣誉.xlsx", "mimeType": kind, "buffer": content}


@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_bad_lines_are_shown_and_the_corrected_table_is_imported(site, screen):
    school = factories.SchoolFactory(name="新桥实验小学")
    clerk = site.person(factories.clerk(school), **screen)
    clerk.open("/office/imports/")
    page = clerk.page
    page.get_by_role("link", name="导入荣誉").click()
    page.get_by_label("选择填好的表格").set_input_files(
        table(GOOD, ("文明校园", "", "市及", "去年"))
    )
    page.get_by_role("button", name="上传并检查").click()
    expect(page.get_by_role("heading", name="3 处要改，一行都还没有导入")).to_be_visible()
    expect(page.get_by_text("是不是“市级”？")).to_be_visible()
    clerk.look()
    assert not Honor.objects.exists()
    again = table(GOOD, ("文明校园", "无锡市文明办", "市级", "2023"))
    page.get_by_label("选择填好的表格").set_input_files(again)
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_role("button", name="导入 2 条").click()
    expect(page.get_by_role("heading", name="已导入 2 条")).to_be_visible()
    clerk.look()
    assert set(Honor.objects.values_list("title", flat=True)) == {"书香校园", "文明校园"}
