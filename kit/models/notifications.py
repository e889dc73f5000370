"""What happened that concerns somebody, and by which ways they want to hear of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user: Any) -> NotificationQuerySet:
        return self.filter(owner=user)

    def unread(self) -> NotificationQuerySet:
        return self.filter(read_at=None)

    def mark_read(self) -> int:
        """Returns how many were not."""
        return self.unread().update(read_at=timezone.now())


class Notification(models.Model):
    """One line for one person. Unread, there is one of a kind and address: the next replaces it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="收件人"
    )
    kind = models.CharField("类型", max_length=40)
    text = models.CharField("内容", max_length=200)
    url = models.CharField("页面", max_length=300)
    made_at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("读过的时间", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "消息"
        verbose_name_plural = "消息"
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner", "kind", "url"],
                condition=Q(read_at=None),
                name="kit_notification_once_unread",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-made_at", "-id"], name="kit_notification_recent"),
        ]

    def __str__(self) -> str:
        return self.text

    def mark_read(self) -> None:
        Notification.objects.filter(pk=self.pk).mark_read()


class NotificationChoice(models.Model):
    """Where somebody differs from how a kind is told by default."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="账号"
    )
    kind = models.CharField("类型", max_length=40)
    on_site = models.BooleanField("站内")
    by_mail = models.BooleanField("邮件")

    class Meta:
        verbose_name = "消息设置"
        verbose_name_plural = "消息设置"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "kind"], name="kit_notification_choice_once"),
        ]

    def __str__(self) -> str:
        return self.kind
