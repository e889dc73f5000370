"""From a school's old case document, in whatever state it is, to its published brand page."""

import re

import docx
import pytest
from playwright.sync_api import expect

from activities.models import Activity
from brands.models import Brand
from honors.models import Honor
from portal.models import Intake
from tests import factories
from tests.browser.steps import school as steps
from tests.browser.steps.visits import PHONE, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HAND_IN = "/office/intake/"
# Converted by a machine from Simplified: pinyin in brackets, a few signs left as they were, two lost.
DOCUMENT = """一、項目背景
六十年老校,依水而立。學(xué)校黨支部立足江南水鄉(xiāng),總結(jié)凝練“以擺渡為底色的同舟行動”為黨建特色品牌,與中國香港石澗官立小學(xué)、新疆霍城縣蘆草溝鎮(zhèn)中心小學(xué)姊妹學(xué)校開展系列活動。
二、主要做法
黨建領(lǐng)航,同舟共渡“一條心”。學(xué)校黨支部聯(lián)合恒遠(yuǎn)船廠黨支部,開展“云上渡口”儀式、共讀紅色家書、師生書信交流等一系列活動。
援疆擔(dān)當(dāng),情系天山“一家親”。黨員教師赴疆支教,帶頭捐贈圖書文具,改善當(dāng)?shù)貙W(xué)校條件。
三、工作成效
筑牢戰(zhàn)斗堡壘,支部建設(shè)步步登高。學(xué)校獲全國“雙好”活動先進(jìn)集體、江蘇省文明校園、宜興市先進(jìn)基層黨組織等榮譽(yù)稱號。
領(lǐng)航學(xué)校發(fā)展,育人成果處處開花。“云上渡口”儀式被《江南晚報》《學(xué)習(xí)強(qiáng)國》等媒體報道,專欄累計發(fā)表文章30余篇。今年畢業(yè)班學(xué)生沈曉舟同學(xué)以598分被重點高中錄取。
"""
TITLE = "以摆渡为底色的同舟行动"


@pytest.fixture
def site(live_server, new_context, console, axe):
    return Site(live_server, new_context, console, axe)


@pytest.fixture
def school():
    return factories.published(factories.SchoolFactory(name="同舟官立小学"))


@pytest.fixture
def paper(tmp_path):
    document = docx.Document()
    for line in DOCUMENT.splitlines():
        document.add_paragraph(line)
    document.save(tmp_path / "同舟行动案例.docx")
    return tmp_path / "同舟行动案例.docx"


def hand_in(person, paper):
    person.open(HAND_IN)
    person.main.locator('input[type="file"]').set_input_files(paper)
    person.press("读这份文稿")
    return Intake.objects.get()


def row(person, words):
    return person.main.locator("fieldset.row-card").filter(
        has=person.page.locator("legend", has_text=re.compile(rf"^\s*{re.escape(words)}"))
    )


def want(person, *rows, **typed):
    for words in rows:
        card = row(person, words)
        card.get_by_label("要这一条").check()
        person.fill(typed, within=card) if typed else None


def part(person, intake, key):
    person.open(f"{intake.get_absolute_url()}{key}/")


def take_every_part(person, intake):
    part(person, intake, "brand")
    want(person, TITLE)
    person.press("放进勾上的品牌名称")
    part(person, intake, "sections")
    for card in person.main.locator("fieldset.row-card").all():
        card.get_by_label("要这一条").check()
    person.press("放进勾上的正文和子项目")
    part(person, intake, "figures")
    want(person, "30余篇", 说明="专栏文章")
    person.press("放进勾上的数据")
    part(person, intake, "honors")
    want(person, "江苏省文明校园", "宜兴市先进基层党组织")
    person.press("放进勾上的荣誉")
    part(person, intake, "activities")
    want(person, "“云上渡口”仪式", 日期="2024-09-01")
    person.press("放进勾上的活动")


def complete(person, brand):
    person.open(f"/office/brands/{brand.pk}/edit/basic/")
    person.fill({"一句话介绍": "三地学校，同渡一条河。", "品牌内涵": "老师是摆渡人。"})
    person.tick("社会公开")
    person.press("保存“基本信息”")


def test_an_old_document_becomes_a_published_brand_page(site, school, paper):
    clerk, secretary = factories.clerk(school), factories.secretary(school)
    staff = factories.staff(school.region)
    person = site.person(clerk)
    intake = hand_in(person, paper)
    person.reads("没有写校名", "这里的字在转换时损坏了", "这一句没有取")

    take_every_part(person, intake)
    levels = dict(Honor.objects.values_list("title", "level"))
    assert levels == {"江苏省文明校园": "province", "宜兴市先进基层党组织": "county"}
    assert Activity.objects.get().title == "“云上渡口”仪式"
    brand = Brand.objects.get()
    assert brand.title == TITLE
    assert "沈晓舟" not in "".join(section.body for section in brand.sections.all())

    complete(person, brand)
    steps.publish(f"/office/brands/{brand.pk}/", person, site.person(secretary), site.person(staff))
    reader = site.visitor()
    reader.open(brand.get_absolute_url())
    reader.reads("同舟共渡", "情系天山", "30余篇", "老师是摆渡人。")
    reader.reads_not("沈晓舟")


def test_ticks_survive_a_closed_window_and_work_without_script(site, school, paper):
    clerk = factories.clerk(school)
    person = site.person(clerk, **PHONE)
    intake = hand_in(person, paper)
    part(person, intake, "honors")
    want(person, "江苏省文明校园")
    expect(person.page.locator("[data-savestate]")).to_contain_text("保存")
    person.close_and_come_back()
    part(person, intake, "honors")
    expect(row(person, "江苏省文明校园").get_by_label("要这一条")).to_be_checked()

    plain = site.person(clerk, java_script_enabled=False)
    part(plain, intake, "honors")
    expect(row(plain, "江苏省文明校园").get_by_label("要这一条")).to_be_checked()
    plain.press("放进勾上的荣誉")
    plain.reads("放进了 1 项荣誉")
    assert Honor.objects.get().title == "江苏省文明校园"
