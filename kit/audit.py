"""The audit trail: who did what to which thing, told in sentences and sealed against tampering."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

from kit.models import AuditEntry, AuditSeal

if TYPE_CHECKING:
    from django.db.models import Model

SENTENCES: dict[str, str] = {}
SYSTEM = "系统"


def register(sentences: Mapping[str, str]) -> None:
    """Tell how each verb reads, e.g. `{"brand.create": "{actor}新建了品牌“{target}”"}`.

    A template may name `actor`, `target` and any key of the entry's detail.
    """
    for verb, text in sentences.items():
        if SENTENCES.setdefault(verb, text) != text:
            raise ImproperlyConfigured(f"The audit verb {verb!r} has two sentences.")


def record(
    by: Any, verb: str, target: Model, *, address: str | None = None, **detail: Any
) -> AuditEntry:
    """Write one entry in the caller's transaction; `by=None` means the portal acted itself."""
    return AuditEntry.objects.create(
        actor=by,
        actor_name=str(by)[:60] if by is not None else SYSTEM,
        verb=verb,
        target_kind=target._meta.label_lower,
        target_id=target.pk,
        target_name=str(target)[:200],
        detail=detail,
        address=address,
    )


def sentence(entry: AuditEntry) -> str:
    words = defaultdict(str, entry.detail, actor=entry.actor_name, target=entry.target_name)
    text = SENTENCES.get(entry.verb, "{actor}操作了“{target}”").format_map(words)
    note = str(entry.detail.get("note", "")).strip()
    return f"{text}，意见：{note}" if note else text


@transaction.atomic
def seal() -> AuditSeal | None:
    """Sign all entries since the last seal; None when there are none."""
    _wait_for_writers()
    last = AuditSeal.objects.last()
    before, previous = (last.last_id, last.digest) if last else (0, "")
    rows = AuditEntry.objects.filter(pk__gt=before).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return None
    digest, count = _digest(previous, rows.filter(pk__lte=ids[-1]).iterator())
    return AuditSeal.objects.create(
        first_id=ids[0], last_id=ids[-1], count=count, previous=previous, digest=digest
    )


def verify(expected: str = "") -> list[str]:
    """Reasons to distrust the trail; empty when every seal holds.

    `expected` is a seal's digest kept outside the database (the command prints it): only it can
    show that the newest seals were cut off together with their entries.
    """
    problems = []
    before, previous, digests = 0, "", set()
    for item in AuditSeal.objects.order_by("pk"):
        rows = AuditEntry.objects.filter(pk__gt=before, pk__lte=item.last_id).order_by("pk")
        digest, count = _digest(previous, rows.iterator())
        if item.previous != previous:
            problems.append(f"封签 {item} 与上一封签接不上，中间可能少了封签。")
        if count != item.count:
            problems.append(f"封签 {item} 应有 {item.count} 条记录，现在是 {count} 条。")
        elif not hmac.compare_digest(digest, item.digest):
            problems.append(f"封签 {item} 范围内的记录被改动过。")
        before, previous = item.last_id, item.digest
        digests.add(item.digest)
    if expected and expected not in digests:
        problems.append("留存的封签不在记录里，末尾的记录可能被删去。")
    return problems


def _digest(previous: str, entries: Iterator[AuditEntry]) -> tuple[str, int]:
    mac, count = hmac.new(_key(), previous.encode(), hashlib.sha256), 0
    for count, entry in enumerate(entries, start=1):  # noqa: B007
        mac.update(_canonical(entry) + b"\n")
    return mac.hexdigest(), count


def _canonical(entry: AuditEntry) -> bytes:
    values = {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor_id,
        "actor_name": entry.actor_name,
        "verb": entry.verb,
        "target": [entry.target_kind, entry.target_id, entry.target_name],
        "detail": entry.detail,
        "address": entry.address,
    }
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _key() -> bytes:
    """AUDIT_KEY survives a change of SECRET_KEY; without it the key is derived from the latter."""
    secret = str(getattr(settings, "AUDIT_KEY", "") or settings.SECRET_KEY)
    return hashlib.sha256(b"kit.audit:" + secret.encode()).digest()


def _wait_for_writers() -> None:
    """PostgreSQL hands out ids before commit: a late low id would fall behind the seal."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE kit_auditentry IN SHARE ROW EXCLUSIVE MODE")
