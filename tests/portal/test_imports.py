from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from activities.models import Activity, Coverage, Outlet
from honors.models import Honor
from kit.models import AuditEntry, Job
from portal.models import SpreadsheetImport
from portal.views.office import imports
from schools.models import Officer, PartyOrganization, School
from selection.models import Expert
from tests import factories as f
from tests.kit.importing import xlsx

HONORS = ("名称", "颁发单位", "级别", "获得时间")
GOOD = ("书香校园", "无锡市教育局", "市级", "2024-06")


@pytest.fixture
def school(db):
    return f.SchoolFactory(region=f.RegionFactory(code="320206", name="梁溪区"), name="东林小学")


@pytest.fixture
def by(client, school):
    def enter(user):
        client.force_login(user)
        return client

    return enter


def upload(browser, kind, *lines, name="表.xlsx"):
    content = lines[0] if isinstance(lines[0], bytes) else xlsx(*lines).getvalue()
    file = SimpleUploadedFile(name, content)
    return browser.post(reverse("office:import_new", args=[kind]), {"file": file}, follow=True)


def enter(browser):
    one = SpreadsheetImport.objects.first()
    return browser.post(reverse("office:import_enter", args=[one.pk]), follow=True)


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_a_table_is_looked_through_corrected_and_entered(by, school):
    browser = by(f.clerk(school))
    page = upload(browser, "honors", HONORS, GOOD, ("", "无锡市教育局", "市及", "去年"))
    text = page.content.decode()
    assert "3 处要改，一行都还没有导入" in text
    assert "是不是“市级”？" in text
    assert messages(enter(browser)) == ["表格里还有要改的地方，改好重新上传以后才能导入。"]
    assert not Honor.objects.exists()
    page = upload(browser, "honors", HONORS, GOOD, ("文明校园", "无锡市教育局", "市级", "2023"))
    assert "导入 2 条" in page.content.decode()
    page = enter(browser)
    assert "已导入 2 条" in page.content.decode()
    assert Honor.objects.filter(school=school).count() == 2


def test_what_was_done_is_written_down_and_the_file_is_gone(
    by, school, media, django_capture_on_commit_callbacks
):
    browser = by(f.clerk(school))
    upload(browser, "honors", HONORS, GOOD)
    with django_capture_on_commit_callbacks(execute=True):
        enter(browser)
    entry = AuditEntry.objects.get(verb="import.enter")
    one = SpreadsheetImport.objects.get()
    assert entry.detail == {"noun": "荣誉", "fresh": 1, "existing": 0, "digest": one.digest}
    assert (len(one.digest), one.file.name) == (64, "")
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_an_entered_table_is_not_entered_again(by, school):
    browser = by(f.clerk(school))
    upload(browser, "honors", HONORS, GOOD)
    enter(browser)
    assert enter(browser).status_code == 403
    page = upload(browser, "honors", HONORS, GOOD)
    assert "没有新的内容，不用导入" in page.content.decode()
    assert Honor.objects.count() == 1


def test_a_line_that_went_bad_meanwhile_keeps_everything_out(by, school):
    browser = by(f.clerk(school))
    upload(browser, "honors", HONORS, GOOD, ("文明校园", "无锡市文明办", "市级", "2023"))
    Honor.issuers.field.related_model.objects.create(name="无锡市文明办", level="province")
    page = enter(browser)
    assert messages(page) == ["检查以后有内容变了，一行都没有导入。请看下面的问题。"]
    assert "登记的是省级" in page.content.decode()
    assert not Honor.objects.exists()


def test_doubtful_columns_are_asked_about_and_the_answer_is_remembered(by, school):
    browser = by(f.clerk(school))
    head = ("名称", "颁发的单位", "级别", "得到时间", "某某")
    page = upload(browser, "honors", head, (*GOOD, "x"))
    assert "请核对这一列" in page.content.decode()
    one = SpreadsheetImport.objects.get()
    assert one.report is None
    url = reverse("office:import_columns", args=[one.pk])
    twice = {f"column-{n}": "title" for n in range(2)}
    assert "选了两次" in browser.post(url, twice).content.decode()
    names = ("title", "issuers", "level", "awarded", "-")
    page = browser.post(url, {f"column-{n}": name for n, name in enumerate(names)}, follow=True)
    assert "导入 1 条" in page.content.decode()
    page = upload(browser, "honors", head, ("文明校园", *GOOD[1:], ""))
    assert "导入 1 条" in page.content.decode()


def test_another_sheet_of_the_book_can_be_chosen(by, school):
    browser = by(f.clerk(school))
    upload(browser, "honors", xlsx(HONORS, GOOD, before=("封面",)).getvalue())
    one = SpreadsheetImport.objects.get()
    assert (one.sheet, one.sheets) == ("表", ["封面", "表"])
    url = reverse("office:import_columns", args=[one.pk])
    page = browser.post(url, {"sheet": "封面"}, follow=True)
    assert "工作表“封面”：没有找到表头" in messages(page)[0]


