"""A title looked at again some years later: kept, to be mended, or taken back."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from schools.models import User
from selection.choices import RecheckOutcome
from selection.models.application import Application


class Recheck(models.Model):
    application = models.ForeignKey(Application, models.PROTECT, related_name="rechecks")
    outcome = models.CharField("复核结论", max_length=8, choices=RecheckOutcome.choices)
    note = models.CharField("复核意见", max_length=200)
    done_on = models.DateField("复核日期", default=timezone.localdate, editable=False)
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)

    class Meta:
        ordering = ["-done_on", "-pk"]
        verbose_name = "复核"

    def __str__(self) -> str:
        return f"{self.application} {self.get_outcome_display()}"
