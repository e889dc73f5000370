"""公示: the public notice of a list, and the objections raised against it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from kit.secret import EncryptedTextField
from schools.models import User
from schools.models.places import within
from selection.choices import NoticeStatus, ObjectionStatus
from selection.models.batch import Batch
from selection.models.decision import Decision


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def managed_by(self, user: User) -> PublicNoticeQuerySet:
        return self.filter(within(user.region_codes, "batch__region__code"))

    def visible(self) -> PublicNoticeQuerySet:
        """What the public may see: running or ended, never drafts or withdrawn ones."""
        return self.filter(status__in=[NoticeStatus.RUNNING, NoticeStatus.ENDED])


class PublicNotice(models.Model):
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="notices")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("正文", blank=True, max_length=3000)
    starts_on = models.DateField("公示开始")
    ends_on = models.DateField("公示结束")
    status = models.CharField(
        "状态",
        max_length=10,
        choices=NoticeStatus.choices,
        default=NoticeStatus.DRAFT,
        editable=False,
    )
    contact_office = models.CharField("受理部门", max_length=60)
    contact_phone = models.CharField("监督电话", max_length=30)
    contact_email = models.EmailField("邮箱", blank=True)
    contact_address = models.CharField("通讯地址", max_length=120, blank=True)
    shows_rank = models.BooleanField("按得分从高到低排", default=False)
    published_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="发布人"
    )
    published_at = models.DateTimeField("发布时间", null=True, editable=False)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = "公示"
        constraints = [
            models.CheckConstraint(
                name="notice_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="公示结束不能早于开始。",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("selection:notice", args=[self.pk])

    @property
    def is_over(self) -> bool:
        return self.status == NoticeStatus.ENDED or timezone.localdate() > self.ends_on


class NoticeItem(models.Model):
    """One row of the list; an objection suspends this row alone."""

    notice = models.ForeignKey(PublicNotice, models.CASCADE, related_name="items")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="notice_items")
    order = models.PositiveSmallIntegerField("序号", default=0)
    is_suspended = models.BooleanField("暂缓", default=False)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "公示项目"
        constraints = [
            models.UniqueConstraint(fields=["notice", "decision"], name="notice_item_once")
        ]

    def __str__(self) -> str:
        return str(self.decision.application)


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def managed_by(self, user: User) -> ObjectionQuerySet:
        return self.filter(notice__in=PublicNotice.objects.managed_by(user))

    def open(self) -> ObjectionQuerySet:
        return self.filter(status=ObjectionStatus.OPEN)


class Objection(models.Model):
    """A signed objection; who raised it is encrypted at rest and never public."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    item = models.ForeignKey(
        NoticeItem,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name="涉及项目",
    )
    name = EncryptedTextField("真实姓名")
    unit = EncryptedTextField("工作单位")
    phone = EncryptedTextField("联系电话")
    text = EncryptedTextField("事实与理由")
    received_at = models.DateTimeField("收到时间", default=timezone.now)
    status = models.CharField(
        "处理",
        max_length=10,
        choices=ObjectionStatus.choices,
        default=ObjectionStatus.OPEN,
        editable=False,
    )
    answer = models.TextField("处理结论", blank=True, max_length=1000, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="办结人"
    )
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "异议"
        constraints = [
            models.CheckConstraint(
                name="objection_closed_with_answer",
                condition=Q(status=ObjectionStatus.OPEN, closed_at=None)
                | (~Q(status=ObjectionStatus.OPEN) & Q(closed_at__isnull=False) & ~Q(answer="")),
                violation_error_message="办结异议要写明结论。",
            )
        ]

    def __str__(self) -> str:
        return f"异议 {self.pk}"