def test_a_file_that_is_no_table_or_another_ledgers_is_refused(by, school):
    browser = by(f.clerk(school))
    assert "其实是网页" in upload(browser, "honors", b"<html></html>").content.decode()
    head = ("标题", "媒体名称", "刊发日期", "版面")
    page = upload(browser, "honors", head, ("报道", "无锡日报", "2025", "二版"))
    assert "这张表像是媒体报道的表" in page.content.decode()
    assert not SpreadsheetImport.objects.exists()


def test_who_may_not_type_a_ledger_may_not_import_it(by, school):
    browser = by(f.clerk(school))
    for kind in ("schools", "experts"):
        assert upload(browser, kind, HONORS).status_code == 403
    assert (
        by(f.leader(school.region)).get(reverse("office:import_new", args=["honors"])).status_code
        == 403
    )
    assert browser.get(reverse("office:import_new", args=["honours"])).status_code == 404


def test_somebody_elses_upload_does_not_exist(by, school):
    upload(by(f.clerk(school)), "honors", HONORS, GOOD)
    pk = SpreadsheetImport.objects.get().pk
    assert by(f.secretary(school)).get(reverse("office:import", args=[pk])).status_code == 404


def test_an_upload_can_be_dropped(by, school, media):
    browser = by(f.clerk(school))
    upload(browser, "honors", HONORS, GOOD)
    browser.post(reverse("office:import_drop", args=[SpreadsheetImport.objects.get().pk]))
    assert not SpreadsheetImport.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_the_problems_can_be_taken_away_as_a_table(by, school):
    browser = by(f.clerk(school))
    upload(browser, "honors", HONORS, ("", *GOOD[1:]))
    response = browser.get(
        reverse("office:import_problems", args=[SpreadsheetImport.objects.get().pk])
    )
    with CalamineWorkbook.from_filelike(BytesIO(response.content)) as book:
        assert book.get_sheet_by_index(0).to_python()[-1] == [2.0, "名称", "", "请填写名称。"]


