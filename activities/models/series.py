"""What activities are grouped by: types, campaigns and recurring series."""

from __future__ import annotations

from django.db import models

from activities.choices import ActivityType, Frequency
from schools.models import School


class Campaign(models.Model):
    """专项行动: a free tag such as 千名党员访万家; never an enum, every district has its own."""

    name = models.CharField("专项行动", max_length=40, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "专项行动"

    def __str__(self) -> str:
        return self.name


class ActivitySeries(models.Model):
    """A recurring activity; the next one opens with last time's values."""

    school = models.ForeignKey(School, models.CASCADE, related_name="series")
    title = models.CharField("系列名称", max_length=60)
    frequency = models.CharField(
        "频次", max_length=10, choices=Frequency.choices, default=Frequency.IRREGULAR
    )
    planned_per_term = models.PositiveSmallIntegerField("本学期计划次数", null=True, blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name = "系列活动"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "title"],
                name="series_title_unique_in_school",
                violation_error_message="本校已有同名系列活动。",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ActivityTyping(models.Model):
    """One type of one activity; types are rows so that filters use an index."""

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="typings")
    type = models.CharField("活动类型", max_length=20, choices=ActivityType.choices)

    class Meta:
        ordering = ["pk"]
        verbose_name = "活动类型"
        constraints = [
            models.UniqueConstraint(fields=["activity", "type"], name="activity_type_once")
        ]
        indexes = [models.Index(fields=["type", "-activity"], name="typing_by_type")]

    def __str__(self) -> str:
        return self.get_type_display()
