"""Self-score: asked leaf by leaf with grounds, frozen, shown to experts, never counted."""

from decimal import Decimal

import pytest
from django.urls import reverse
from docx import Document

from kit.workflow import Refused
from selection.actions import eligibility
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus
from selection.documents.form import written
from selection.models import Batch
from selection.workflow import application_flow
from tests import factories
from tests.selection import panel
from tests.selection.test_apply import Place, url

pytestmark = pytest.mark.django_db
TEXT = "校刊和会议记录可查第七十七页"


@pytest.fixture
def place():
    place = Place()
    Batch.objects.update(has_self_score=True)
    place.batch.refresh_from_db()
    return place


def step(application):
    return url("application_edit", application.pk, "selfscore")


def typed(client, application, *values, grounds=TEXT):
    form = client.get(step(application)).context["form"]
    data = {"version": form["version"].value()}
    for leaf, value in zip(form.leaves, values, strict=True):
        data |= {f"value-{leaf.pk}": value, f"grounds-{leaf.pk}": grounds}
    return data


def test_each_leaf_is_asked_before_the_signature(client, place):
    application = place.started()
    asked = [gap.text for gap in eligibility.gaps(application) if gap.step == "selfscore"]
    assert asked == [f"请给“{leaf}”自评并写依据" for leaf in ("内涵", "成果", "辐射")]
    client.force_login(place.clerk)
    page = client.get(url("application", application.pk)).content.decode()
    assert f"{step(application)}#id_value-" in page
    answer = client.post(step(application), typed(client, application, "38.5", "40", "20"))
    assert answer.status_code == 302
    application.refresh_from_db()
    assert not [gap for gap in eligibility.gaps(application) if gap.step == "selfscore"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("40.5", "“内涵”满分 40 分，不能超过。"),
        ("38.3", "“内涵”要以 0.5 分为一档。"),
        ("-1", "“内涵”不能是负数。"),
        ("很好", "“内涵”要填数字。"),
    ],
)
def test_the_server_and_the_browser_know_step_and_maximum(client, place, value, sentence):
    application = place.started()
    client.force_login(place.clerk)
    page = client.post(step(application), typed(client, application, value, "40", "20"))
    field = page.context["form"][f"value-{page.context['form'].leaves[0].pk}"]
    assert field.errors == [sentence]
    html = str(field)
    assert all(rule in html for rule in ('max="40.0"', 'step="0.5"', 'min="0"'))
    application.refresh_from_db()
    assert application.self_scores == {}


def test_a_draft_may_be_incomplete_but_is_not_signed(client, place):
    application = place.started()
    application.contact_phone = "0510-80000000"
    application.save()
    client.force_login(place.clerk)
    client.post(step(application), typed(client, application, "38.5", "", "20"))
    application.refresh_from_db()
    with pytest.raises(Refused, match="请给“成果”自评并写依据"):
        application_flow.perform(application, "send_to_sign", by=place.clerk)


def handed_in(client, place):
    application = place.started()
    application.contact_phone = "0510-80000000"
    application.save()
    client.force_login(place.clerk)
    client.post(step(application), typed(client, application, "38.5", "40", "20"))
    application.refresh_from_db()
    application_flow.perform(application, "send_to_sign", by=place.clerk)
    application_flow.perform(application, "sign", by=place.secretary)
    return application


def test_it_is_frozen_with_the_version_and_printed(client, place):
    application = handed_in(client, place)
    frozen = application.latest.content["self_scores"]
    assert frozen[0] == {
        "group": "品牌设计",
        "title": "内涵",
        "points": "40",
        "value": "38.5",
        "grounds": TEXT,
    }
    page = client.get(url("print", application.pk, 1)).content.decode()
    assert "五、学校自评" in page
    assert TEXT in page
    assert "98.5" in page
    assert "六、审核意见" in page
    document = Document(written(application, application.latest))
    table = next(t for t in document.tables if t.rows[0].cells[0].text == "指标")
    assert [cell.text for cell in table.rows[1].cells] == ["内涵", "40", "38.5", TEXT]
    assert [cell.text for cell in table.rows[-1].cells] == ["合计", "", "98.5", ""]


def test_experts_read_it_beside_their_field_and_it_counts_for_nothing(client, place):
    application = handed_in(client, place)
    type(application).objects.update(status=ApplicationStatus.REVIEWING)
    Batch.objects.update(status=BatchStatus.REVIEWING, is_anonymous=True)
    application.refresh_from_db()
    people = panel.experts(place.batch, 4)
    rows = [panel.assign(application, expert) for expert in people]
    client.force_login(people[0].user)
    page = client.get(url("review", rows[0].pk)).content.decode()
    assert "学校自评" in page
    assert TEXT in page
    assert rows[0].status == AssignmentStatus.DECLARED
    for row in rows:
        panel.hand_in(row, 30, 30, 15)
    client.force_login(place.staff)
    sheet = client.get(url("sheet", application.pk))
    assert sheet.context["outcome"].score == Decimal("75.00")
    assert TEXT in sheet.content.decode()


def test_it_names_no_school_in_an_anonymous_review(client, place):
    application = handed_in(client, place)
    version = application.latest
    content = version.content
    content["self_scores"][0]["grounds"] = f"{place.school.name}校刊可查"
    type(version).objects.filter(pk=version.pk).update(content=content)
    type(application).objects.update(status=ApplicationStatus.REVIEWING)
    Batch.objects.update(status=BatchStatus.REVIEWING, is_anonymous=True)
    application.refresh_from_db()
    expert = panel.experts(place.batch, 1)[0]
    row = panel.assign(application, expert)
    client.force_login(expert.user)
    page = client.get(url("review", row.pk)).content.decode()
    assert "本校校刊可查" in page
    assert place.school.name not in page


def test_a_batch_that_asks_for_none_has_no_such_step(client):
    place = Place()
    application = place.started()
    client.force_login(place.clerk)
    assert client.get(step(application)).status_code == 404
    page = client.get(reverse("office:selection:application", args=[application.pk]))
    assert "学校自评" not in page.content.decode()
    assert factories.BatchFactory().has_self_score is False