@pytest.mark.django_db(transaction=True)
def test_a_long_table_runs_in_the_background(by, school, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 3)
    browser = by(f.clerk(school))
    lines = [(f"荣誉{n}", *GOOD[1:]) for n in range(8)]
    upload(browser, "honors", HONORS, *lines)
    one = SpreadsheetImport.objects.get()
    looked = Job.objects.get()
    assert (looked.state, looked.result_url) == ("done", reverse("office:import", args=[one.pk]))
    assert one.is_clean
    enter(browser)
    entered = Job.objects.first()
    assert (entered.kind, entered.state, Honor.objects.count()) == ("import.enter", "done", 8)
    assert AuditEntry.objects.filter(verb="import.enter").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_cancelled_import_leaves_nothing(by, school, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    browser = by(f.clerk(school))
    upload(browser, "honors", HONORS, GOOD)
    real = Job.finish
    monkeypatch.setattr(Job, "finish", lambda job, *args: job.cancel() and real(job, *args))
    enter(browser)
    assert (Job.objects.first().state, Honor.objects.count()) == ("cancelled", 0)
    assert SpreadsheetImport.objects.get().entered_at is None


def test_activities_come_with_types_partners_and_campaigns(by, school):
    partner = f.PartnerFactory(name="梁溪社区")
    other = f.SchoolFactory(name="连元街小学")
    brand = f.BrandFactory(school=school, title="红色讲堂")
    head = (
        "活动时间",
        "活动主题",
        "类型",
        "党员",
        "学生",
        "一起参加的单位",
        "专项行动",
        "品牌",
        "内容",
    )
    browser = by(f.clerk(school))
    upload(
        browser,
        "activities",
        head,
        (
            "2025.3.5",
            "学雷锋",
            "主题党日、志愿服务",
            "１２人",
            30,
            "梁溪社区，连元街小学",
            "万师访万家",
            "红色讲堂",
            "清扫小区。\n很累。",
        ),
        (45721, "上党课", "党课", "", "", "", "", "", ""),
    )
    enter(browser)
    one = Activity.objects.get(title="学雷锋")
    assert (one.turnout, one.types_text, one.brand, one.story) == (
        42,
        "主题党日、志愿服务",
        brand,
        "清扫小区。\n很累。",
    )
    assert {str(p) for p in one.participations.all()} == {partner.name, other.name}
    assert [str(c) for c in one.campaigns.all()] == ["万师访万家"]
    assert str(Activity.objects.get(title="上党课").happened_on) == "2025-03-05"


def test_inner_party_records_cannot_be_imported_as_public(by, school):
    head = ("日期", "活动名称", "活动类型", "谁能看到", "应到", "实到")
    page = upload(
        by(f.clerk(school)),
        "activities",
        head,
        ("2025-03-05", "组织生活", "组织生活会", "公开展示", 10, 12),
    ).content.decode()
    assert "组织生活会的记录不能公开" in page
    assert "实到人数不能多于应到人数" in page


def test_coverage_needs_no_description_of_an_outlet_that_is_known(by, school):
    Outlet.objects.create(name="无锡日报", level="city", kind="newspaper")
    head = ("标题", "媒体名称", "媒体级别", "媒体类型", "刊发日期", "原创或转载")
    browser = by(f.clerk(school))
    page = upload(
        browser, "coverage", head, ("甲", "新媒体号", "", "", "2025", "")
    ).content.decode()
    assert "这家媒体还没有登记过，请填写媒体级别。" in page
    upload(
        browser,
        "coverage",
        head,
        ("甲", "无锡日报", "", "", "2025-3-5", "转载"),
        ("乙", "梁溪发布", "区级", "公众号", "2025", "原创"),
        ("丙", "梁溪发布", "", "", "", ""),
    )
    enter(browser)
    assert Coverage.objects.count() == 3
    assert not Coverage.objects.get(title="甲").is_original
    assert Outlet.objects.get(name="梁溪发布").level == "county"


def test_a_district_imports_its_schools_their_organisations_and_officers(by, school):
    browser = by(f.staff(school.region))
    upload(
        browser,
        "schools",
        ("学校名称", "标识码", "学段"),
        ("东林小学", "", "小学"),
        ("连元街小学", 3202060001, "小学"),
    )
    assert '新增 <b class="num">1</b> 所' in enter_page(browser)
    enter(browser)
    new = School.objects.get(name="连元街小学")
    assert (new.code, new.region, new.status) == ("3202060001", school.region, "draft")
    head = (
        "党组织名称",
        "类型",
        "上级党组织",
        "所在学校",
        "正式党员数",
        "本届选举日期",
        "届满日期",
    )
    upload(
        browser,
        "organizations",
        head,
        ("连小党总支", "总支", "", "连元街小学", 30, "2023.6.1", ""),
        ("连小一支部", "党支部", "连小党总支", "连元街小学", 12, "2023.6.1", "2022.6.1"),
        ("连小二支部", "党支部", "没有的党委", "连元街小学", 12, "", ""),
    )
    text = enter_page(browser)
    assert "届满日期要晚于本届选举日期" in text
    assert "没有找到“没有的党委”" in text
    upload(
        browser,
        "organizations",
        head[:4],
        ("连小党总支", "总支", "", "连元街小学"),
        ("连小一支部", "党支部", "连小党总支", "连元街小学"),
    )
    enter(browser)
    branch = PartyOrganization.objects.get(name="连小一支部")
    assert branch.parent.name == "连小党总支"
    new.refresh_from_db()
    assert new.top_organization.name == "连小党总支"
    upload(
        browser,
        "officers",
        ("单位", "职务", "姓名", "任职日期"),
        ("连小党总支", "书记", "甲某", "2023-09-01"),
        ("连元街小学", "副书记", "乙某", ""),
        ("连元街小学", "校长", "丙某", "20230901"),
    )
    enter(browser)
    assert {(o.name, str(o.organization or o.school)) for o in Officer.objects.all()} == {
        ("甲某", "连小党总支"),
        ("乙某", "连小党总支"),
        ("丙某", "连元街小学"),
    }
    orders = Officer.objects.filter(organization__name="连小党总支").values_list("order", flat=True)
    assert sorted(orders) == [10, 20]


def enter_page(browser):
    one = SpreadsheetImport.objects.first()
    return browser.get(reverse("office:import", args=[one.pk])).content.decode()


def test_experts_get_accounts_whose_links_are_shown_once(by, school):
    browser = by(f.staff(school.region))
    f.UserFactory(username="laoshi", name="已有账号的人")
    head = ("姓名", "登录名", "工作单位", "熟悉的学段", "已有账号")
    page = upload(browser, "experts", head, ("某教授", "laoshi", "", "", "")).content.decode()
    assert "这个登录名已有账号" in page
    upload(
        browser,
        "experts",
        head,
        ("", "laoshi", "", "", "是"),
        ("某教授", "zhuanjia01", "某高校", "小学、初中", ""),
    )
    page = enter(browser)
    (slip,) = page.context["slips"]
    assert (slip.username, page["Cache-Control"]) == ("zhuanjia01", "no-store")
    expert = Expert.objects.get(user__username="zhuanjia01")
    assert not expert.user.has_usable_password()
    assert expert.stages == ["primary", "junior"]
    assert "设好密码" in browser.get(slip.link, follow=True).content.decode()
    assert expert.user.has_role("expert")
    assert Expert.objects.get(user__username="laoshi").region == school.region


@pytest.mark.parametrize(
    "kind", ["activities", "honors", "coverage", "organizations", "officers", "schools", "experts"]
)
def test_the_empty_workbook_of_every_ledger_is_read_back(by, school, kind):
    browser = by(f.staff(school.region))
    blank = browser.get(reverse("office:import_blank", args=[kind])).content
    page = upload(browser, kind, blank).content.decode()
    assert "表头下面没有内容" in page
    assert not SpreadsheetImport.objects.get().unsure
