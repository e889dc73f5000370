"""What is typed and not sent yet, and what was sent once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from kit.secret import EncryptedJSONField


class Draft(models.Model):
    """What somebody has typed into a form and not sent yet."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="填写人"
    )
    key = models.CharField("表单", max_length=120)
    data = EncryptedJSONField("内容", default=dict)  # telephones among it
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    class Meta:
        verbose_name = "未提交内容"
        verbose_name_plural = "未提交内容"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "key"], name="kit_draft_once_per_form"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def stamp(self) -> str:
        """Which saving this is: what a page has read, and what it may replace."""
        return self.saved_at.isoformat()


class Submission(models.Model):
    """A form sent once: its token is the key, so that a second sending finds the first."""

    token = models.UUIDField("凭号", primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="提交人"
    )
    path = models.CharField("页面", max_length=200)
    result_url = models.CharField("结果页面", max_length=500, blank=True)
    created_at = models.DateTimeField("提交时间", auto_now_add=True)

    class Meta:
        verbose_name = "提交凭号"
        verbose_name_plural = "提交凭号"

    def __str__(self) -> str:
        return str(self.token)
