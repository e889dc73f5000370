"""What activities are grouped by: types, campaigns and recurring series."""

from __future__ import annotations

from typing import Any

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


class ActivitySeriesQuerySet(models.QuerySet["ActivitySeries"]):
    def with_last(self) -> ActivitySeriesQuerySet:
        """With `held`, how often it was held, and `last` and `last_day`, the latest one."""
        latest = ActivitySeries.objects.filter(pk=models.OuterRef("pk")).order_by(
            "-activities__happened_on", "-activities"
        )
        return self.annotate(
            held=models.Count("activities"),
            last_day=models.Max("activities__happened_on"),
            last=models.Subquery(latest.values("activities")[:1]),
        ).order_by(models.F("last_day").desc(nulls_last=True), "title")

    def begun(self) -> ActivitySeriesQuerySet:
        return self.filter(held__gt=0)


class ActivitySeries(models.Model):
    """A recurring activity; the next one opens with last time's values."""

    school = models.ForeignKey(School, models.CASCADE, related_name="series")
    title = models.CharField("系列名称", max_length=60)
    frequency = models.CharField(
        "频次", max_length=10, choices=Frequency.choices, default=Frequency.IRREGULAR
    )
    planned_per_term = models.PositiveSmallIntegerField("本学期计划次数", null=True, blank=True)

    objects = ActivitySeriesQuerySet.as_manager()

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
    """One type of one activity; types are rows so that filters use an index.

    The date is the activity's, repeated: so the newest of a rare type are found at once.
    """

    activity = models.ForeignKey("activities.Activity", models.CASCADE, related_name="typings")
    type = models.CharField("活动类型", max_length=20, choices=ActivityType.choices)
    happened_on = models.DateField("日期", editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "活动类型"
        constraints = [
            models.UniqueConstraint(fields=["activity", "type"], name="activity_type_once")
        ]
        indexes = [models.Index(fields=["type", "-happened_on", "-activity"], name="typing_recent")]

    def __str__(self) -> str:
        return self.get_type_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.happened_on = self.activity.happened_on
        super().save(*args, **kwargs)
