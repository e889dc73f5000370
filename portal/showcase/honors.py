"""Honours as they hang on the wall: the highest rank first."""

from __future__ import annotations

from django.db.models import Count, F, Window

from honors.models import HonorQuerySet


def highest(rows: HonorQuerySet, limit: int) -> HonorQuerySet:
    """The first of them by rank of the issuing body, the newest first within one rank."""
    return rows.ranked().order_by(F("rank"), F("day").desc(), "-pk")[:limit]


def highest_of_all(rows: HonorQuerySet, limit: int) -> HonorQuerySet:
    """The same, each with `hung`: how many there are in all."""
    return highest(rows.annotate(hung=Window(Count("pk"))), limit)
