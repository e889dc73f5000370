import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.urls import reverse

from honors.models import Honor
from honors.workflow import honor_flow, verification_flow
from kit.workflow import Refused
from tests.factories import HonorFactory, SchoolFactory, clerk, leader, published, staff
from tests.honors.conftest import fetch, told, typed, with_certificate

NEW = "/office/honors/new/"


def verify_url(honor, key):
    return reverse("office:honors:verify", args=[honor.pk, key])


def test_without_a_certificate_it_is_not_sent(author, school):
    with pytest.raises(Refused, match="请上传证书照片或扫描件"):
        verification_flow.perform(HonorFactory(school=school), "file", by=author)


def test_the_district_verifies_against_the_certificate(enter, author, officer, school):
    honor = with_certificate(school)
    enter(author).post(verify_url(honor, "file"), {"seen": "unfiled"})
    queue = enter(officer).get("/office/honors/?verification=waiting")
    assert [row.pk for row in queue.context["page"]] == [honor.pk]
    assert [(t["label"], t.get("count"), t["current"]) for t in queue.context["tabs"]] == [
        ("全部", None, False),
        ("待核验", 1, True),
    ]
    enter(officer).post(verify_url(honor, "verify"), {"seen": "waiting"})
    honor.refresh_from_db()
    assert (honor.verification, honor.verified_by, honor.verified_at is None) == (
        "verified",
        officer,
        False,
    )


def test_a_level_mistyped_once_binds_nobody_until_the_district_has_verified_one(
    enter, author, officer, school
):
    enter(author).post(NEW, typed(issuer="无锡市教育局", level="province"))
    enter(author).post(NEW, typed(issuer="无锡市教育局", level="city", title="书香校园"))
    _, second = Honor.objects.order_by("pk")
    second.certificate.save("证书.webp", ContentFile(b"RIFF"))
    verification_flow.perform(second, "file", by=author)
    enter(officer).post(verify_url(second, "verify"))
    refused = enter(author).post(NEW, typed(issuer="无锡市教育局", level="province"))
    assert refused.context["form"].errors == {"level": ["“无锡市教育局”登记的是市级，请改成一致。"]}


def test_after_one_the_next_one_opens(enter, author, officer, school):
    first, second = with_certificate(school), with_certificate(school)
    for honor in (first, second):
        verification_flow.perform(honor, "file", by=author)
    assert enter(officer).post(verify_url(first, "verify")).url == second.get_office_url()
    assert enter(officer).post(verify_url(second, "verify")).url == "/office/honors/"


def test_one_in_doubt_is_passed_over_and_the_queue_begins_again(enter, author, officer, school):
    rows = [with_certificate(school) for _ in range(3)]
    for honor in rows:
        verification_flow.perform(honor, "file", by=author)
    shown = {
        honor.pk: enter(officer).get(honor.get_office_url()).context["queue"] for honor in rows
    }
    assert [(q["others"], q["following"].pk) for q in shown.values()] == [
        (2, rows[1].pk),
        (2, rows[2].pk),
        (2, rows[0].pk),
    ]
    assert enter(author).get(rows[0].get_office_url()).context["queue"] is None
    assert enter(officer).post(verify_url(rows[2], "verify")).url == rows[0].get_office_url()


def test_a_refusal_needs_its_reason_and_the_school_reads_it(enter, author, officer, school):
    honor = with_certificate(school)
    verification_flow.perform(honor, "file", by=author)
    with pytest.raises(Refused, match="请填写哪里和证书不一致。"):
        verification_flow.perform(honor, "refuse", by=officer)
    enter(officer).post(verify_url(honor, "refuse"), {"note": "证书上写的是三等奖"})
    honor.refresh_from_db()
    assert (honor.verification, honor.verification_note) == ("refused", "证书上写的是三等奖")
    assert "证书上写的是三等奖" in enter(author).get(honor.get_office_url()).content.decode()
    verification_flow.perform(honor, "file", by=author)
    assert (honor.verified_by, honor.verification_note) == (None, "")


def test_only_staff_of_the_region_verify(enter, author, school):
    honor = with_certificate(school)
    verification_flow.perform(honor, "file", by=author)
    for user in (author, leader(school.region)):
        refused = enter(user).post(verify_url(honor, "verify"))
        assert (
            refused.status_code,
            "只有区级工作人员能核验荣誉。" in refused.content.decode(),
        ) == (
            403,
            True,
        )
    for user in (clerk(SchoolFactory()), staff(SchoolFactory().region)):
        assert enter(user).post(verify_url(honor, "verify")).status_code == 404
    with pytest.raises(PermissionDenied):
        verification_flow.perform(honor, "refile", by=staff(school.region))


def test_whoever_was_slower_is_told(enter, author, officer, school):
    honor = with_certificate(school)
    verification_flow.perform(honor, "file", by=author)
    verification_flow.perform(Honor.objects.get(), "verify", by=officer)
    response = enter(officer).post(
        verify_url(honor, "refuse"), {"seen": "waiting", "note": "x"}, follow=True
    )
    assert told(response) == ["有人先一步改了状态，现在是“已核验”。请看过最新内容再操作。"]


def test_only_what_is_verified_reaches_the_wall(author, head, officer, school):
    honor = with_certificate(school, scope="public")
    with pytest.raises(Refused, match="荣誉还没有核验通过"):
        honor_flow.perform(honor, "first_check", by=author)
    verification_flow.perform(honor, "file", by=author)
    verification_flow.perform(honor, "verify", by=officer)
    for user, key in ((author, "first_check"), (head, "second_check"), (officer, "final_check")):
        honor_flow.perform(honor, key, by=user)
    assert list(Honor.objects.on_the_wall()) == [honor]


def test_the_certificate_is_private(client, enter, author, officer, school):
    honor = with_certificate(school)
    url = reverse("office:honors:certificate", args=[honor.pk])
    assert client.get(url).url == f"/login/?next={url}"
    for user in (author, officer):
        response = fetch(enter(user), url)
        assert (response["Cache-Control"], response["X-Content-Type-Options"]) == (
            "private, no-store",
            "nosniff",
        )
    assert enter(clerk(SchoolFactory())).get(url).status_code == 404
    without = reverse("office:honors:certificate", args=[HonorFactory(school=school).pk])
    assert enter(author).get(without).status_code == 404


def test_a_revoked_honour_leaves_the_wall(client, enter, author, officer, school):
    honor = with_certificate(school)
    verification_flow.perform(honor, "file", by=author)
    verification_flow.perform(honor, "verify", by=officer)
    published(honor)
    url = reverse("office:honors:revoke", args=[honor.pk])
    assert enter(author).post(url).status_code == 403
    assert told(enter(officer).post(url, {"revoked_on": "2025-05-01"}, follow=True)) == [
        "请填写撤销原因。"
    ]
    enter(officer).post(url, {"revoked_on": "2025-05-01", "revoke_reason": "颁发单位已收回"})
    honor.refresh_from_db()
    assert (honor.revoke_reason, list(Honor.objects.on_the_wall())) == ("颁发单位已收回", [])
