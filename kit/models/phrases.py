"""Wordings an office wants stopped or remarked on, beside those that ship with the portal."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Treatment(models.TextChoices):
    """What happens when the wording is met."""

    BLOCK = "block", "拦住，改了才能公开"
    WARN = "warn", "提醒，改不改由作者定"
    OFF = "off", "不再查（用来停掉平台自带的说法）"


class Phrase(models.Model):
    """One row; it stands in the place of a shipped one with the same `wrong`."""

    wrong = models.CharField(
        "不要这样写",
        max_length=40,
        unique=True,
        help_text="一字不差才算。不要太短，免得误伤别的词。",
        error_messages={"unique": "这个说法已经在列，请直接修改它。"},
    )
    right = models.CharField("应当写成", max_length=60)
    severity = models.CharField(
        "遇到时", max_length=5, choices=Treatment.choices, default=Treatment.WARN
    )
    reason = models.CharField(
        "原因", max_length=80, blank=True, help_text="作者看得到，如“固定说法是‘两个’”。"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="修改人",
    )
    updated_at = models.DateTimeField("修改时间", auto_now=True)

    class Meta:
        verbose_name = "用语"
        verbose_name_plural = "用语"
        ordering: ClassVar = ["wrong"]

    def __str__(self) -> str:
        return self.wrong
