"""The audit trail: who did what to which thing, told in sentences and sealed against tampering."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone

from kit import appendonly
from kit.models import AuditEntry, AuditSeal

if TYPE_CHECKING:
    from django.db.models import Model

SENTENCES: dict[str, str] = {}
log = logging.getLogger(__name__)
SYSTEM = "系统"
# The network address whose request is answered; a worker has none.
ASKED_FROM: ContextVar[str | None] = ContextVar("asked_from", default=None)
MARK = 6  # bytes
NAMED = 10


def register(sentences: Mapping[str, str]) -> None:
    """Tell how each verb reads, e.g. `{"brand.create": "{actor}新建了品牌“{target}”"}`.

    A template may name `actor`, `target` and any key of the entry's detail.
    """
    for verb, text in sentences.items():
        if SENTENCES.setdefault(verb, text) != text:
            raise ImproperlyConfigured(f"The audit verb {verb!r} has two sentences.")


def record(
    by: Any, verb: str, target: Model | str, *, address: str | None = None, **detail: Any
) -> AuditEntry:
    """Write one entry in the caller's transaction; `by=None` means the portal acted itself.

    `target` is a row, or the name of something that is none, e.g. a file that was made. An account
    may have a `signature` that says more than its name, e.g. for whom it acts.
    """
    row = None if isinstance(target, str) else target
    return AuditEntry.objects.create(
        actor=by,
        actor_name=getattr(by, "signature", str(by))[:60] if by is not None else SYSTEM,
        verb=verb,
        target_kind=row._meta.label_lower if row else "",
        target_id=row.pk if row else None,
        target_name=str(target)[:200],
        detail=detail,
        address=address or ASKED_FROM.get(),
    )


def lately(verb: str, target: Model | str, within: timedelta, by: Any = None) -> bool:
    """Whether the same stands in the trail already: what repeats by itself is told once."""
    rows = AuditEntry.objects.filter(at__gte=timezone.now() - within, verb=verb, actor=by)
    return rows.filter(target_name=str(target)[:200]).exists()


def sentence(entry: AuditEntry) -> str:
    words = defaultdict(str, entry.detail, actor=entry.actor_name, target=entry.target_name)
    text = SENTENCES.get(entry.verb, "{actor}操作了“{target}”").format_map(words)
    note = str(entry.detail.get("note", "")).strip()
    return f"{text}，意见：{note}" if note else text


@transaction.atomic
def seal(*, at_once: bool = False) -> AuditSeal | None:
    """Sign all entries since the last seal; None when there are none.

    It waits for those who are writing, and others wait behind it; `at_once` raises
    OperationalError instead, so that nobody waits.
    """
    _wait_for_writers(at_once)
    last = AuditSeal.objects.last()
    before, previous = (last.last_id, last.digest) if last else (0, "")
    rows = AuditEntry.objects.filter(pk__gt=before).order_by("pk")
    ids = list(rows.values_list("pk", flat=True))
    if not ids:
        return None
    mac, marks = _read(previous, rows.filter(pk__lte=ids[-1]).iterator())
    made = AuditSeal(
        form=2,
        first_id=ids[0],
        last_id=ids[-1],
        count=len(marks),
        previous=previous,
        marks=marks,
        at=timezone.now(),
    )
    made.digest = _digest(mac, made)
    made.save(force_insert=True)
    transaction.on_commit(lambda: _remember(made))
    return made


def _note() -> Path:
    """The newest seal this machine knows of, where nobody who owns the database can change it."""
    return Path(settings.VAR_DIR) / "audit_sealed"


def _remember(made: AuditSeal) -> None:
    """A note whose seal is gone stays: it is the proof that the end was cut off."""
    note, known = _note(), remembered()
    if not known or AuditSeal.objects.filter(digest=known).exists():
        fresh = note.with_suffix(f".{os.getpid()}")
        try:
            fresh.write_text(made.digest)
            fresh.replace(note)
        except OSError as error:
            log.warning("The seal is not remembered outside the database: %s", error)


def remembered() -> str:
    note = _note()
    return note.read_text().strip() if note.exists() else ""


def forget() -> None:
    """What is in the database now was put there on purpose: restored from an archive."""
    _note().unlink(missing_ok=True)


def unguarded() -> list[str]:
    """What is no longer kept from being changed: the triggers may be dropped by the owner only."""
    names = {model._meta.db_table for model in (AuditEntry, AuditSeal)}
    gone = names - set(appendonly.tables(connection))
    return [
        f"数据表 {name} 的只增触发器不见了，这以后的记录可能被改动过。" for name in sorted(gone)
    ]


def verify(expected: str = "") -> list[str]:
    """Reasons to distrust the trail; empty when every seal holds.

    `expected` is a seal's digest kept outside the database (the command prints it), beside the
    one this machine remembers: only they show that the newest seals and entries were cut off.
    """
    problems = []
    before, previous, digests = 0, "", set()
    for item in AuditSeal.objects.order_by("pk"):
        rows = AuditEntry.objects.filter(pk__gt=before, pk__lte=item.last_id).order_by("pk")
        mac, marks = _read(previous, rows.iterator())
        first = next(iter(marks), str(before + 1))
        name = f"封签 {first}–{item.last_id}"  # by the entries: what a seal says may be forged
        if item.previous != previous:
            problems.append(f"{name} 与上一封签接不上，中间可能少了封签。")
        if not hmac.compare_digest(_digest(mac, item), item.digest):
            problems.append(f"{name} 范围内的记录被改动过{_where(item, marks)}。")
        elif (str(item.first_id), item.count) != (first, len(marks)):
            problems.append(f"{name} 自己写的起始编号或条数被改动过。")
        before, previous = item.last_id, item.digest
        digests.add(item.digest)
    if not {expected, remembered()} - {""} <= digests:
        problems.append("留存的封签不在记录里，末尾的记录可能被删去。")
    return problems


def _read(previous: str, entries: Iterator[AuditEntry]) -> tuple[hmac.HMAC, dict[str, str]]:
    """What proves all of them, and a short mark of each by its number, which finds the place."""
    mac, marks = hmac.new(_key(), previous.encode(), hashlib.sha256), {}
    for entry in entries:
        text = _canonical(entry)
        mac.update(text + b"\n")
        marks[str(entry.pk)] = hmac.digest(_key(), text, "sha256")[:MARK].hex()
    return mac, marks


def _digest(mac: hmac.HMAC, item: AuditSeal) -> str:
    """The first seals proved the entries alone; others what stands in their own columns too."""
    if item.form > 1:
        own = [item.form, item.first_id, item.last_id, item.count, item.at.astimezone(UTC)]
        marks = json.dumps(item.marks, sort_keys=True, separators=(",", ":"))
        mac.update(" ".join([*map(str, own), marks]).encode())
    return mac.hexdigest()


def _where(item: AuditSeal, found: Mapping[str, str]) -> str:
    """Which entries differ, in words; a seal made before there were marks only knows its range."""
    sealed: dict[str, str] = item.marks
    if not sealed:
        return "：各条的记号也被删去" if item.form > 1 else ""
    told = {
        "改动": [pk for pk in sealed if pk in found and found[pk] != sealed[pk]],
        "删去": [pk for pk in sealed if pk not in found],
        "插进": [pk for pk in found if pk not in sealed],
    }
    parts = [
        f"{act}第 {'、'.join(pks[:NAMED])}{' 等' if pks[NAMED:] else ''} 条"
        for act, pks in told.items()
        if pks
    ]
    return f"：{'，'.join(parts)}" if parts else "：封签本身被改动"


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


def _wait_for_writers(at_once: bool) -> None:
    """PostgreSQL hands out ids before commit: a late low id would fall behind the seal."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            lock = "LOCK TABLE kit_auditentry IN SHARE ROW EXCLUSIVE MODE"
            cursor.execute(f"{lock} NOWAIT" if at_once else lock)
