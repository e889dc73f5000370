"""Honours as they hang on the wall: verified, standing, the highest rank first."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Window

from honors.models import Honor, HonorQuerySet


def on_the_wall() -> HonorQuerySet:
    return Honor.objects.public().verified().standing()


def highest(rows: HonorQuerySet, limit: int) -> HonorQuerySet:
    """The first of them by rank of the issuing body, the newest first within one rank."""
    return rows.ranked().order_by(F("rank"), F("day").desc(), "-pk")[:limit]


def highest_of_all(rows: HonorQuerySet, limit: int) -> tuple[list[Honor], int]:
    """The same, and how many there are in all, by one query."""
    found: list[Any] = list(highest(rows.annotate(hung=Window(Count("pk"))), limit))
    return found, found[0].hung if found else 0
