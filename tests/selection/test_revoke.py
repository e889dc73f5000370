"""Certificates, their public check, and revocation that reaches every page in one act."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from brands.models import Result
from kit import audit
from kit.models import AuditEntry
from kit.workflow import Refused
from selection.choices import ApplicationStatus as Status
from selection.models import Application, Decision
from selection.workflow import application_flow
from tests.factories import leader, published, staff
from tests.selection.test_results import announced, over

pytestmark = pytest.mark.django_db


def won():
    """An announced batch, its best decision and its leader."""
    batch = announced(2)
    Application.objects.update(submitted_at=timezone.now())
    decision = Decision.objects.select_related("application__brand", "result").first()
    return batch, decision, leader(batch.region)


def revoke(decision, by, note="材料不实"):
    application = Application.objects.get(pk=decision.application_id)
    application_flow.perform(application, "revoke", by=by, note=note)


def verified(client, code):
    return client.get(reverse("selection:verify", args=[code]))


def test_the_certificate_is_printed_with_its_number_and_the_way_to_check_it(client):
    _, decision, boss = won()
    client.force_login(boss)
    page = client.get(reverse("office:selection:certificate", args=[decision.application_id])).text
    assert AuditEntry.objects.filter(verb="page.printed").count() == 1
    number = decision.certificate_number
    assert number in page
    assert reverse("selection:verify", args=[number]) in page


def test_before_the_announcement_there_is_no_certificate(client):
    batch, boss = over()
    Application.objects.update(submitted_at=timezone.now())
    client.force_login(boss)
    first = batch.applications.first().pk
    assert client.get(reverse("office:selection:certificate", args=[first])).status_code == 404
    assert client.get(reverse("office:selection:certificates", args=[batch.pk])).status_code == 200


def test_anybody_can_check_a_certificate_number_and_an_unknown_one_is_not_found(client):
    _, decision, _ = won()
    page = verified(client, decision.certificate_number.lower()).text
    assert "有效" in page
    assert decision.application.school.name in page
    assert verified(client, "320206-1999-B01-001").status_code == 404


def test_revoking_reaches_brand_list_and_certificate_at_once(client):
    batch, decision, boss = won()
    published(decision.application.brand)
    published(decision.application.school)
    revoke(decision, boss)

    result = Result.objects.get(pk=decision.result_id)
    assert result.revoked_on is not None
    assert result.revoke_reason == "材料不实"
    assert Application.objects.get(pk=decision.application_id).status == Status.REVOKED
    assert "已撤销" in verified(client, decision.certificate_number).text
    assert "撤销" in client.get(reverse("selection:result", args=[batch.pk])).text
    brand = decision.application.brand.get_absolute_url()
    assert "已撤销" in client.get(brand).text
    entry = AuditEntry.objects.get(verb="application.revoke")
    assert audit.sentence(entry).endswith("的结果，意见：材料不实")


def test_only_the_leader_revokes_and_only_with_a_reason():
    batch, decision, boss = won()
    with pytest.raises(PermissionDenied):
        revoke(decision, staff(batch.region))
    with pytest.raises(Refused, match="请填写撤销原因"):
        revoke(decision, boss, note=" ")
    with pytest.raises(Refused, match="撤销原因最多 200 字"):
        revoke(decision, boss, note="长" * 201)
    assert not Result.objects.exclude(revoked_on=None).exists()
    assert Application.objects.get(pk=decision.application_id).status == Status.APPROVED


def test_the_page_of_results_offers_revoking_to_the_leader_alone(client):
    batch, decision, boss = won()
    page = reverse("office:selection:certificates", args=[batch.pk])
    client.force_login(staff(batch.region))
    assert "撤销结果" not in client.get(page).text
    client.force_login(boss)
    assert "撤销结果" in client.get(page).text
    move = reverse("office:selection:application_move", args=[decision.application_id, "revoke"])
    client.post(move, {"seen": Status.APPROVED, "note": "材料不实"})
    assert "已撤销：材料不实" in client.get(page).text
