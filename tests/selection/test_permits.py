"""Permits: named, dated, with a reason; told to the school, withdrawn on record."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from brands.models import Result
from kit.models import AuditEntry
from kit.workflow import Refused
from schools.choices import Level
from selection.actions import eligibility
from selection.choices import ApplicationStatus, BatchStatus
from selection.models import Batch, Permit
from selection.workflow import batch_flow
from tests import factories
from tests.selection import panel
from tests.selection.test_apply import Place, barriers, url
from tests.selection.test_batches import filled

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def place():
    """A school that has won and is late."""
    place = Place()
    Result.objects.create(brand=place.brand, level=Level.CITY, batch_name="首批")
    Batch.objects.update(closes_at=timezone.now() - HOUR, status=BatchStatus.CHECKING)
    place.batch.refresh_from_db()
    place.leader = factories.leader(place.batch.region)
    return place


def typed(client, place, **values):
    form = client.get(url("permits", place.batch.pk)).context["form"]
    until = timezone.localtime(timezone.now() + timedelta(days=3))
    given = {"name": place.organization.name, "reason": "校舍改造", **values}
    return filled(form, valid_until=until.strftime("%Y-%m-%dT%H:%M"), **given)


def test_a_leader_lets_a_winner_apply_late_and_the_school_reads_why(client, place):
    assert len(barriers(place)) == 2
    client.force_login(place.leader)
    data = typed(client, place)
    answers = [client.post(url("permits", place.batch.pk), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    permit = Permit.objects.get()
    assert (permit.organization, permit.given_by) == (place.organization, place.leader)
    assert AuditEntry.objects.get(verb="permit.give").detail["reason"] == "校舍改造"
    client.force_login(place.secretary)
    for address in (
        url("apply", place.batch.pk),
        url("applications"),
        reverse("selection:batch", args=[place.batch.pk]),
    ):
        page = client.get(address).content.decode()
        assert "校舍改造" in page
        assert timezone.localtime(permit.valid_until).strftime("%H:%M") in page
    assert place.started().status == ApplicationStatus.DRAFT


def test_a_permit_is_nobody_elses_business(client, place):
    place.batch.permits.create(
        organization=place.organization,
        valid_until=timezone.now() + HOUR,
        reason="校舍改造",
        given_by=place.leader,
    )
    address = reverse("selection:batch", args=[place.batch.pk])
    assert "校舍改造" not in client.get(address).content.decode()
    client.force_login(factories.secretary(factories.SchoolFactory(region=place.batch.region)))
    assert "校舍改造" not in client.get(address).content.decode()


def test_it_ends_by_itself_and_the_school_is_told_when(place):
    permit = place.batch.permits.create(
        organization=place.organization,
        valid_until=timezone.now() - HOUR,
        reason="校舍改造",
        given_by=place.leader,
    )
    place.batch = Batch.objects.get()
    late = timezone.localtime(permit.valid_until)
    assert barriers(place)[0].startswith(f"特许申报已于 {late.month} 月 {late.day} 日")
    with pytest.raises(Refused):
        place.started()


def test_withdrawing_closes_it_at_once_and_stays_on_the_list(client, place):
    permit = place.batch.permits.create(
        organization=place.organization,
        valid_until=timezone.now() + HOUR,
        reason="校舍改造",
        given_by=place.leader,
    )
    application = place.started()
    client.force_login(place.leader)
    address = url("permit_withdraw", place.batch.pk, permit.pk)
    client.post(address, {"note": ""})
    assert Permit.objects.get().is_valid
    client.post(address, {"note": "情况不实"})
    client.post(address, {"note": "又一次"})
    assert Permit.objects.get().withdrawn_by == place.leader
    assert AuditEntry.objects.get(verb="permit.withdraw").detail["note"] == "情况不实"
    assert "已收回" in client.get(url("permits", place.batch.pk)).content.decode()
    application.batch = Batch.objects.get()
    assert eligibility.lateness(application)[0].startswith("截止时间")


@pytest.mark.parametrize(
    ("values", "faulty"),
    [
        ({"name": "没有这个支部"}, "name"),
        ({"reason": ""}, "reason"),
        ({"valid_until": "2020-01-01T08:00"}, "valid_until"),
    ],
)
def test_what_is_missing_is_told_beside_the_field(client, place, values, faulty):
    client.force_login(place.leader)
    data = typed(client, place) | values
    page = client.post(url("permits", place.batch.pk), data)
    assert list(page.context["form"].errors) == [faulty]
    assert not Permit.objects.exists()


def test_a_school_may_be_named_by_its_own_name_and_only_once(client, place):
    client.force_login(place.leader)
    client.post(url("permits", place.batch.pk), typed(client, place, name=place.school.name))
    page = client.post(url("permits", place.batch.pk), typed(client, place))
    assert "已有特许" in page.context["form"].non_field_errors()[0]
    assert Permit.objects.get().organization == place.organization


def test_staff_read_and_only_the_leader_gives(client, place):
    client.force_login(place.staff)
    page = client.get(url("permits", place.batch.pk))
    assert (page.status_code, page.context["form"]) == (200, None)
    answer = client.post(url("permits", place.batch.pk), {"name": place.organization.name})
    assert answer.status_code == 403


def test_the_review_waits_for_valid_permits(place):
    panel.add_application(place.batch, 1, ApplicationStatus.PASSED)
    permit = place.batch.permits.create(
        organization=place.organization,
        valid_until=timezone.now() + HOUR,
        reason="校舍改造",
        given_by=place.leader,
    )
    with pytest.raises(Refused, match="还有 1 份特许没到期"):
        batch_flow.perform(place.batch, "start_review", by=place.staff)
    Permit.objects.filter(pk=permit.pk).update(
        withdrawn_at=timezone.now(), withdrawn_by=place.leader
    )
    batch_flow.perform(place.batch, "start_review", by=place.staff)
    assert place.batch.status == BatchStatus.REVIEWING
