"""Sealed batches: until the deadline the office knows how many came in, and nothing else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from kit.models import AuditEntry
from kit.workflow import Refused
from selection.choices import ApplicationStatus, BatchStatus
from selection.models import Batch
from selection.workflow import batch_flow
from tests import factories
from tests.selection import panel
from tests.selection.test_batches import filled, url

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def sealed(**values):
    batch = factories.BatchFactory(is_sealed=True, **values)
    panel.add_application(batch, 1, ApplicationStatus.SUBMITTED)
    return batch


def due(batch):
    Batch.objects.filter(pk=batch.pk).update(
        opens_at=timezone.now() - 9 * DAY, closes_at=timezone.now() - timedelta(minutes=1)
    )
    batch.refresh_from_db()
    return batch


def test_the_office_sees_how_many_came_in_and_no_name(client):
    batch = sealed()
    application = batch.applications.get()
    client.force_login(factories.leader(batch.region))
    page = client.get(url("batch", batch.pk))
    assert page.context["counts"] == [{"label": "已收到", "count": 1}]
    queue = client.get(url("queue"), {"batch": batch.pk, "tab": "all"})
    desk = client.get(reverse("office:home"), {"batch": batch.pk})
    search = client.get(url("queue"), {"batch": batch.pk, "q": application.brand.title})
    assert "还没有拆封" in queue.content.decode()
    for answer in (page, queue, desk):
        assert application.brand.title not in answer.content.decode()
    assert search.context["rows"] == []
    assert desk.context["desk_data"]["stages"] is None
    assert client.get(url("check", application.pk)).status_code == 404


def test_the_school_reads_its_own_all_the_while(client):
    application = sealed().applications.get()
    client.force_login(factories.secretary(application.school))
    assert client.get(url("application", application.pk)).status_code == 200


def test_nobody_can_open_the_seal_before_the_deadline():
    batch = sealed()
    leader = factories.leader(batch.region)
    offers = {offer.key: offer.blockers for offer in batch_flow.available(batch, leader)}
    assert set(offers) == {"unseal"}
    with pytest.raises(Refused, match="截止后才能拆封，没有例外"):
        batch_flow.perform(batch, "unseal", by=leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(unsealed_at=timezone.now())


def test_opening_the_seal_is_an_act_that_happens_once_and_is_told(client):
    batch = due(sealed())
    application = batch.applications.get()
    staff = factories.staff(batch.region)
    client.force_login(staff)
    assert client.get(url("check", application.pk)).status_code == 404  # reading opens nothing
    client.post(url("batch_move", batch.pk, "unseal"), {"seen": "open"})
    batch.refresh_from_db()
    assert (batch.status, batch.unsealed_by) == (BatchStatus.CHECKING, staff)
    assert client.get(url("check", application.pk)).status_code == 200
    assert f"{staff}于" in client.get(url("batch", batch.pk)).content.decode()
    client.post(url("batch_move", batch.pk, "unseal"), {"seen": "open"})
    entry = AuditEntry.objects.get(verb="batch.unseal")
    assert (entry.actor, entry.target_id) == (staff, batch.pk)


def test_what_was_unsealed_takes_no_more_applications():
    batch = due(sealed())
    leader = factories.leader(batch.region)
    batch_flow.perform(batch, "unseal", by=leader)
    with pytest.raises(Refused, match="已经拆封，不能再收申报"):
        batch_flow.perform(batch, "reopen", by=leader, note="有学校没赶上")


def test_the_deadline_of_a_sealed_batch_is_only_put_off(client):
    batch = sealed()
    client.force_login(factories.leader(batch.region))
    form = client.get(url("batch_edit", batch.pk)).context["form"]
    assert form.fields["is_sealed"].disabled
    early = timezone.localtime(batch.closes_at - DAY).strftime("%Y-%m-%dT%H:%M")
    page = client.post(url("batch_edit", batch.pk), filled(form, closes_at=early))
    assert page.context["form"].errors == {"closes_at": ["密封申报的截止时间只能推迟，不能提前。"]}
    later = timezone.localtime(batch.closes_at + DAY).strftime("%Y-%m-%dT%H:%M")
    assert (
        client.post(url("batch_edit", batch.pk), filled(form, closes_at=later)).status_code == 302
    )


def test_a_batch_that_is_not_sealed_closes_as_ever():
    batch = factories.BatchFactory()
    offers = [offer.key for offer in batch_flow.available(batch, factories.staff(batch.region))]
    assert offers == ["close"]
