"""Saving an honour with its issuers and certificate, and striking one out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import partial

from django.core import signing
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from honors.choices import Verification
from honors.models import Honor, Issuer
from kit import audit
from kit.publication import EDITABLE, CheckStatus
from kit.workflow import Refused
from schools.actions import storage
from schools.models import User

KEPT_FOR = 24 * 3600

audit.register(
    {
        "honor.create": "{actor}登记了荣誉“{target}”",
        "honor.update": "{actor}修改了荣誉“{target}”",
        "honor.revoke": "{actor}登记荣誉“{target}”已被撤销，原因：{reason}",
    }
)


@transaction.atomic
def save_honor(
    *, honor: Honor, issuers: Collection[str], certificate: Certificate | None, by: User
) -> Honor:
    """An issuer nobody has named before is entered with the level of this honour.

    Refused while somebody reads the record for a check.
    """
    is_new = honor.pk is None
    if certificate:
        _replace(honor, certificate)
    if is_new:
        honor.created_by = by
        honor.save()
    else:
        _still_open(honor)
        honor.save(update_fields=WRITTEN)
    names = dict.fromkeys(name.strip() for name in issuers if name.strip())
    honor.issuers.set(
        Issuer.objects.get_or_create(name=name, defaults={"level": honor.level})[0]
        for name in names
    )
    audit.record(by, f"honor.{'create' if is_new else 'update'}", honor)
    return honor


@transaction.atomic
def revoke_honor(*, honor: Honor, on: date, reason: str, by: User) -> None:
    """The issuer has taken it back: it leaves the wall and no longer proves anything."""
    honor.revoked_on, honor.revoke_reason = on, reason
    honor.save(update_fields=["revoked_on", "revoke_reason", "updated_at"])
    audit.record(by, "honor.revoke", honor, reason=reason)


class Certificate:
    """A checked file: what it is called, what it holds, and the digest of what was sent."""

    def __init__(self, name: str, file: File[bytes], digest: str, aside: str = "") -> None:
        """`aside` is the name in the storage of a file that was put aside."""
        self.name, self.file, self.digest, self.aside = name[-120:], file, digest, aside


def keep(certificate: Certificate, by: User) -> str:
    """Put the file of a form that must be mended aside; returns the reference the form carries."""
    name = default_storage.save(f"arrived/{by.pk}/{certificate.file.name}", certificate.file)
    kept = [certificate.name, name, certificate.digest]
    return signing.dumps(kept, salt=_salt(by), compress=True)


def kept(reference: str, by: User) -> Certificate | None:
    """None for what is forged, somebody else's or too old."""
    try:
        shown, name, digest = signing.loads(reference, salt=_salt(by), max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError):
        return None
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return Certificate(shown, ContentFile(file.read(), name), digest, name)


# What forms may change; writing the rest could undo a move made meanwhile.
WRITTEN = [
    *(f.name for f in Honor._meta.concrete_fields if f.editable and not f.primary_key),
    "certificate_name",
    "certificate_digest",
    "certificate_size",
    "updated_at",
]


def _salt(by: User) -> str:
    return f"honors.certificate.{by.pk}"


def _replace(honor: Honor, certificate: Certificate) -> None:
    storage, old = honor.certificate.storage, honor.certificate.name
    honor.certificate_size = certificate.file.size
    suffix = (certificate.file.name or "").rsplit(".", 1)[-1]
    honor.certificate.save(f"{certificate.digest}.{suffix}", certificate.file, save=False)
    honor.certificate_name, honor.certificate_digest = certificate.name, certificate.digest
    for name in filter(None, (old, certificate.aside)):
        transaction.on_commit(partial(storage.delete, name))


def _still_open(honor: Honor) -> None:
    """Locks the row; its status may have moved while the form was being filled in."""
    now = Honor.objects.select_for_update().get(pk=honor.pk)
    if now.status not in EDITABLE:
        raise Refused(f"现在是“{CheckStatus(now.status).label}”，审核人正在看，先退回再改。")
    if now.verification == Verification.WAITING:
        raise Refused("区里正在核验这条荣誉，先收回再改。")


storage.counts(Honor, "school", "certificate_size")
