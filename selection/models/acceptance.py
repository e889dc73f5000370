"""What the acceptance group (验收组) found about a signed report."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from brands.choices import Grade
from schools.models import User
from selection.choices import Verdict
from selection.models.build import Report


class Acceptance(models.Model):
    """One sitting over one signed report, written once.

    `judged` is the report as it lay before the group. A report that was sent back and signed anew
    keeps its earlier copies here. `rows` are the lines of the sheet in plain values, `grade` is
    what the points alone would give.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="acceptances")
    held_on = models.DateField("验收日期", default=timezone.localdate)
    members = models.JSONField("到会验收组成员", default=list)
    rows = models.JSONField("评分", default=list, blank=True)
    total = models.DecimalField("合计", max_digits=6, decimal_places=1, null=True)
    grade = models.CharField("按分数的等次", max_length=10, choices=Grade.choices, blank=True)
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices)
    reason = models.CharField("与分数等次不同的理由", max_length=300, blank=True)
    opinion = models.CharField("验收意见", max_length=500)
    judged = models.JSONField("验收时的报告")
    signed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField("报告签字时间")
    digest = models.CharField("内容摘要", max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("记录时间", auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "验收意见"

    def __str__(self) -> str:
        return f"{self.report}验收意见"

    @property
    def grade_text(self) -> str:
        """What the points alone give, in words."""
        return f"等次：{self.get_grade_display()}" if self.grade else "没有逐项打分，不计等次"
