"""The committee's meeting, its decision per application, the announcement, and letters."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from brands.choices import Grade
from brands.models import Result
from schools.models import User
from selection.choices import RESULTS_OUT, LetterStatus, Outcome
from selection.models.application import Application
from selection.models.batch import Batch


class Meeting(models.Model):
    """The final decision is a meeting, not the score."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="meetings")
    held_on = models.DateField("会议日期")
    document_number = models.CharField("会议纪要文号", max_length=60, blank=True)
    expected = models.PositiveSmallIntegerField(
        "应到人数", validators=[MinValueValidator(1, "应到人数至少 1 人。")]
    )
    present = models.PositiveSmallIntegerField("实到人数")
    votes_for = models.PositiveSmallIntegerField("同意票数", null=True, blank=True)
    note = models.TextField("会议说明", blank=True, max_length=1000)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记录人")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = "工委会议"
        constraints = [
            models.CheckConstraint(
                name="meeting_present_within_expected",
                condition=Q(present__lte=F("expected")),
                violation_error_message="实到人数不能多于应到人数。",
            ),
            models.CheckConstraint(
                name="meeting_votes_within_present",
                condition=Q(votes_for=None) | Q(votes_for__lte=F("present")),
                violation_error_message="同意票数不能多于实到人数。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} 会议"


class Decision(models.Model):
    """What the meeting decided on one application; a departure from the ranking needs a reason."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    application = models.OneToOneField(Application, models.PROTECT, related_name="decision")
    outcome = models.CharField("结论", max_length=12, choices=Outcome.choices)
    grade = models.CharField("等次", max_length=10, choices=Grade.choices, blank=True)
    rank = models.PositiveSmallIntegerField("评审名次", null=True, blank=True)
    score = models.DecimalField("评审得分", max_digits=6, decimal_places=2, null=True, blank=True)
    votes = models.PositiveSmallIntegerField("同分表决得票", null=True, blank=True)
    reason = models.CharField("与名次不一致的理由", max_length=300, blank=True)
    result = models.OneToOneField(
        Result, models.PROTECT, null=True, blank=True, editable=False, related_name="decision"
    )
    certificate_number = models.CharField("证书编号", max_length=20, blank=True, editable=False)
    applied_at = models.DateTimeField("生效时间", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["rank", "pk"]
        verbose_name = "研究结论"

    def __str__(self) -> str:
        return f"{self.application} {self.get_outcome_display()}"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def visible(self) -> AnnouncementQuerySet:
        """What the public may see."""
        return self.filter(batch__status__in=RESULTS_OUT)


class Announcement(models.Model):
    """The published result of a batch, with its document number."""

    batch = models.OneToOneField(Batch, models.PROTECT, related_name="announcement")
    title = models.CharField("标题", max_length=120)
    document_number = models.CharField("文号", max_length=60)
    issued_on = models.DateField("成文日期")
    body = models.TextField("正文", blank=True, max_length=3000)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="发布人")
    published_at = models.DateTimeField("发布时间", auto_now_add=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at"]
        verbose_name = "结果公布"

    def __str__(self) -> str:
        return self.title


class Letter(models.Model):
    """A letter waiting in the outbox, where it can be read, changed, dropped or sent."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="letters")
    application = models.ForeignKey(
        Application, models.CASCADE, null=True, blank=True, related_name="letters"
    )
    recipient = models.ForeignKey(
        User, models.PROTECT, related_name="letters", verbose_name="收件人"
    )
    subject = models.CharField("标题", max_length=120)
    body = models.TextField("正文", max_length=3000)
    status = models.CharField(
        "状态",
        max_length=8,
        choices=LetterStatus.choices,
        default=LetterStatus.WAITING,
        editable=False,
    )
    written_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "信件"

    def __str__(self) -> str:
        return self.subject
