"""What hangs on an activity: partners who confirm it, pictures, files, figures, hints refused."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.fields.files import FieldFile

from activities.choices import AttachmentKind, Confirmation, Consent
from activities.models.activity import Activity
from brands.models.parts import amount
from schools.choices import Hedge
from schools.models import Partner, School, User


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def confirmed(self) -> ParticipationQuerySet:
        return self.filter(state=Confirmation.CONFIRMED)

    def waiting_for(self, user: User) -> ParticipationQuerySet:
        return self.unanswered(user.school_ids)

    def unanswered(self, schools: Any) -> ParticipationQuerySet:
        return self.filter(state=Confirmation.WAITING, school__in=schools)


class Participation(models.Model):
    """A school or partner in a joint activity: one shared record that every school confirms.

    `own` is the record the school had written itself; once confirmed, it counts under the shared
    one alone.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participations")
    school = models.ForeignKey(
        School,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="学校",
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="participations",
        verbose_name="伙伴单位",
    )
    state = models.CharField(
        "确认", max_length=10, choices=Confirmation.choices, default=Confirmation.WAITING
    )
    own = models.ForeignKey(
        Activity,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="shared",
        verbose_name="这个单位自己记的那条",
    )
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "共同参加单位"
        constraints = [
            models.CheckConstraint(
                name="participation_is_one_body",
                condition=Q(school__isnull=False, partner=None)
                | Q(school=None, partner__isnull=False),
                violation_error_message="共同参加单位从学校和伙伴单位中选一个。",
            ),
            models.UniqueConstraint(
                fields=["activity", "school"],
                name="participation_school_once",
                violation_error_message="这个单位已经在名单里。",
            ),
            models.UniqueConstraint(
                fields=["activity", "partner"],
                name="participation_partner_once",
                violation_error_message="这个单位已经在名单里。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.school or self.partner)

    @property
    def is_folded(self) -> bool:
        """Whether the school's own record counts under the shared one."""
        return self.own_id is not None and self.state == Confirmation.CONFIRMED

    @property
    def may_be_named(self) -> bool:
        """In public: a school once it has confirmed; a partner cannot answer here."""
        return self.school_id is None or self.state == Confirmation.CONFIRMED


class ActivityPhoto(models.Model):
    """A cleaned picture: re-encoded on arrival, no EXIF, smaller sizes beside it."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="photos")
    image = models.FileField("照片", upload_to="photos/%Y/%m/")
    middle = models.FileField("中图", upload_to="photos/%Y/%m/", blank=True)
    thumb = models.FileField("缩略图", upload_to="photos/%Y/%m/")
    digest = models.CharField("原图摘要", max_length=64, db_index=True)
    look = models.CharField("画面摘要", max_length=16, blank=True, editable=False)
    size = models.PositiveBigIntegerField("大小（字节）", default=0, editable=False)
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    alt = models.CharField("照片说明", max_length=100, blank=True)
    consent = models.CharField(
        "学生肖像", max_length=10, choices=Consent.choices, default=Consent.MISSING
    )
    is_placeholder = models.BooleanField("示意图", default=False)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "照片"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "digest"],
                name="photo_once_per_activity",
                violation_error_message="这张照片已经传过了。",
            )
        ]

    def __str__(self) -> str:
        return self.alt or f"照片 {self.pk}"

    @property
    def files(self) -> dict[str, FieldFile]:
        """By size; small pictures, and those from before this size, have no middle one."""
        sizes = {"full": self.image, "middle": self.middle, "thumb": self.thumb}
        return {size: file for size, file in sizes.items() if file}

    @property
    def may_be_public(self) -> bool:
        return self.consent in {Consent.NO_PUPILS, Consent.GIVEN}


class ActivityAttachment(models.Model):
    """A file of the internal record: sign-in sheet, minutes, plan. Never public."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="attachments")
    kind = models.CharField(
        "类别", max_length=8, choices=AttachmentKind.choices, default=AttachmentKind.OTHER
    )
    file = models.FileField("文件", upload_to="attachments/%Y/%m/")
    name = models.CharField("文件名", max_length=120)
    digest = models.CharField("摘要", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "附件"

    def __str__(self) -> str:
        return self.name


class ActivityFigure(models.Model):
    """A counted outcome: 27名儿童, 7000多元, 12个社区."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="figures")
    label = models.CharField("说明", max_length=40)
    value = models.DecimalField("数值", max_digits=12, decimal_places=2)
    unit = models.CharField("单位", max_length=10)
    hedge = models.CharField("约数", max_length=2, choices=Hedge.choices, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "活动数据"

    def __str__(self) -> str:
        return f"{self.label} {self.text}"

    @property
    def text(self) -> str:
        return amount(self.value, self.hedge, self.unit)


class NotDuplicate(models.Model):
    """“不是重复”, said once and remembered."""

    first = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    second = models.ForeignKey(Activity, models.CASCADE, related_name="+")
    said_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "不是重复"
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_duplicate_once"),
            models.CheckConstraint(
                name="not_duplicate_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"
