"""Media coverage, the outlets it appears in, and the schools' own channels."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.urls import reverse

from activities.choices import ChannelKind, CoverageKind, OutletKind
from activities.models.activity import Activity
from brands.models import Brand
from kit import dates
from kit.publication import CHECKED_BY, Publishable, PublishableQuerySet
from schools.choices import Level, Precision
from schools.models import School, User


class Outlet(models.Model):
    name = models.CharField("媒体名称", max_length=60, unique=True)
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    kind = models.CharField("类型", max_length=10, choices=OutletKind.choices)

    class Meta:
        ordering = ["name"]
        verbose_name = "媒体"

    def __str__(self) -> str:
        return self.name


class CoverageQuerySet(PublishableQuerySet["Coverage"]):
    def managed_by(self, user: User) -> CoverageQuerySet:
        return self.filter(school__in=School.objects.keys_for(user))

    def of_brand(self, brand: Brand) -> CoverageQuerySet:
        return self.filter(brand=brand)

    def of_school(self, school: School) -> CoverageQuerySet:
        return self.filter(school=school)

    def whole(self) -> CoverageQuerySet:
        return self.select_related("school__region", "outlet", "activity", "brand", *CHECKED_BY)

    def with_link(self) -> CoverageQuerySet:
        return self.exclude(link="")

    def checked(self) -> CoverageQuerySet:
        return self.exclude(link_checked_at=None)

    def longest_unchecked(self) -> CoverageQuerySet:
        return self.order_by(models.F("link_checked_at").asc(nulls_first=True), "pk")

    def originals(self) -> CoverageQuerySet:
        return self.filter(is_original=True)

    def between(self, first: date | None, last: date | None) -> CoverageQuerySet:
        rows = self.filter(appeared_on__gte=first) if first else self
        return rows.filter(appeared_on__lte=last) if last else rows

    def count_by_level(self) -> list[dict[str, Any]]:
        """{"level", "label", "count"}, the highest level first."""
        rows = self.order_by().values("outlet__level").annotate(count=models.Count("pk"))
        found = {row["outlet__level"]: row["count"] for row in rows}
        return [
            {"level": level.value, "label": level.label, "count": found[level]}
            for level in Level
            if level in found
        ]


class Coverage(Publishable):
    """One report in one outlet; an original counts, a repost does not."""

    school = models.ForeignKey(School, models.PROTECT, related_name="coverage", verbose_name="学校")
    outlet = models.ForeignKey(Outlet, models.PROTECT, related_name="coverage", verbose_name="媒体")
    activity = models.ForeignKey(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="coverage",
        verbose_name="活动",
    )
    brand = models.ForeignKey(
        Brand, models.SET_NULL, null=True, blank=True, related_name="coverage", verbose_name="品牌"
    )
    title = models.CharField("标题", max_length=100)
    kind = models.CharField(
        "形式", max_length=10, choices=CoverageKind.choices, default=CoverageKind.REPORT
    )
    column = models.CharField("版面或栏目", max_length=60, blank=True)
    appeared_on = models.DateField("刊发日期", null=True, blank=True)
    precision = models.CharField(
        "日期精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    link = models.URLField("链接", max_length=500, blank=True)
    is_original = models.BooleanField("原创（不是转载）", default=True)
    scan = models.FileField("扫描件", upload_to="coverage/", blank=True)
    scan_size = models.PositiveBigIntegerField("扫描件大小（字节）", null=True, editable=False)
    link_works = models.BooleanField("链接有效", null=True, editable=False)
    link_problem = models.CharField("链接问题", max_length=60, blank=True, editable=False)
    link_checked_at = models.DateTimeField("链接检查时间", null=True, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = CoverageQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["-appeared_on", "-pk"]
        verbose_name = "媒体报道"

    def __str__(self) -> str:
        return f"{self.outlet}：{self.title}"

    def get_office_url(self) -> str:
        return reverse("office:activities:coverage_detail", args=[self.pk])

    @property
    def link_state(self) -> str:
        """What the last look at the link found; empty when it works or has not been tried."""
        if self.link_works is False:
            return f"打不开：{self.link_problem}"
        return self.link_problem

    @property
    def origin_label(self) -> str:
        return "原创" if self.is_original else "转载"

    @property
    def appeared_text(self) -> str:
        return dates.text(self.appeared_on, self.precision)

    def missing(self) -> list[str]:
        return []


class ChannelQuerySet(models.QuerySet["Channel"]):
    def top(self) -> ChannelQuerySet:
        """Without the columns, which come along."""
        return self.filter(parent=None).prefetch_related("columns")


class Channel(models.Model):
    """A school's own account or column; columns may hold sub-columns."""

    school = models.ForeignKey(School, models.CASCADE, related_name="channels")
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="columns",
        verbose_name="上级栏目",
    )
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类型", max_length=8, choices=ChannelKind.choices)
    link = models.URLField("链接", max_length=500, blank=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "自有栏目"

    def __str__(self) -> str:
        return self.name
