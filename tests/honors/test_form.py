import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.urls import reverse

from honors.actions import save_honor
from honors.models import Honor, Issuer
from honors.workflow import honor_flow, verification_flow
from kit.audit import sentence
from kit.models import AuditEntry
from kit.workflow import Refused
from schools.actions import storage
from tests.factories import (
    HonorFactory,
    RegionFactory,
    SchoolFactory,
    clerk,
    leader,
    published,
    staff,
)
from tests.honors.conftest import fetch, picture, told, typed, with_certificate

NEW = "/office/honors/new/"


def edit_url(honor):
    return reverse("office:honors:edit", args=[honor.pk])


def test_an_honour_is_entered_as_its_certificate_states_it(enter, author, school):
    response = enter(author).post(
        NEW, typed(issuer_2="无锡市教育局", session="首批", times_in_a_row="4", upload=picture())
    )
    honor = Honor.objects.get()
    assert response.url == honor.get_office_url()
    assert (str(honor), honor.school, honor.created_by) == (
        "“立德树人”先锋党组织",
        school,
        author,
    )
    assert (honor.awarded_on, honor.precision, honor.awarded_text) == (
        date(2023, 1, 1),
        "year",
        "2023",
    )
    assert [(i.name, i.level) for i in honor.issuers.all()] == [
        ("无锡市委教育工委", "city"),
        ("无锡市教育局", "city"),
    ]
    assert (honor.certificate_name, honor.certificate.name[-5:]) == ("证书.jpg", ".webp")
    assert storage.used(school) == honor.certificate.size
    assert (honor.verification, honor.scope) == ("unfiled", "private")
    assert sentence(AuditEntry.objects.get()) == f"{author}登记了荣誉“{honor}”"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("2024", "2024"),
        ("2024-3", "2024-03"),
        ("2024年3月12日", "2024-03-12"),
        ("２０２４．０３", "2024-03"),
        ("", "未注明"),
    ],
)
def test_as_much_of_the_date_is_kept_as_is_known(enter, author, written, shown):
    enter(author).post(NEW, typed(awarded=written))
    assert Honor.objects.get().awarded_text == shown


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("去年", "年份请写四位数字，如 2024；知道月、日的写 2024-03-12。"),
        ("2023-02-30", "没有“2023-02-30”这一天，请核对月和日。"),
    ],
)
def test_a_date_that_is_none_is_explained(enter, author, written, reason):
    response = enter(author).post(NEW, typed(awarded=written))
    assert response.context["form"].errors == {"awarded": [reason]}


def test_pupils_have_no_names(enter, author, school):
    data = typed(recipient_kind="students", recipient="某某", recipient_count="12")
    response = enter(author).post(NEW, data)
    assert response.context["form"].errors["recipient"][0] == (
        "学生荣誉不写姓名，请清空这一格，只填获奖人数。"
    )
    enter(author).post(NEW, data | {"recipient": ""})
    assert Honor.objects.get().recipient_count == 12
    with pytest.raises(IntegrityError):
        HonorFactory(school=school, recipient_kind="students", recipient="某某")


@pytest.mark.parametrize("town", ["宜兴市", "昆山市", "义乌市", "新设市"])
def test_a_county_level_city_is_not_a_city_wherever_it_lies(enter, author, town):
    RegionFactory(name="新设市", code="320299")
    response = enter(author).post(NEW, typed(issuer=f"中共{town}委员会"))
    assert response.context["form"].errors == {
        "level": [f"{town}是县级市，它颁发的荣誉是区县级，请改选“区县级”。"]
    }


def test_a_city_of_prefecture_rank_and_the_county_below_it_are_told_apart(enter, author):
    enter(author).post(NEW, typed(issuer="无锡市教育局"))
    enter(author).post(NEW, typed(issuer="宜兴市教育局", level="county"))
    assert {i.name: i.level for i in Issuer.objects.all()} == {
        "无锡市教育局": "city",
        "宜兴市教育局": "county",
    }


def test_a_known_issuer_tells_the_level(enter, author):
    Issuer.objects.create(name="省教育厅", level="province")
    browser = enter(author)
    assert browser.get(NEW).context["form"].known_issuers == ["省教育厅"]
    response = browser.post(NEW, typed(issuer="省教育厅"))
    assert response.context["form"].errors == {"level": ["“省教育厅”登记的是省级，请改成一致。"]}
    browser.post(NEW, typed(issuer="省教育厅", issuer_2="无锡市教育局"))
    assert Honor.objects.get().issuers.count() == 2


@pytest.mark.parametrize(
    ("upload", "start"),
    [
        (SimpleUploadedFile("证书.jpg", b"text"), "“证书.jpg”不是能用的照片"),
        (SimpleUploadedFile("证书.pdf", b"MZ"), "“证书.pdf”打不开"),
        (SimpleUploadedFile("证书.exe", b"MZ"), "“证书.exe”不是能用的照片"),
    ],
)
def test_a_hostile_certificate_is_refused_by_name(enter, author, upload, start):
    upload.seek(0)
    response = enter(author).post(NEW, typed(upload=upload))
    assert response.context["form"].errors["upload"][0].startswith(start)
    assert 'value="“立德树人”先锋党组织"' in response.content.decode()


