"""The school's pages walked through a browser's requests: what is shown, refused and kept."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kit.models import Draft
from selection.actions.compare import compare
from selection.choices import ApplicationStatus as Status
from selection.models import Application, Batch
from selection.workflow import application_flow
from tests import factories
from tests.selection.test_apply import Place, main, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def school(client, place):
    client.force_login(place.clerk)
    return client


def typed(form, **values):
    """What the browser sends: the fields as the page shows them, with some changed."""
    sent = {name: form[name].value() or "" for name in form.fields}
    return {**sent, **values}


def told(answer):
    return [str(message) for message in answer.wsgi_request._messages]


def test_the_list_offers_the_batch_and_starting_leads_to_the_filled_application(school, place):
    page = school.get(url("applications"))
    assert url("apply", place.batch.pk) in page.content.decode()
    start = school.get(url("apply", place.batch.pk))
    sent = typed(start.context["form"], organization=place.organization.pk)
    first = school.post(url("apply", place.batch.pk), sent)
    again = school.post(url("apply", place.batch.pk), sent)
    application = Application.objects.get()
    assert first.url == again.url == url("application", application.pk)
    assert application.content["background"] == "品牌由来的正文。"


def test_a_school_that_may_not_apply_reads_why(school, place):
    place.brand.sub_projects.all().delete()
    page = school.get(url("apply", place.batch.pk)).content.decode()
    assert "品牌还缺一步：请至少添加一个子项目。" in page
    assert "带入并开始填写" not in page


def test_staff_and_experts_have_no_application_list(client, place):
    for user in (place.staff, factories.expert(place.batch.region), factories.auditor()):
        client.force_login(user)
        answer = client.get(url("applications"))
        assert answer.status_code == 403
        assert "只有学校填报员和书记有申报页面。" in answer.content.decode()


def test_prose_is_saved_and_a_stale_page_keeps_what_was_typed(school, place):
    application = place.started()
    page = url("application_edit", application.pk, "prose")
    form = school.get(page).context["form"]
    sent = typed(form, result="第一个人写的。")
    assert school.post(page, sent).status_code == 302
    stale = school.post(page, {**sent, "result": "第二个人写的。"})
    assert "有人先一步保存了这份内容" in stale.content.decode()
    assert "第二个人写的。" in stale.content.decode()
    application.refresh_from_db()
    assert application.content["result"] == "第一个人写的。"


def test_text_over_the_limit_is_kept_while_drafting(school, place):
    application = place.started()
    page = url("application_edit", application.pk, "prose")
    school.post(page, typed(school.get(page).context["form"], result="字" * 1200))
    application.refresh_from_db()
    assert len(application.content["result"]) == 1200
    overview = school.get(url("application", application.pk)).content.decode()
    assert f"{page}#id_result" in overview
    assert "请删去 200 字" in overview


def test_drafts_are_kept_offered_and_dropped(school, place):
    application = place.started()
    body = json.dumps({"data": {"result": ["还没有写完"]}})
    kept = school.post(
        url("application_draft", application.pk, "prose"), body, content_type="application/json"
    )
    assert list(kept.json()) == ["saved_at", "stamp"]
    page = url("application_edit", application.pk, "prose")
    assert "还没有写完" in school.get(page).content.decode()
    school.post(url("application_draft_drop", application.pk, "prose"))
    assert Draft.objects.count() == 0


def test_a_phone_that_is_no_number_is_refused_beside_its_field(school, place):
    application = place.started()
    page = url("application_edit", application.pk, "basics")
    form = school.get(page).context["form"]
    answer = school.post(page, typed(form, contact_phone="找校办"))
    assert answer.context["form"].errors == {"contact_phone": ["电话请写数字，如 0510-80000000。"]}


def test_evidence_is_picked_searched_and_taken_off(school, place):
    application = place.started()
    claim = application.claims.get(text="同心圆")
    page = f"{url('evidence', application.pk)}?claim={claim.pk}&q=文明"
    offered = school.get(page).context["offered"]
    assert [(g["kind"], [r["title"] for r in g["rows"]]) for g in offered] == [
        ("honor", ["文明校园"])
    ]
    cite = url("evidence_cite", application.pk, claim.pk)
    school.post(cite, {"kind": "honor", "source": place.honor.pk})
    assert [str(row) for row in claim.evidence.all()] == ["升旗", "文明校园"]
    school.post(cite, {"evidence": claim.evidence.get(honor=place.honor).pk})
    assert [str(row) for row in claim.evidence.all()] == ["升旗"]


def test_unverified_and_missing_evidence_are_marked(school, place):
    application = place.started()
    application.claims.create(text="空口无凭")
    text = main(school.get(url("evidence", application.pk)).content.decode())
    assert (text.count("缺佐证"), text.count("未核验")) == (1, 1)


def test_claims_are_added_changed_and_removed(school, place):
    application = place.started()
    save = url("claim_save", application.pk)
    school.post(save, {"text": "新的一条", "section": "result"})
    claim = application.claims.get(text="新的一条")
    school.post(save, {"claim": claim.pk, "text": "改过的", "section": "result"})
    claim.refresh_from_db()
    assert claim.text == "改过的"
    school.post(url("claim_remove", application.pk, claim.pk))
    assert not application.claims.filter(pk=claim.pk).exists()


def test_asked_attachments_are_missing_until_they_are_there(school, place):
    Batch.objects.update(attachments_asked=["党组织会议记录"])
    application = place.started()
    overview = url("application", application.pk)
    assert "请上传“党组织会议记录”" in school.get(overview).content.decode()
    pdf = SimpleUploadedFile("记录.pdf", b"%PDF-1.4 x")
    add = url("application_file_add", application.pk)
    school.post(add, {"asked": "党组织会议记录", "kind": "support", "upload": pdf})
    assert "请上传“党组织会议记录”" not in school.get(overview).content.decode()
    fake = SimpleUploadedFile("假.pdf", b"<html>")
    answer = school.post(add, {"asked": "", "kind": "support", "upload": fake})
    assert told(answer)[-1].startswith("“假.pdf”打不开")
    file = application.files.get()
    got = school.get(url("application_file", application.pk, file.pk))
    assert b"".join(got.streaming_content) == b"%PDF-1.4 x"


def test_the_secretary_signs_with_the_own_password(client, place):
    application = place.to_sign()
    client.force_login(place.secretary)
    page = url("sign", application.pk)
    shown = client.get(page).context["form"].shown
    wrong = client.post(page, {"digest": shown, "password": "wrong"})
    assert "密码不对，请重新输入。内容没有变。" in wrong.content.decode()
    stale = client.post(page, {"digest": "0" * 64, "password": "correct-horse-9"})
    assert "你打开页面后内容有改动" in stale.content.decode()
    application.refresh_from_db()
    assert (application.status, application.versions.count()) == (Status.TO_SIGN, 0)
    sent = {"digest": shown, "password": "correct-horse-9"}
    first, again = client.post(page, sent), client.post(page, sent)
    assert first.url == again.url == url("application", application.pk)
    assert application.versions.count() == 1


def test_clerk_and_staff_are_told_who_signs(client, place):
    application = place.to_sign()
    client.force_login(place.clerk)
    answer = client.get(url("sign", application.pk))
    assert answer.status_code == 403
    assert "只有申报学校的书记能审签。" in answer.content.decode()


def test_what_was_signed_cannot_be_edited_any_more(school, place):
    application = place.submitted()
    for name, args in (("application_edit", ["prose"]), ("evidence", []), ("correct", [])):
        answer = school.get(url(name, application.pk, *args))
        assert answer.url == url("application", application.pk)
    recount = school.post(url("application_recount", application.pk))
    assert told(recount)[-1] == "现在是“待形式审查”，不能修改。"


def test_a_move_from_a_stale_page_is_refused(school, place):
    application = place.to_sign()
    answer = school.post(url("application_move", application.pk, "send_to_sign"), {"seen": "draft"})
    assert "有人先一步改了状态" in told(answer)[0]


def test_the_printed_form_has_boxes_code_and_qr(school, place):
    version = place.submitted().latest
    text = school.get(url("print", version.application_id, 1)).content.decode()
    code = "-".join(version.code[n : n + 4] for n in (0, 4, 8))
    wanted = (
        code,
        "data:image/svg+xml",
        "（盖章）",
        reverse("selection:verify", args=[version.code]),
    )
    assert [word for word in wanted if word not in text] == []
    assert "style=" not in main(text)


def test_photographs_open_for_readers_of_the_application_only(client, place):
    place.activity.photos.create(
        digest="a" * 64,
        width=3,
        height=2,
        image=SimpleUploadedFile("a.webp", b"big"),
        thumb=SimpleUploadedFile("b.webp", b"small"),
        consent="no_pupils",
    )
    application = place.submitted()
    photo = place.activity.photos.get()
    page = url("evidence_photo", application.pk, photo.pk, "thumb")
    client.force_login(place.staff)
    assert b"".join(client.get(page).streaming_content) == b"small"
    client.force_login(factories.expert(place.batch.region))
    assert client.get(page).status_code == 403
    type(photo).objects.update(consent="withdrawn")
    client.force_login(place.staff)
    assert client.get(page).status_code == 404


def test_the_list_takes_the_same_queries_for_one_and_for_three(
    school, place, django_assert_num_queries
):
    place.submitted()
    factories.BatchFactory(region=place.batch.region)
    page = url("applications")
    school.get(page)
    with django_assert_num_queries(18):
        school.get(page)
    for _ in range(2):
        Application.objects.create(
            batch=factories.BatchFactory(region=place.batch.region, status="published"),
            organization=place.organization,
            school=place.school,
            brand=place.brand,
        )
        factories.BatchFactory(region=place.batch.region)
    with django_assert_num_queries(18):
        school.get(page)


def test_what_was_enclosed_is_frozen_and_opened_where_it_is_read(client, place):
    application = place.to_sign()
    pdf = ContentFile(b"%PDF-1", "x.pdf")
    file = application.files.create(name="立项批复", file=pdf, size=6, digest="c" * 64)
    application_flow.perform(application, "sign", by=place.secretary)
    (row,) = application.latest.content["enclosures"]
    assert (row["name"], row["digest"]) == ("立项批复", "c" * 64)

    client.force_login(place.staff)
    address = url("application_file", application.pk, file.pk)
    for page in (url("check", application.pk), url("version", application.pk, 1)):
        assert address in client.get(page).text
    assert b"".join(client.get(address).streaming_content) == b"%PDF-1"
    assert "附件：1. 立项批复。" in client.get(url("print", application.pk, 1)).text
    client.force_login(factories.staff(factories.RegionFactory()))
    assert client.get(address).status_code == 403


def test_another_file_under_the_same_name_is_a_difference(place):
    before = place.submitted().latest.content
    row = {"pk": 1, "name": "批复", "kind": "其他", "size": 9, "digest": "d" * 64}
    old, new = before | {"enclosures": [row]}, before | {"enclosures": [row | {"digest": "e" * 64}]}
    (part,) = compare(old, new)
    assert part["label"] == "附件"
    assert compare(old, old) == []
