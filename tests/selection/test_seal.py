"""The stamped paper: handed in for exactly the printed version, voided by the next one."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kit import audit
from kit.models import AuditEntry
from kit.workflow import Refused
from portal.dashboards.school import applications_of, seal_tasks
from selection.actions import check, seal
from selection.choices import ApplicationStatus as Status
from selection.choices import AssignmentStatus
from selection.models import Application, ApplicationFile, Batch
from selection.workflow import application_flow
from tests import factories
from tests.selection.test_apply import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    place = Place()
    place.batch.attachments_asked = ["党组织会议记录", "盖章件"]
    place.batch.save()
    return place


def pdf(text=b"one", name="扫描.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4 " + text)


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def handed_in(place):
    application = place.started()
    application.contact_phone = "0510-80000000"
    application.save()
    application.files.create(name="党组织会议记录")
    application_flow.perform(application, "send_to_sign", by=place.clerk)
    application_flow.perform(application, "sign", by=place.secretary)
    return Application.objects.get(pk=application.pk)


def keep(place, application, **values):
    given = {"upload": pdf(), "code": application.latest.code, "by": place.clerk}
    return seal.keep(application=application, **{**given, **values})


def met(application):
    for item in check.ensure_items(application.batch):
        application.check_marks.create(
            item=item, is_met=True, marked_by=factories.staff(application.batch.region)
        )


def signed_again(place, application):
    """Returned, answered and signed: the next version."""
    check.ask(application=application, notes={"result": "补上出处"}, due_on=None, by=place.staff)
    application_flow.perform(application, "return_for_correction", by=place.staff)
    answers = dict.fromkeys(check.current_round(application), ("已补", "新的成效。"))
    check.answer(application=application, answers=answers, by=place.clerk)
    application_flow.perform(application, "send_to_sign", by=place.clerk)
    application_flow.perform(application, "sign", by=place.secretary)


def test_the_scan_is_not_asked_for_before_there_is_a_version_to_stamp(place):
    application = handed_in(place)
    assert (application.status, seal.state(application).notice) == (
        Status.SUBMITTED,
        "还没有第 1 版的盖章件",
    )


def test_without_a_valid_scan_the_check_cannot_be_passed(place):
    application = handed_in(place)
    met(application)
    with pytest.raises(Refused, match="还没有第 1 版的盖章件"):
        application_flow.perform(application, "pass", by=place.staff)
    keep(place, application)
    application_flow.perform(application, "pass", by=place.staff)
    assert application.status == Status.PASSED


def test_a_batch_that_does_not_ask_for_it_passes_without(place):
    Batch.objects.update(attachments_asked=[])
    application = handed_in(place)
    met(application)
    application_flow.perform(application, "pass", by=place.staff)
    assert seal.state(application).is_shown is False


def test_a_new_version_voids_the_scan_loudly(client, place):
    application = handed_in(place)
    old = keep(place, application)
    signed_again(place, application)
    said = "盖章件已作废，请按第 2 版重新盖章"

    old.refresh_from_db()
    application = Application.objects.get(pk=application.pk)
    assert old.voided_at is not None
    assert seal.obstacles(application) == [said]
    waiting = seal_tasks(applications_of(school=place.school.pk))
    assert [task.title for task in waiting] == [f"《{place.brand}》：{said}"]
    client.force_login(place.clerk)
    assert said in client.get(url("application", application.pk)).text
    client.force_login(place.staff)
    assert said in client.get(url("check", application.pk)).text
    assert said in client.get(url("queue")).text
    entry = AuditEntry.objects.get(verb="application.void_seal")
    assert audit.sentence(entry).endswith("第 1 版的盖章件作废")


def test_the_code_of_another_version_or_of_none_is_refused(place):
    application = handed_in(place)
    first = application.latest.code
    signed_again(place, application)
    with pytest.raises(ValidationError, match="这是第 1 版的版本码，现在是第 2 版"):
        keep(place, application, code=first)
    with pytest.raises(ValidationError, match="版本码和最新一版对不上"):
        keep(place, application, code="ABCD")
    assert not ApplicationFile.objects.sealed().exists()


def test_a_voided_scan_cannot_be_handed_in_again(place):
    application = handed_in(place)
    keep(place, application)
    signed_again(place, application)
    with pytest.raises(ValidationError, match="这份扫描件已经作废"):
        keep(place, application)


def test_a_second_scan_of_the_same_version_takes_the_place_of_the_first(place):
    application = handed_in(place)
    keep(place, application)
    second = keep(place, application, upload=pdf(b"two"))
    state = seal.state(application)
    assert (state.file, len(state.voided)) == (second, 1)


def test_after_the_check_the_scan_stays_as_it_is(place):
    application = handed_in(place)
    keep(place, application)
    Application.objects.update(status=Status.PASSED)
    with pytest.raises(Refused, match="现在是“形式审查通过”，不能上传盖章件"):
        keep(place, application, upload=pdf(b"two"))


def test_the_page_takes_the_code_as_printed_and_names_what_is_wrong(client, place):
    application = handed_in(place)
    code = application.latest.code
    client.force_login(place.clerk)
    page = client.post(
        url("seal", application.pk), {"code": code, "upload": pdf(name="扫描.docx")}
    ).text
    assert "“扫描.docx”的格式不能上传，可以传 pdf、jpg、png。" in page
    assert code in page
    printed = f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()
    client.post(url("seal", application.pk), {"code": printed, "upload": pdf()})
    row = ApplicationFile.objects.sealed().get()
    assert (row.name, row.version.code) == ("盖章件（第 1 版）", code)


def test_staff_see_the_scan_beside_the_code_and_an_expert_never_does(client, place):
    application = handed_in(place)
    row = keep(place, application)
    scan = url("seal_scan", application.pk, row.pk)
    client.force_login(place.staff)
    page = client.get(url("check", application.pk)).text
    assert scan in page
    assert b"".join(client.get(scan).streaming_content) == b"%PDF-1.4 one"

    expert = factories.expert(place.batch.region)
    application.assignments.create(
        stage=place.batch.review_stages.get(),
        expert=expert.expert,
        status=AssignmentStatus.DECLARED,
    )
    client.force_login(expert)
    as_file = url("application_file", application.pk, row.pk)
    assert [client.get(one).status_code for one in (scan, as_file)] == [404, 404]


def test_the_school_cannot_delete_the_scan_among_its_attachments(client, place):
    application = handed_in(place)
    row = keep(place, application)
    Application.objects.update(status=Status.DRAFT)
    client.force_login(place.clerk)
    assert client.post(url("application_file_remove", application.pk, row.pk)).status_code == 404
