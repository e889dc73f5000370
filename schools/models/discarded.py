"""What people deleted: whole, out of every list, until its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from schools.models.people import User
from schools.models.places import Region, School, within


class DiscardedQuerySet(models.QuerySet["Discarded"]):
    def managed_by(self, user: User) -> DiscardedQuerySet:
        """Of the schools and regions of this account; what belongs to no place, its own alone."""
        return self.filter(
            Q(school__in=School.objects.managed_by(user))
            | within(user.region_codes, "region__code")
            | Q(school=None, region=None, by=user)
        )

    def restorable(self) -> DiscardedQuerySet:
        return self.filter(at__gt=timezone.now() - kept_for())

    def over(self) -> DiscardedQuerySet:
        return self.exclude(at__gt=timezone.now() - kept_for())


class Discarded(models.Model):
    """One deletion: the rows it took as `kit.rows.graph` writes them, and where it belongs."""

    kind = models.CharField("类别", max_length=60)
    name = models.CharField("名称", max_length=200)
    school = models.ForeignKey(
        School, models.CASCADE, null=True, related_name="+", verbose_name="学校"
    )
    region = models.ForeignKey(
        Region, models.CASCADE, null=True, related_name="+", verbose_name="地区"
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="删除人")
    at = models.DateTimeField("删除时间", default=timezone.now, db_index=True)
    graph = models.JSONField("内容")

    objects = DiscardedQuerySet.as_manager()

    class Meta:
        verbose_name = "回收站内容"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.kind}“{self.name}”"

    @property
    def until(self) -> datetime:
        return self.at + kept_for()


class DiscardedFile(models.Model):
    """A file of what was deleted: it stays in the storage, and in backups, as long as its row."""

    discarded = models.ForeignKey(Discarded, models.CASCADE, related_name="files")
    file = models.FileField("文件", max_length=200)

    class Meta:
        verbose_name = "回收站文件"

    def __str__(self) -> str:
        return self.file.name or ""


def kept_for() -> timedelta:
    return timedelta(days=settings.BIN_DAYS)
