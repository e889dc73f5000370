"""Giving a named permit to apply late or again, and withdrawing it; both stay on record."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.choices import ApplicationStatus, BatchStatus
from selection.models import Batch, Permit

TAKING = (BatchStatus.OPEN, BatchStatus.CHECKING)  # a review has not begun
audit.register(
    {
        "permit.give": "{actor}办理特许申报：{target}，有效至 {until}，理由：{reason}",
        "permit.withdraw": "{actor}收回特许申报：{target}",
    }
)


@transaction.atomic
def give(*, permit: Permit, by: User) -> Permit:
    """Raises Refused when the review has begun, or the organisation has a valid one."""
    batch = Batch.objects.select_for_update().get(pk=permit.batch_id)
    if batch.status not in TAKING:
        raise Refused(f"这个批次现在是“{batch.get_status_display()}”，不能再办特许。")
    if batch.permits.valid().filter(organization=permit.organization).exists():
        raise Refused(f"{permit.organization}已有特许。要改期限或理由，请先收回，再重新办理。")
    permit.given_by = by
    permit.save()
    until = date_format(timezone.localtime(permit.valid_until), "Y-m-d H:i")
    audit.record(by, "permit.give", permit, until=until, reason=permit.reason)
    return permit


@transaction.atomic
def withdraw(*, permit: Permit, note: str, by: User) -> None:
    """An application already handed in under it stays."""
    if not note.strip():
        raise Refused("请写明收回的理由。")
    rows = Permit.objects.valid().filter(pk=permit.pk)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise Refused("这份特许已经收回或到期。")
    audit.record(by, "permit.withdraw", permit, note=note.strip()[:500])


def unused(batch: Batch) -> int:
    """Valid permits whose organisation has not handed in yet: the review must wait for them."""
    pending = (ApplicationStatus.DRAFT, ApplicationStatus.TO_SIGN, ApplicationStatus.WITHDRAWN)
    handed_in = batch.applications.exclude(status__in=pending).values("organization")
    return batch.permits.valid().exclude(organization__in=handed_in).count()
