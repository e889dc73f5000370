"""Late sheets in the grid, and reminders: who gets one is shown before it goes."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from kit.models import AuditEntry
from selection.choices import AssignmentStatus, BatchStatus, LetterStatus
from selection.models import Letter
from tests import factories
from tests.selection import panel

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return panel.in_review(applications=2, review_until=timezone.now() + timedelta(days=3))


@pytest.fixture
def office(client, batch):
    client.force_login(factories.staff(batch.region))
    return client


@pytest.fixture
def people(batch):
    """The first owes two sheets, the second one, the third none."""
    found = panel.experts(batch, 3)
    for number, expert in enumerate(found):
        expert.user.name = f"专家{number}"
        expert.user.email = f"e{number}@example.org"
        expert.user.save()
    one, two = batch.applications.order_by("number")
    panel.assign(one, found[0], AssignmentStatus.ASSIGNED)
    panel.assign(two, found[0], declared_at=timezone.now())
    panel.assign(one, found[1], declared_at=timezone.now())
    panel.assign(one, found[2], AssignmentStatus.SUBMITTED)
    return found


def address(name, batch):
    return reverse(f"office:selection:{name}", args=[batch.pk])


def sent(office, batch, *experts):
    form = office.get(address("remind", batch)).context["form"]
    data = {"token": form["token"].value(), "experts": [expert.pk for expert in experts]}
    return data, office.post(address("remind", batch), data)


def test_the_page_lists_who_owes_what_and_sends_nothing(office, batch, people):
    page = office.get(address("remind", batch))
    assert [(one.expert, len(one.rows), one.undeclared) for one in page.context["owing"]] == [
        (people[0], 2, 1),
        (people[1], 1, 0),
    ]
    assert page.context["ticked"] == [str(people[0].pk), str(people[1].pk)]
    assert "e***@example.org" in page.content.decode()
    assert (Letter.objects.count(), mail.outbox) == (0, [])


def test_the_ticked_get_a_letter_that_stays_in_the_outbox_as_sent(
    office, batch, people, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sent(office, batch, people[0])
    assert [message.to for message in mail.outbox] == [["e0@example.org"]]
    letter = Letter.objects.get()
    assert (letter.recipient, letter.status) == (people[0].user, LetterStatus.SENT)
    codes = "、".join(one.code for one in batch.applications.order_by("number"))
    assert "还有 2 项没有交评分" in letter.body
    assert codes in letter.body
    assert AuditEntry.objects.get(verb="batch.remind").detail["experts"] == "专家0"
    assert office.get(reverse("office:selection:letters")).status_code == 200


def test_a_double_click_sends_one_letter(office, batch, people):
    data, _ = sent(office, batch, people[0])
    assert office.post(address("remind", batch), data).status_code == 302
    assert Letter.objects.count() == 1


def test_without_an_address_nothing_can_be_ticked(office, batch, people):
    people[0].user.email = ""
    people[0].user.save()
    _, page = sent(office, batch, people[0])
    assert page.context["form"].errors["experts"] == [
        "选的专家里有人已经交齐了，请看下面新的名单。"
    ]
    assert "没有填邮箱，请打电话" in page.content.decode()


def test_after_the_review_nobody_is_reminded(office, batch, people):
    batch.status = BatchStatus.DECIDING
    batch.save()
    sent(office, batch, people[0])
    assert Letter.objects.count() == 0


def test_the_grid_marks_what_is_late_once_the_day_has_come(office, batch, people):
    def late():
        return office.get(address("assign_grid", batch)).context["grid"].late

    before = late()
    batch.review_until = timezone.now() - timedelta(hours=1)
    batch.save()
    assert (before, late()) == (0, 3)
    assert "逾期 3 份" in office.get(address("assign_grid", batch)).content.decode()


def test_what_is_on_record_as_late_is_counted_before_the_day_too(office, batch):
    panel.assign(batch.applications.first(), panel.experts(batch, 1)[0], AssignmentStatus.LATE)
    assert office.get(address("assign_grid", batch)).context["grid"].late == 1
