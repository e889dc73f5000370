"""Days that differ from their weekday."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SpecialDay(models.Model):
    """A day that differs from its weekday: a public holiday, or a weekend day that is worked."""

    date = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("上班", default=False)
    name = models.CharField("名称", max_length=30)

    class Meta:
        verbose_name = "节假日安排"
        verbose_name_plural = "节假日安排"
        ordering: ClassVar = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}{'（上班）' if self.is_workday else ''}"
