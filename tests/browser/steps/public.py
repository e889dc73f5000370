"""The public's side: an objection under one's own name, and what everybody may read."""

from django.urls import reverse
from playwright.sync_api import expect

from selection.models import Objection
from tests.browser.steps.district import PHONE, SECRET, SISTERS
from tests.browser.steps.office import DOCUMENT

FACTS = "名单里这个项目的活动次数，和学校平时公布的不一致，请核实。"
INSIDE = (SECRET, PHONE, "85.67", "95.00", "0510-80007732")


def object_to_the_list(visitor, notice):
    visitor.open("/notices/").follow_first(f"/notices/{notice}/")
    visitor.reads("新桥实验小学", "同心向党")
    visitor.reads_not("红色领航")
    visitor.follow("实名提出异议")
    visitor.field("对哪个项目有异议").select_option(label="新桥实验小学：同心向党")
    visitor.main.get_by_label("姓名").fill(f"{SECRET}反映人")
    visitor.main.get_by_label("单位").fill("附近居民")
    visitor.main.get_by_label("电话").fill("0510-80007732")
    visitor.main.get_by_label("事实").fill(FACTS)
    visitor.press("提交异议")
    visitor.reads("回执")
    return Objection.objects.get(notice=notice).pk


def read_everything_on_the_page_of_the_brand(visitor, brand, activity, honor):
    visitor.open(reverse("brand", args=[brand.pk]))
    visitor.reads(DOCUMENT, activity, honor, *SISTERS)
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("同心向党")


def find_nothing_internal(visitor, addresses):
    for address in addresses:
        visitor.open(address)
        shown = visitor.page.content()
        assert [word for word in INSIDE if word in shown] == [], address
    for word in INSIDE:
        visitor.open(f"/search/?q={word}")
        visitor.reads(f"没有找到“{word}”")
