"""Honours as they hang on the wall: verified, standing, the highest rank first."""

from __future__ import annotations

from django.db.models import F

from honors.models import Honor, HonorQuerySet


def on_the_wall() -> HonorQuerySet:
    return Honor.objects.public().verified().standing()


def highest(rows: HonorQuerySet, limit: int) -> HonorQuerySet:
    """The first of them by rank of the issuing body, the newest first within one rank."""
    return rows.for_plaques().ranked().order_by(F("rank"), F("day").desc(), "-pk")[:limit]
