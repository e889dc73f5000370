"""Files of an application: enclosures, and the stamped scan of one exact version."""

from __future__ import annotations

from django.db import models

from schools.models import User
from selection.choices import FileKind
from selection.models.application import Application, ApplicationVersion


class ApplicationFileQuerySet(models.QuerySet["ApplicationFile"]):
    def sealed(self) -> ApplicationFileQuerySet:
        return self.filter(kind=FileKind.SEALED)

    def enclosed(self) -> ApplicationFileQuerySet:
        """What belongs to the content; the stamped paper comes after it."""
        return self.exclude(kind=FileKind.SEALED)


class ApplicationFile(models.Model):
    """A file handed in with an application; a sealed scan is tied to one exact version."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="files")
    kind = models.CharField(
        "类别", max_length=10, choices=FileKind.choices, default=FileKind.SUPPORT
    )
    file = models.FileField("文件", upload_to="applications/%Y/", blank=True)
    link = models.URLField("链接", max_length=500, blank=True)
    name = models.CharField("名称", max_length=120)
    digest = models.CharField("摘要", max_length=64, blank=True)
    text = models.TextField("读出的文字", blank=True, editable=False)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    version = models.ForeignKey(
        ApplicationVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sealed_files",
        verbose_name="对应版本",
    )
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ApplicationFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "申报文件"

    def __str__(self) -> str:
        return self.name