def test_a_certificate_survives_a_form_that_must_be_mended(enter, author):
    browser = enter(author)
    html = browser.post(NEW, typed(title="", upload=picture())).content.decode()
    assert "“证书.jpg”已经收下，不用再选。" in html
    reference = re.search(r'name="kept" value="([^"]+)"', html)[1]
    browser.post(NEW, typed(kept=reference))
    assert Honor.objects.get().certificate_name == "证书.jpg"


def test_a_forged_reference_brings_no_certificate(enter, author):
    enter(author).post(NEW, typed(kept="forged"))
    assert Honor.objects.get().certificate.name == ""


def test_a_pdf_is_kept_as_it_is(enter, author):
    enter(author).post(NEW, typed(upload=SimpleUploadedFile("证书.pdf", b"%PDF-1.7")))
    url = reverse("office:honors:certificate", args=[Honor.objects.get().pk])
    response = fetch(enter(author), url)
    assert (response["Content-Type"], response.body) == ("application/pdf", b"%PDF-1.7")


def test_sent_twice_it_is_entered_once(enter, author):
    data, browser = typed(), enter(author)
    assert browser.post(NEW, data).url == browser.post(NEW, data).url
    assert Honor.objects.count() == 1


def test_a_stale_page_is_told_and_keeps_what_was_typed(enter, author, school):
    honor = HonorFactory(school=school)
    browser = enter(author)
    version = browser.get(edit_url(honor)).context["form"]["version"].value()
    honor.save()
    response = browser.post(edit_url(honor), typed(title="我改的", version=version))
    assert response.context["form"].non_field_errors()[0].startswith("有人先一步保存了这份内容")
    assert 'value="我改的"' in response.content.decode()


@pytest.fixture
def proven(school, author, officer):
    honor = with_certificate(school)
    verification_flow.perform(honor, "file", by=author)
    verification_flow.perform(honor, "verify", by=officer)
    return honor


def saved_again(enter, author, honor, **changes):
    browser = enter(author)
    form = browser.get(edit_url(honor)).context["form"]
    names = [n for n in form.fields if n not in ("upload", "token", "kept")]
    shown = {n: form[n].value() for n in names}
    data = {n: v for n, v in shown.items() if v not in (None, "", False)}
    browser.post(edit_url(honor), typed() | data | {"issuer": "无锡市委教育工委"} | changes)
    honor.refresh_from_db()


def test_a_changed_honour_is_no_longer_verified(enter, author, proven):
    saved_again(enter, author, proven, title="改了名称")
    assert (proven.title, proven.verification, proven.verified_by) == ("改了名称", "unfiled", None)


def test_its_place_in_the_ledger_may_change_after_verification(enter, author, proven):
    Honor.objects.update(updated_at=proven.updated_at)
    proven.issuers.add(Issuer.objects.create(name="无锡市委教育工委", level="city"))
    saved_again(enter, author, proven, scope="public", note="原件在档案室")
    assert (proven.scope, proven.note, proven.verification) == (
        "public",
        "原件在档案室",
        "verified",
    )


def test_changing_a_public_honour_reopens_its_checks(enter, author, proven):
    published(proven)
    assert "这条荣誉已经公开" in enter(author).get(edit_url(proven)).content.decode()
    saved_again(enter, author, proven, title="改了名称")
    assert (proven.status, proven.verification, proven.is_public) == ("draft", "unfiled", False)


def test_while_somebody_reads_it_nobody_changes_it(enter, author, school):
    honor = with_certificate(school)
    verification_flow.perform(honor, "file", by=author)
    response = enter(author).get(edit_url(honor), follow=True)
    assert told(response) == ["有人正在核验或审核这条荣誉，先收回或退回再改。"]
    with pytest.raises(Refused, match="区里正在核验这条荣誉，先收回再改。"):
        save_honor(honor=honor, issuers=[], certificate=None, by=author)


def test_under_a_check_it_stays_as_it_is(author, proven):
    Honor.objects.update(scope="public")
    proven.refresh_from_db()
    honor_flow.perform(proven, "first_check", by=author)
    with pytest.raises(Refused, match="现在是“待复审”"):
        save_honor(honor=proven, issuers=[], certificate=None, by=author)


def test_only_people_of_the_school_enter_and_change(client, enter, school):
    honor = HonorFactory(school=school)
    assert client.get(NEW).url == f"/login/?next={NEW}"
    for user in (staff(school.region), leader(school.region)):
        browser = enter(user)
        assert (browser.get(NEW).status_code, browser.get(edit_url(honor)).status_code) == (
            403,
            403,
        )
    assert enter(clerk(SchoolFactory())).get(edit_url(honor)).status_code == 404
