"""The formal check: marks per item, and corrections tied to fields."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from schools.models import User
from selection.models.application import Application
from selection.models.batch import CheckItem


class CheckMark(models.Model):
    """符合 or 不符 for one item of the check list."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="check_marks")
    item = models.ForeignKey(CheckItem, models.PROTECT, related_name="marks")
    is_met = models.BooleanField("符合")
    note = models.CharField("说明", max_length=200, blank=True)
    marked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审查人")
    marked_at = models.DateTimeField("审查时间", auto_now=True)

    class Meta:
        ordering = ["item__order", "pk"]
        verbose_name = "形式审查结论"
        constraints = [
            models.UniqueConstraint(fields=["application", "item"], name="check_mark_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} {'符合' if self.is_met else '不符'}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> CorrectionQuerySet:
        return self.filter(answered_at=None)


class Correction(models.Model):
    """A note on one field, the school's answer, and the field before and after."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="corrections")
    field = models.CharField("栏目", max_length=60)
    note = models.CharField("退回意见", max_length=500)
    due_on = models.DateField("补正期限", null=True, blank=True)
    before = models.TextField("补正前", blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    answer = models.CharField("补正说明", max_length=500, blank=True)
    after = models.TextField("补正后", blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "补正"
        constraints = [
            models.CheckConstraint(
                name="correction_answer_is_signed",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                violation_error_message="补正答复要有答复人和时间。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field}：{self.note}"
