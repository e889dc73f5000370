"""The audit trail and its seals."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone


class AuditEntry(models.Model):
    """One act of one person; database triggers refuse to change or delete it.

    Neither the target nor the actor is held by a database constraint, so the entry outlives
    both; their names are written down as they were at that moment.
    """

    at = models.DateTimeField("时间", default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="+",
        verbose_name="操作人",
    )
    actor_name = models.CharField("操作人姓名", max_length=60)
    verb = models.CharField("动作", max_length=60, db_index=True)
    target_kind = models.CharField("对象类型", max_length=60)
    target_id = models.BigIntegerField("对象编号", null=True)
    target_name = models.CharField("对象名称", max_length=200)
    detail = models.JSONField("详情", default=dict, encoder=DjangoJSONEncoder)
    address = models.GenericIPAddressField("来源地址", null=True)

    class Meta:
        verbose_name = "操作记录"
        verbose_name_plural = "操作记录"
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["target_kind", "target_id"], name="kit_audit_target"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.target_name}"


class AuditSeal(models.Model):
    """A signature over a run of audit entries and over the seal before it."""

    first_id = models.BigIntegerField("起始编号", unique=True)
    last_id = models.BigIntegerField("截止编号", unique=True)
    count = models.PositiveIntegerField("条数")
    previous = models.CharField("上一封签", max_length=64, blank=True)
    digest = models.CharField("封签", max_length=64)
    marks = models.JSONField("各条的记号", default=dict)
    # What the digest covers: 1 the entries, 2 all that stands here too.
    form = models.PositiveSmallIntegerField("格式", default=1)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = "记录封签"
        verbose_name_plural = "记录封签"
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.first_id}–{self.last_id}"
