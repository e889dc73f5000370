"""Mode B and the ladder upward: promises, reports, change requests, recommendations."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from brands.models import Milestone
from schools.models import User
from selection.choices import ChangeKind, ChangeStatus, ReportKind, ReportStatus
from selection.models.application import Application


class Commitment(models.Model):
    """What was promised for the build period, beside what was delivered.

    `milestone` is the step of the brand that the promise came from: what the school notes there
    need not be typed here again.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="commitments")
    milestone = models.ForeignKey(
        Milestone, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    text = models.CharField("承诺任务", max_length=200)
    due_on = models.DateField("完成期限", null=True, blank=True)
    delivered = models.CharField("完成情况", max_length=300, blank=True)
    delivered_on = models.DateField("完成时间", null=True, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "建设任务"

    def __str__(self) -> str:
        return self.text

    @property
    def is_late(self) -> bool:
        if self.delivered_on or self.due_on is None:
            return False
        return self.due_on < timezone.localdate()


class Report(models.Model):
    """A mid-term or closing report; a second acceptance is a second closing report."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="reports")
    kind = models.CharField("类别", max_length=8, choices=ReportKind.choices)
    round = models.PositiveSmallIntegerField("第几次", default=1)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=ReportStatus.choices,
        default=ReportStatus.DRAFT,
        editable=False,
    )
    due_on = models.DateField("提交期限", null=True, blank=True)
    content = models.JSONField("内容", default=dict, blank=True)
    frozen = models.JSONField("冻结内容", default=dict, blank=True, editable=False)
    digest = models.CharField("内容摘要", max_length=64, blank=True, editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    conclusion = models.CharField("验收意见", max_length=500, blank=True)
    concluded_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    concluded_at = models.DateTimeField("验收时间", null=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "建设报告"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "round"],
                name="report_once_per_round",
                violation_error_message="这份报告已经建好，可以直接修改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_kind_display()}"


class ChangeRequest(models.Model):
    """延期, 变更, 终止: asked by the school, answered by the committee with a number."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="change_requests")
    kind = models.CharField("事项", max_length=12, choices=ChangeKind.choices)
    reason = models.CharField("原因", max_length=500)
    new_due_on = models.DateField("延期至", null=True, blank=True)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, null=True, blank=True, related_name="changes"
    )
    new_value = models.CharField("变更为", max_length=200, blank=True)
    status = models.CharField(
        "状态",
        max_length=10,
        choices=ChangeStatus.choices,
        default=ChangeStatus.REQUESTED,
        editable=False,
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField("批复时间", null=True, editable=False)
    approval_number = models.CharField("批复文号", max_length=60, blank=True)
    reply = models.CharField("批复意见", max_length=300, blank=True)
    digest = models.CharField("内容摘要", max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "变更申请"
        constraints = [
            models.CheckConstraint(
                name="extension_has_new_date",
                condition=~Q(kind=ChangeKind.EXTENSION) | Q(new_due_on__isnull=False),
                violation_error_message="延期要写明延到哪一天。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_kind_display()}"
