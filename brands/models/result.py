"""What a brand has won, here or elsewhere."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from brands.choices import Grade
from brands.models.brand import Brand
from kit import dates
from schools.choices import Level, Precision


class ResultQuerySet(models.QuerySet["Result"]):
    def standing(self) -> ResultQuerySet:
        return self.filter(revoked_on=None)

    def occasions(self) -> QuerySet[Any, tuple[int | None, str]]:
        """Year and batch of those that stand for a brand on the shelf, each pair once."""
        won = self.standing().filter(brand__in=Brand.objects.shelf().order_by().values("pk"))
        return won.order_by().values_list("decided_on__year", "batch_name").distinct()


class Result(models.Model):
    """Level, grade, batch and document number; a result of the portal's own batch or another's."""

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="results")
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    grade = models.CharField("等次", max_length=10, choices=Grade.choices, default=Grade.SELECTED)
    batch_name = models.CharField("批次名称", max_length=80)
    wording = models.CharField("结果称谓", max_length=80, blank=True)
    issuer = models.CharField("公布单位", max_length=80, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    decided_on = models.DateField("公布日期", null=True, blank=True)
    precision = models.CharField(
        "日期精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    is_own = models.BooleanField("本平台评选", default=False, editable=False)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoke_reason = models.CharField("撤销原因", max_length=200, blank=True)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = "评选结果"
        constraints = [
            models.CheckConstraint(
                name="result_revoked_with_reason",
                condition=Q(revoked_on=None) | ~Q(revoke_reason=""),
                violation_error_message="撤销结果要写明原因。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.wording or self.batch_name}"

    @property
    def when(self) -> str:
        return dates.text(self.decided_on, self.precision, unknown="")
