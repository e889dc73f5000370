"""Scores: one review per assignment, one score per leaf, locked once handed in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Cast

from kit.prepared import Prepared, given_all
from schools.models import User
from selection.models.application import Application
from selection.models.expert import Assignment
from selection.models.rubric import Indicator


class Review(models.Model):
    assignment = models.OneToOneField(Assignment, models.PROTECT, related_name="review")
    comment = models.TextField("总体意见", blank=True, max_length=1000)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True, editable=False)
    updated_at = models.DateTimeField("保存时间", auto_now=True)

    class Meta:
        verbose_name = "评审"

    def __str__(self) -> str:
        return str(self.assignment)

    @property
    def is_locked(self) -> bool:
        return self.submitted_at is not None

    @property
    def total(self) -> Decimal:
        """Exact sum of the leaf scores given so far."""
        return self.scores.aggregate(sum=Sum("value"))["sum"] or Decimal(0)


@cache
def _figure(text: str) -> Decimal:
    """With its one place, which SQLite leaves out of whole numbers."""
    return Decimal(text).quantize(Decimal("0.1"))


@lru_cache(maxsize=100)
def _keys(text: str) -> list[str]:
    """Of the leaves of a rubric, as nearly every sheet of it has them."""
    return text.split(",")


class _Joined(models.Aggregate):
    """The values of a group in one text; two of them go through its rows in the same order."""

    function = "string_agg"
    template = "%(function)s(%(expressions)s, ',')"
    output_field = models.TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="group_concat", **context)


@Prepared
def locked_sheets() -> Any:
    """(assignment, keys of leaves, scores) of the sheets handed in."""
    key, value = (Cast(name, models.TextField()) for name in ("indicator", "value"))
    of = {"review__assignment__application__in": given_all("applications")}
    rows = Score.objects.filter(**of, review__submitted_at__isnull=False).order_by()
    sheets = rows.values_list("review__assignment")
    return sheets.annotate(leaves=_Joined(key), values=_Joined(value))


def scores_of_locked(applications: Iterable[Application]) -> dict[int, dict[str, Decimal]]:
    """By assignment, then by indicator as text.

    A sheet comes as two values: a batch has tens of thousands of scores, too many for objects.
    """
    sheets = locked_sheets(applications=[one.pk for one in applications])
    return {
        pk: dict(zip(_keys(leaves), map(_figure, values.split(",")), strict=True))
        for pk, leaves, values in sheets
    }


class Score(models.Model):
    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="scores")
    value = models.DecimalField("得分", max_digits=5, decimal_places=1)
    note = models.CharField("评语或扣分理由", max_length=300, blank=True)

    class Meta:
        ordering = ["indicator__order", "pk"]
        verbose_name = "得分"
        constraints = [
            models.UniqueConstraint(fields=["review", "indicator"], name="score_once"),
            models.CheckConstraint(
                name="score_not_negative",
                condition=Q(value__gte=0),
                violation_error_message="得分不能是负数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"


class Annotation(models.Model):
    """An expert's own remark beside a passage; nobody else sees it before the results."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="annotations")
    section = models.CharField("所在部分", max_length=60)
    quote = models.CharField("原文", max_length=200, blank=True)
    text = models.CharField("批注", max_length=300)
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "批注"

    def __str__(self) -> str:
        return self.text


class Adjustment(models.Model):
    """A bonus, deduction or veto that the office records on an application, with its reason."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="adjustments")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="adjustments")
    value = models.DecimalField("分值", max_digits=5, decimal_places=1, default=Decimal(0))
    reason = models.CharField("依据", max_length=200)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "加减分"

    def __str__(self) -> str:
        return f"{self.indicator} {self.value}"
