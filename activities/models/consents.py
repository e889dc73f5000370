"""The register of consents for pictures of pupils: who noted what, when, and where the paper is."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from activities.choices import Consent
from activities.models.activity import Activity
from activities.models.parts import ActivityPhoto
from kit.wording.people import names_a_pupil
from schools.models import School, User


def no_pupil(text: str) -> None:
    """The register says which picture and which paper, never which child."""
    if names_a_pupil(text):
        raise ValidationError("这里不写学生姓名，写同意书放在哪里、编号多少就行。")


class PictureConsentQuerySet(models.QuerySet["PictureConsent"]):
    def managed_by(self, user: Any) -> PictureConsentQuerySet:
        return self.filter(activity__school__in=School.objects.keys_for(user))


class PictureConsent(models.Model):
    """One entry: the state of one picture from this moment on; entries are never changed.

    `held` are the archives that held the picture when consent was withdrawn, as they were told.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="consents")
    photo = models.ForeignKey(ActivityPhoto, models.SET_NULL, null=True, related_name="consents")
    digest = models.CharField("原图摘要", max_length=64)
    state = models.CharField("学生肖像", max_length=10, choices=Consent.choices)
    paper = models.CharField("纸质同意书放在哪里", max_length=80, blank=True, validators=[no_pupil])
    held = models.JSONField("还存有这张照片的档案", default=list, blank=True)
    noted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="登记人")
    noted_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = PictureConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "肖像同意登记"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.activity}：{self.get_state_display()}"
