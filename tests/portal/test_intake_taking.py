"""A read document is taken part by part: nothing unticked, nothing twice, by the ledgers' own rules."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from activities.models import Activity, Coverage, Outlet
from brands.models import Brand
from honors.choices import Verification
from honors.models import Honor
from kit.models import AuditEntry, Draft
from portal.models import Intake
from schools.models import Tie
from tests import factories as f

pytestmark = pytest.mark.django_db
TEXT = """“晨光引路”党建品牌建设案例

一、品牌背景
学校创建“晨光引路”党建品牌,为的是让每个孩子有人陪。

二、主要做法
(一)晨光进班
党员教师开展“晨光伴读”志愿服务活动46次。
(二)晨光进家
学校与扬州市广陵区湖光小学党支部签订结对共建协议。

三、工作成效
学校先后被评为江苏省文明校园、扬州市先进基层党组织。《扬州日报》作了报道。学生陈晓明同学以598分被录取。
"""


@pytest.fixture
def school():
    return f.SchoolFactory()


@pytest.fixture
def secretary(school):
    return f.secretary(school)


@pytest.fixture
def intake(client, secretary, school):
    client.force_login(secretary)
    response = client.post("/office/intake/", {"school": school.pk, "text": TEXT})
    made = Intake.objects.get()
    assert response.url == made.get_absolute_url()
    return made


def rows(client, intake, part):
    """Every field of the page's form as a browser would send it, and the rows' keys."""
    context = client.get(f"{intake.get_absolute_url()}{part}/").context
    sent = {}
    for row in context["rows"]:
        for field in row.visible_fields():
            if field.name != "take":
                value = field.value()
                sent[field.html_name] = "" if value is None else value
    return sent, {row.item.wording: row.key for row in context["rows"]}


def tick(client, intake, part, *wordings, **typed):
    sent, keys = rows(client, intake, part)
    for words in wordings:
        sent[f"{keys[words]}-take"] = "on"
        sent |= {f"{keys[words]}-{name}": value for name, value in typed.items()}
    return client.post(f"{intake.get_absolute_url()}{part}/", sent)


def test_nothing_is_stored_before_it_is_ticked(client, intake):
    assert client.get(intake.get_absolute_url()).status_code == 200
    for part in ("brand", "sections", "figures", "honors", "activities", "ties", "coverage"):
        assert client.get(f"{intake.get_absolute_url()}{part}/").status_code == 200
    sent, _ = rows(client, intake, "honors")
    client.post(f"{intake.get_absolute_url()}honors/", sent)
    assert not Honor.objects.exists()
    assert not Brand.objects.exists()
    assert not Activity.objects.exists()


def test_a_ticked_honour_is_an_unverified_draft(client, intake, secretary):
    tick(client, intake, "honors", "江苏省文明校园")
    honor = Honor.objects.get()
    assert (honor.title, honor.level, honor.recipient_kind) == (
        "江苏省文明校园",
        "province",
        "school",
    )
    assert (honor.verification, honor.status) == (Verification.UNFILED, "draft")
    assert honor.created_by == secretary
    assert honor.missing_for_verification() == ["请上传证书照片或扫描件"]
    assert AuditEntry.objects.filter(verb="intake.take", detail__count=1).exists()


def test_what_was_corrected_is_stored_as_corrected(client, intake):
    tick(client, intake, "honors", "江苏省文明校园", title="江苏省第三届文明校园", awarded="2024")
    honor = Honor.objects.get()
    assert (honor.title, honor.awarded_text) == ("江苏省第三届文明校园", "2024")


def test_taking_the_same_page_twice_stores_once(client, intake):
    sent, keys = rows(client, intake, "honors")
    sent[f"{keys['江苏省文明校园']}-take"] = "on"
    url = f"{intake.get_absolute_url()}honors/"
    client.post(url, sent)
    client.post(url, sent)
    assert Honor.objects.count() == 1
    page = client.get(url)
    assert [one["label"] for one in page.context["done"]] == ["江苏省文明校园"]
    assert [row.item.wording for row in page.context["rows"]] == ["扬州市先进基层党组织"]


def test_the_same_text_is_one_document(client, intake, school):
    client.post("/office/intake/", {"school": school.pk, "text": TEXT})
    assert Intake.objects.count() == 1


def test_what_the_ledger_has_already_is_marked(client, intake, school):
    f.HonorFactory(school=school, title="江苏省文明校园（2021）")
    page = client.get(f"{intake.get_absolute_url()}honors/")
    twins = {row.item.wording: row.twin for row in page.context["rows"]}
    assert twins["江苏省文明校园"]
    assert not twins["扬州市先进基层党组织"]
    assert "可能是同一项" in page.text


def test_an_activity_needs_its_date_as_a_typed_one_does(client, intake):
    name = "“晨光伴读”志愿服务活动"
    page = tick(client, intake, "activities", name)
    assert page.status_code == 200
    assert not Activity.objects.exists()
    assert "请填写日期" in page.text
    tick(client, intake, "activities", name, happened_on="2024-03-05")
    activity = Activity.objects.get()
    assert (activity.title, activity.types, activity.status) == (name, ["volunteer"], "draft")


def test_one_wrong_row_keeps_every_tick(client, intake):
    sent, keys = rows(client, intake, "honors")
    sent |= {f"{key}-take": "on" for key in keys.values()}
    sent[f"{keys['江苏省文明校园']}-level"] = ""
    page = client.post(f"{intake.get_absolute_url()}honors/", sent)
    assert not Honor.objects.exists()
    assert page.text.count(" checked") == 2
    assert "请选择级别" in page.text


def test_brand_sections_sub_projects_and_figures_go_into_one_new_brand(client, intake):
    tick(client, intake, "brand", "晨光引路")
    sent, keys = rows(client, intake, "sections")
    sent |= {f"{key}-take": "on" for key in keys.values()}
    client.post(f"{intake.get_absolute_url()}sections/", sent)
    tick(client, intake, "figures", "46次", label="晨光伴读")
    brand = Brand.objects.get()
    assert brand.title == "晨光引路"
    assert [row.title for row in brand.sub_projects.all()] == ["晨光进班", "晨光进家"]
    assert [row.kind for row in brand.sections.all()] == ["background", "result"]
    assert "让每个孩子有人陪" in brand.sections.first().body
    assert [row.text for row in brand.figures.all()] == ["46次"]


def test_a_pupil_with_a_result_never_reaches_the_brand(client, intake):
    page = client.get(intake.get_absolute_url())
    assert "这一句没有取" in page.text
    sections = client.get(f"{intake.get_absolute_url()}sections/")
    assert not any("陈晓明" in str(row.read()) for row in sections.context["rows"])


def test_a_partner_becomes_a_tie_that_is_only_proposed(client, intake, school):
    tick(client, intake, "ties", "扬州市广陵区湖光小学党支部", kind="organization_pair")
    tie = Tie.objects.get()
    assert tie.state == "negotiating"
    assert {str(member) for member in tie.members.all()} == {
        str(school),
        "扬州市广陵区湖光小学党支部",
    }


def test_coverage_asks_for_the_title_the_document_does_not_give(client, intake):
    page = tick(client, intake, "coverage", "扬州日报", outlet_level="city")
    assert "请填写报道标题" in page.text
    tick(client, intake, "coverage", "扬州日报", title="晨光照进课堂", outlet_level="city")
    assert Coverage.objects.get().outlet == Outlet.objects.get(name="扬州日报")


def test_ticks_are_kept_while_they_are_made(client, intake):
    sent, keys = rows(client, intake, "honors")
    name = f"{keys['江苏省文明校园']}-take"
    url = f"{intake.get_absolute_url()}honors/"
    data = {"data": {name: ["on"]} | {key: [value] for key, value in sent.items()}}
    client.post(f"{url}draft/", data, content_type="application/json")
    assert re.search(rf'name="{name}"[^>]*checked', client.get(url).text)
    tick(client, intake, "honors", "江苏省文明校园")
    assert not Draft.objects.exists()


def test_a_brand_under_check_is_not_written_to(client, school, secretary):
    clerk, now = f.clerk(school), timezone.now()
    f.BrandFactory(school=school, status="first", first_by=clerk, first_at=now)
    client.force_login(secretary)
    client.post("/office/intake/", {"school": school.pk, "text": TEXT})
    intake = Intake.objects.get()
    page = client.get(f"{intake.get_absolute_url()}sections/")
    assert "正在审核或已经停用" in page.text
    assert client.post(f"{intake.get_absolute_url()}sections/", {}).status_code == 403


def test_another_school_does_not_see_the_document(client, intake):
    client.force_login(f.secretary(f.SchoolFactory()))
    assert client.get(intake.get_absolute_url()).status_code == 404
    assert client.get(f"{intake.get_absolute_url()}honors/").status_code == 404


def test_a_dropped_document_leaves_what_was_taken(client, intake):
    tick(client, intake, "honors", "江苏省文明校园")
    client.post(f"{intake.get_absolute_url()}drop/")
    assert not Intake.objects.exists()
    assert Honor.objects.count() == 1


def test_a_text_file_in_gb18030_is_read(client, secretary, school):
    client.force_login(secretary)
    upload = SimpleUploadedFile("晨光案例.txt", TEXT.encode("gb18030"))
    client.post("/office/intake/", {"school": school.pk, "upload": upload})
    assert Intake.objects.get().name == "晨光案例"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("旧稿.doc", b"\xd0\xcf\x11\xe0 old", "另存为 .docx"), ("空.txt", b"  ", "空的")],
)
def test_a_file_that_cannot_be_read_says_what_to_do(client, secretary, school, name, content, why):
    client.force_login(secretary)
    sent = {"school": school.pk, "upload": SimpleUploadedFile(name, content)}
    assert why in client.post("/office/intake/", sent).text


def test_an_empty_form_asks_for_a_document(client, secretary, school):
    client.force_login(secretary)
    assert (
        "请选一个文件，或者粘贴文字" in client.post("/office/intake/", {"school": school.pk}).text
    )


def test_the_page_says_when_the_document_names_another_school(client, intake):
    assert "没有写校名" in client.get(intake.get_absolute_url()).text


@pytest.mark.parametrize("part", ["sections", "honors", "activities", "ties", "coverage"])
def test_a_page_asks_the_same_number_of_questions_for_one_row_and_for_many(
    client, secretary, school, part
):
    client.force_login(secretary)
    many = TEXT.replace("《扬州日报》", "《扬州日报》《江苏教育报》《新华日报》")
    counts = []
    for text in (TEXT, many * 3):
        client.post("/office/intake/", {"school": school.pk, "text": text})
        url = f"{Intake.objects.first().get_absolute_url()}{part}/"
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).context["rows"] is not None
        counts.append(len(asked))
    assert counts[0] == counts[1]
