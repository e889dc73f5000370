"""Nobody signs a pupil's name beside a score or a private number; the rest is advice."""

from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kit.workflow import Refused
from selection.actions import wording
from selection.actions.evidence import attach, detach
from selection.choices import ApplicationStatus as Status
from selection.choices import FileKind
from selection.models import Announcement
from selection.workflow import application_flow
from selection.workflow.results import announce
from tests.selection.deciding import announcement, noticed, run_out
from tests.selection.test_apply import Place, url

pytestmark = pytest.mark.django_db


def test_an_application_that_names_a_pupil_with_a_score_is_not_sent_to_be_signed():
    place = Place()
    application = place.started()
    application.contact_phone = "0510-80000000"
    application.content["result"] = "文科张三同学646分。"
    application.save()

    with pytest.raises(Refused, match="“工作成效”里的“张三同学646分”写了学生姓名"):
        application_flow.perform(application, "send_to_sign", by=place.clerk)


def test_the_secretary_sees_the_reason_and_the_advice_before_signing(client):
    place = Place()
    application = place.to_sign()
    application.content["result"] = "上线率提高,手机13812348000。"
    application.save()
    client.force_login(place.secretary)

    page = client.get(url("sign", application.pk)).content.decode()

    assert "“工作成效”里的“138******00”像手机号" in page
    assert "用字提醒 2 处" in page
    with pytest.raises(Refused, match="像手机号"):
        application_flow.perform(application, "sign", by=place.secretary)
    assert application.status == Status.TO_SIGN


def enclosed(name, lines):
    document, stream = docx.Document(), BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())


def test_enclosures_are_read_too_and_the_finding_names_the_file(client):
    place = Place()
    application = place.started()
    application.contact_phone = "0510-80000000"
    application.save()
    lines = ["联系人手机13812348000。", "身份证号11010519491231002X。", "手机号,有误"]
    file = attach(
        application=application,
        upload=enclosed("家访名单.docx", lines),
        name="",
        kind=FileKind.SUPPORT,
        by=place.clerk,
    )
    told = wording.problems(application)
    assert told == ["“附件：家访名单.docx”里的“110************02X”像身份证号，请删去"]
    assert [remark.finding.kind for remark in wording.advice(application)] == ["mobile"]
    with pytest.raises(Refused, match="附件：家访名单"):
        application_flow.perform(application, "send_to_sign", by=place.clerk)
    detach(file=file, by=place.clerk)
    application_flow.perform(application, "send_to_sign", by=place.clerk)


def test_an_announcement_with_a_personal_number_is_not_published():
    notice, boss = noticed(1)
    run_out(notice)
    row = announcement(notice.batch)
    row.body = "联系人手机 13812345678。"

    with pytest.raises(Refused, match="正文"):
        announce(row, by=boss)
    assert not Announcement.objects.exists()
