"""Parts of a brand in their order: sections, sub-projects, measures, figures, milestones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from brands.choices import BrandKind, MeasureKind, SectionKind
from brands.models.brand import Brand
from kit import dates
from schools.choices import Hedge, Precision

MONTH_ENDS = 25  # from this day on a month's line of progress can be written


class Section(models.Model):
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="sections")
    kind = models.CharField("部分", max_length=10, choices=SectionKind.choices)
    heading = models.CharField("小标题", max_length=60, blank=True)
    body = models.TextField("正文", blank=True, max_length=3000)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "正文部分"

    def __str__(self) -> str:
        return self.heading or self.get_kind_display()


class SubProject(models.Model):
    """子项目: a titled line of action; the heart of 主要做法."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="sub_projects")
    title = models.CharField("名称", max_length=60)
    short_title = models.CharField("简称", max_length=12, blank=True)
    summary = models.CharField("一句话", max_length=60, blank=True)
    body = models.TextField("做法", blank=True, max_length=2000)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "子项目"

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """举措 under a sub-project: a mechanism, a post scheme, a course, a club, a venue …"""

    sub_project = models.ForeignKey(SubProject, models.CASCADE, related_name="measures")
    kind = models.CharField("类别", max_length=12, choices=MeasureKind.choices)
    title = models.CharField("名称", max_length=60)
    body = models.CharField("说明", max_length=300, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "举措"

    def __str__(self) -> str:
        return self.title


def amount(value: Decimal, hedge: str, unit: str) -> str:
    """A figure as Chinese writes it: 20余篇, 7000多元, 近300人, 约2年."""
    number = f"{value.normalize():f}"
    if hedge in {Hedge.NEARLY, Hedge.ABOUT}:
        return f"{hedge}{number}{unit}"
    return f"{number}{hedge}{unit}"


class Figure(models.Model):
    brand = models.ForeignKey(Brand, models.CASCADE, related_name="figures")
    sub_project = models.ForeignKey(
        SubProject,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="figures",
        verbose_name="子项目",
    )
    label = models.CharField("说明", max_length=40)
    value = models.DecimalField("数值", max_digits=12, decimal_places=2)
    unit = models.CharField("单位", max_length=10)
    hedge = models.CharField("约数", max_length=2, choices=Hedge.choices, blank=True)
    as_of = models.DateField("截至日期", null=True, blank=True)
    source = models.CharField("数据来源", max_length=80, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "数据"

    def __str__(self) -> str:
        return f"{self.label} {self.text}"

    @property
    def text(self) -> str:
        return amount(self.value, self.hedge, self.unit)


def reported_month() -> date:
    """The latest month that needs its line by now: this one from its 25th day on, else the last."""
    today = timezone.localdate()
    first = today.replace(day=1)
    return first if today.day >= MONTH_ENDS else (first - timedelta(days=1)).replace(day=1)


def begun() -> dict[str, date]:
    """The first days of this day, month and year, by precision: what was due before is late."""
    today = timezone.localdate()
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    return {Precision.DAY: today, Precision.MONTH: month, Precision.YEAR: year}


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def tasks_for(self, user: Any) -> Self:
        """Tasks of the secretary projects this account looks after, each with the last line."""
        mine = Brand.objects.managed_by(user).of_kind(BrandKind.SECRETARY_PROJECT).current()
        lines = Progress.objects.filter(brand=models.OuterRef("brand")).order_by("-month")
        return (
            self.filter(brand__in=mine)
            .select_related("brand__school")
            .annotate(
                last_line=models.Subquery(lines.values("text")[:1]),
                last_month=models.Subquery(lines.values("month")[:1]),
            )
        )

    def late(self, days: dict[str, Any] | None = None) -> Self:
        """What `Milestone.is_late` says, asked of the database; `days` are those of `begun`."""
        over = models.Q()
        for precision, day in (days or begun()).items():
            over |= models.Q(precision=precision, due_on__lt=day)
        return self.filter(over, done_on=None)

    def silent(self) -> Self:
        """Open tasks whose project has no line for the latest month; after `tasks_for`."""
        told = models.Q(last_month__gte=reported_month())
        return self.filter(models.Q(last_month=None) | ~told, done_on=None)


class Milestone(models.Model):
    """One step of the brand's course, or one task of a secretary's project."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="milestones")
    task = models.CharField("节点或任务", max_length=60)
    person = models.CharField("责任人（职务）", max_length=40, blank=True)
    due_on = models.DateField("计划时间", null=True, blank=True)
    done_on = models.DateField("完成时间", null=True, blank=True)
    precision = models.CharField(
        "时间精度", max_length=5, choices=Precision.choices, default=Precision.MONTH
    )
    note = models.CharField("说明", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "建设历程"

    def __str__(self) -> str:
        return self.task

    @property
    def when(self) -> str:
        """When it was done, else when it is due; "" when neither is known."""
        return dates.text(self.done_on or self.due_on, self.precision, unknown="")

    @property
    def is_late(self) -> bool:
        """Not done although the whole of the planned day, month or year has passed."""
        if self.done_on or not self.due_on:
            return False
        return self.when < dates.text(timezone.localdate(), self.precision)

    @property
    def state_label(self) -> str:
        return "完成" if self.done_on else "滞后" if self.is_late else "进行中"


class Progress(models.Model):
    """The monthly line on a secretary's project (序时推进)."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="progress")
    month = models.DateField("月份", help_text="当月第一天")
    text = models.CharField("进展", max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="填写人"
    )
    written_at = models.DateTimeField("填写时间", auto_now_add=True)

    class Meta:
        ordering = ["-month"]
        verbose_name = "月度进展"
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "month"],
                name="progress_once_a_month",
                violation_error_message="这个月已经写过进展，可以直接修改。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.text}"
