"""The school's overview: in every state a sentence on what comes next, and what came back to it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from selection.choices import ApplicationStatus as Status
from selection.choices import LetterStatus
from selection.listings.overview import NEXT, next_step
from selection.models import Application, Letter
from selection.workflow import application_flow
from tests.selection.test_apply import Place, main

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


def overview(client, application):
    return main(client.get(url("application", application.pk)).text)


@pytest.mark.parametrize("status", Status.values)
def test_every_state_says_what_comes_next(client, place, status):
    application = place.submitted()
    Application.objects.update(status=status)
    application.refresh_from_db()
    client.force_login(place.secretary)
    assert set(NEXT) == set(Status.values)
    assert next_step(application) in overview(client, application)


def test_a_rejected_school_reads_the_reason(client, place):
    application = place.submitted()
    application_flow.perform(application, "reject", by=place.staff, note="不是学校党组织申报")
    client.force_login(place.clerk)
    assert "理由：不是学校党组织申报" in overview(client, application)


def test_withdrawn_before_the_deadline_it_can_be_handed_in_again(client, place):
    application = place.submitted()
    client.force_login(place.secretary)
    move = url("application_move", application.pk, "withdraw")
    client.post(move, {"seen": "submitted", "note": "换一个品牌"})
    text = overview(client, application)
    again = f"{url('apply', place.batch.pk)}?school={place.school.pk}"
    assert ("理由：换一个品牌" in text, again in text) == (True, True)
    form = client.get(again).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    client.post(again, {**sent, "organization": place.organization.pk})
    fresh = Application.objects.standing().get()
    assert (fresh.status, fresh.contact_phone) == (Status.DRAFT, "0510-80000000")
    application_flow.perform(fresh, "send_to_sign", by=place.clerk)
    application_flow.perform(fresh, "sign", by=place.secretary)
    assert fresh.number == 2


def test_letters_show_once_they_are_sent(client, place):
    application = place.submitted()
    for subject, status in (("发出的信", LetterStatus.SENT), ("还没发的信", LetterStatus.WAITING)):
        Letter.objects.create(
            batch=place.batch,
            application=application,
            recipient=place.secretary,
            subject=subject,
            body="正文",
            status=status,
            sent_at=timezone.now() if status == LetterStatus.SENT else None,
        )
    client.force_login(place.clerk)
    text = overview(client, application)
    assert ("发出的信" in text, "还没发的信" in text) == (True, False)
