"""How many things of one sort there are: rows that database triggers add, summed when read."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import QuerySet, Sum


class TallyQuerySet(models.QuerySet["Tally"]):
    def of(self, what: str, first: date | None = None, last: date | None = None) -> TallyQuerySet:
        rows = self.filter(what=what)
        rows = rows.filter(day__gte=first) if first else rows
        return rows.filter(day__lte=last) if last else rows

    def at(self, places: QuerySet[Any]) -> TallyQuerySet:
        return self.filter(place__in=places.order_by().values("pk"))

    def sums(self, field: str) -> QuerySet[Any, tuple[Any, int]]:
        """How many there are by the value of `field`; what counts nothing is left out."""
        return self.order_by().values_list(field).annotate(sum=Sum("number")).exclude(sum=0)

    def by(self, field: str) -> dict[Any, int]:
        return dict(self.sums(field))

    def total(self) -> int:
        return self.aggregate(sum=Sum("number"))["sum"] or 0


class Tally(models.Model):
    """So many more (or fewer) of something at a place, in a period that begins on a day.

    kit.tally declares what is counted and installs the triggers; nothing else writes here. A
    change adds rows and locks none, so that schools never wait for each other's figures.
    """

    what = models.CharField(max_length=20)
    place = models.BigIntegerField()  # a key of whatever the counted things lie in; 0: everywhere
    day = models.DateField(null=True)
    kind = models.CharField(max_length=40)
    number = models.BigIntegerField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name = "汇总数字"
        indexes = [
            # All columns: PostgreSQL sums a period without looking at the table.
            models.Index(fields=["what", "day", "place", "kind", "number"], name="kit_tally_all")
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.place} {self.day} {self.kind} {self.number:+}"
