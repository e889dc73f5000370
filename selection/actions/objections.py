"""Receiving objections: signed, encrypted, never twice, found again by a receipt code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kit import audit
from kit import masked as mask
from kit.workflow import Refused
from schools.models import User
from selection.actions.notices import accepts_objections
from selection.actions.snapshot import ALPHABET
from selection.models import Objection, PublicNotice

audit.register(
    {
        "objection.receive": "{actor}收到一件对“{notice}”的异议，回执码 {code}",
        "objection.read": "{actor}查看了“{target}”的完整信息，回执码 {code}",
    }
)
LENGTH = 10
SAME_WITHIN = timedelta(days=1)


def receipt(pk: int) -> str:
    """A code that tells nothing about the row and cannot be guessed from another one."""
    number = int.from_bytes(salted_hmac("selection.objection", str(pk)).digest(), "big")
    code = ""
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        code += ALPHABET[place]
    return code


def is_receipt(notice: PublicNotice, code: str) -> bool:
    return any(receipt(pk) == code for pk in notice.objections.values_list("pk", flat=True))


@transaction.atomic
def receive(objection: Objection) -> str:
    """Keep a signed objection and return its receipt code.

    Nobody is signed in here, so the same words by the same person on one day are the same
    objection: a second click finds the first. Raises Refused when the notice is over.
    """
    notice = PublicNotice.objects.select_for_update().get(pk=objection.notice_id)
    if not accepts_objections(notice):
        raise Refused("公示已经结束，不再接收异议。")
    recent = notice.objections.filter(received_at__gte=timezone.now() - SAME_WITHIN)
    for earlier in recent:
        if _said(earlier) == _said(objection):
            return receipt(earlier.pk)
    objection.save()
    code = receipt(objection.pk)
    audit.record(None, "objection.receive", objection, notice=str(notice), code=code)
    return code


def read(*, objection: Objection, by: User) -> None:
    """Somebody looks at who objected: that is written down before it is shown."""
    audit.record(by, "objection.read", objection, code=receipt(objection.pk))


def _said(objection: Objection) -> tuple[int | None, str, str, str, str]:
    return (
        objection.item_id,
        objection.name,
        objection.unit,
        objection.phone,
        objection.text,
    )


@dataclass(frozen=True)
class Masked:
    """What a list shows of an objection: enough to tell two apart, not enough to know who."""

    pk: int
    received_at: datetime
    code: str
    about: str
    notice: str
    name: str
    phone: str
    status: str
    status_label: str


def masked(objection: Objection) -> Masked:
    item = objection.item
    return Masked(
        pk=objection.pk,
        received_at=objection.received_at,
        code=receipt(objection.pk),
        about=str(item).replace("|", "") if item else "整个名单",
        notice=objection.notice.title,
        name=mask.name(objection.name),
        phone=mask.phone(objection.phone),
        status=objection.status,
        status_label=objection.get_status_display(),
    )


def for_lists(user: User) -> QuerySet[Objection]:
    return Objection.objects.managed_by(user).select_related(
        "notice__batch__region",
        "closed_by",
        "item__decision__application__school",
        "item__decision__application__brand",
        "item__decision__application__batch",
    )
