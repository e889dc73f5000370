"""Rehearsal of tampering: a long log, changed in every way by somebody who owns the database.

DATABASE_URL=… python -m bench.tampering [ENTRIES]    # 100,000 unless told; nothing is left behind

Each way is tried at places drawn by lot, and `audit.verify` has to name the place each time. One
table tells how long it takes to seal and to check, and how often each way was found.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

import django

django.setup()

from django.db import connection, transaction  # noqa: E402

from bench import report  # noqa: E402
from kit import appendonly, audit  # noqa: E402
from kit.models import AuditEntry, AuditSeal  # noqa: E402

SEALED = 1000  # entries under one seal
TRIES = 3
VERBS = ("session.enter", "application.read", "score.change", "export", "brand.publish")


def written(total: int, dice: random.Random) -> None:
    """As an office writes them; behind each seal a number stays free, as taken back."""
    last = AuditEntry.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    for start in range(last + 1, last + 1 + total, SEALED):
        AuditEntry.objects.bulk_create(
            AuditEntry(
                pk=pk,
                actor_name="张老师",
                verb=dice.choice(VERBS),
                target_name=f"第 {pk} 项",
                detail={"old": dice.randint(60, 99), "new": dice.randint(60, 99)},
                address=f"10.0.0.{dice.randint(1, 254)}",
            )
            for pk in range(start, start + SEALED - 1)
        )
        audit.seal()


def changed(pk: int, seal: AuditSeal) -> str:
    AuditEntry.objects.filter(pk=pk).update(detail={"old": 60, "new": 100})
    return f"改动第 {pk} 条"


def deleted(pk: int, seal: AuditSeal) -> str:
    AuditEntry.objects.filter(pk=pk).delete()
    return f"删去第 {pk} 条"


def slipped_in(pk: int, seal: AuditSeal) -> str:
    free = seal.last_id + 1
    entry = AuditEntry.objects.get(pk=pk)
    entry.pk = free
    entry.save(force_insert=True)
    return f"插进第 {free} 条"


def swapped(pk: int, seal: AuditSeal) -> str:
    one, two = AuditEntry.objects.filter(pk__in=(pk, pk + 1)).order_by("pk")
    one.pk, two.pk = two.pk, one.pk
    one.save(force_update=True)
    two.save(force_update=True)
    return f"改动第 {pk}、{pk + 1} 条"


def unsealed(pk: int, seal: AuditSeal) -> str:
    AuditSeal.objects.filter(pk=seal.pk).delete()
    return "与上一封签接不上"


def cut_off(pk: int, seal: AuditSeal) -> str:
    AuditSeal.objects.filter(pk__gte=seal.pk).delete()
    AuditEntry.objects.filter(pk__gte=seal.first_id).delete()
    return "末尾的记录可能被删去"


WAYS: tuple[Callable[[int, AuditSeal], str], ...] = (
    changed,
    deleted,
    slipped_in,
    swapped,
    unsealed,
    cut_off,
)


def tried(way: Callable[[int, AuditSeal], str], seals: list[AuditSeal], dice: random.Random) -> int:
    """How often it was found at its place; the newest seal is known elsewhere."""
    found = 0
    for seal in dice.sample(seals[:-1], TRIES):
        point = transaction.savepoint()
        expected = way(dice.randrange(seal.first_id, seal.last_id), seal)
        found += any(expected in told for told in audit.verify(seals[-1].digest))
        transaction.savepoint_rollback(point)
    return found


def main(total: int) -> None:
    out, dice = sys.stdout.write, random.Random(7)  # noqa: S311 - repeatable on purpose
    with transaction.atomic():
        start = time.monotonic()
        written(total, dice)
        out(f"{total} entries written and sealed in {time.monotonic() - start:.0f} s\n")
        seals = list(AuditSeal.objects.order_by("-pk")[: total // SEALED])[::-1]
        start = time.monotonic()
        problems = audit.verify(seals[-1].digest)
        out(f"checked in {time.monotonic() - start:.0f} s: {len(problems)} problems\n\n")
        for table in appendonly.tables(connection):
            appendonly.remove(connection, table)
        out("| way | found |\n|---|---|\n")
        missed = len(problems)
        for way in WAYS:
            found = tried(way, seals, dice)
            missed += TRIES - found
            name = way.__name__.replace("_", " ")
            out(f"| {name} | {found} of {TRIES} |\n")
            report.at_least("tampering", name, TRIES, found, "found")
            sys.stdout.flush()
        transaction.set_rollback(True)
    if missed:
        sys.exit("the log cannot be trusted")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
