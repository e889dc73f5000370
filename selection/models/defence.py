"""The day of a defence (现场答辩): who comes in which order, and scores copied from paper twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from schools.models import User
from selection.models.application import Application
from selection.models.expert import Assignment
from selection.models.rubric import ReviewStage

TWICE = 2
ONE_MINUTE = MinValueValidator(1, "至少 1 分钟。")


class Defence(models.Model):
    """Place, clock and number of projects of one stage; the order is drawn once, by a seed."""

    stage = models.OneToOneField(ReviewStage, models.CASCADE, related_name="defence")
    place = models.CharField("地点", max_length=80, blank=True)
    starts_at = models.DateTimeField("第一项开始")
    talk_minutes = models.PositiveSmallIntegerField(
        "报告（分钟）", default=10, validators=[ONE_MINUTE]
    )
    question_minutes = models.PositiveSmallIntegerField("答问（分钟）", default=3)
    gap_minutes = models.PositiveSmallIntegerField("换场（分钟）", default=2)
    places = models.PositiveSmallIntegerField(
        "几项进入答辩",
        null=True,
        blank=True,
        validators=[MinValueValidator(1, "至少 1 项。")],
        help_text="按前面环节的得分取前几名，末位同分的都进；空着，全部进入。",
    )
    seed = models.CharField("抽签种子", max_length=20, blank=True, editable=False)
    drawn_at = models.DateTimeField("抽签时间", null=True, blank=True, editable=False)
    drawn_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="抽签人"
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        verbose_name = "答辩安排"

    def __str__(self) -> str:
        return f"{self.stage.batch}{self.stage}"

    @property
    def minutes_each(self) -> int:
        return self.talk_minutes + self.question_minutes + self.gap_minutes

    def begins(self, order: int) -> datetime:
        """When the project at this place of the order comes in; places count from 1."""
        return self.starts_at + timedelta(minutes=self.minutes_each * (order - 1))


def lot(seed: str, application: Application) -> str:
    """What decides the order: anybody can work it out again from the printed seed and number."""
    return sha256(f"{seed}-{application.number}".encode()).hexdigest()


class DefenceSlot(models.Model):
    """The place of an application in the drawn order of a defence."""

    stage = models.ForeignKey(ReviewStage, models.CASCADE, related_name="slots")
    application = models.ForeignKey(Application, models.CASCADE, related_name="slots")
    order = models.PositiveSmallIntegerField("顺序")
    starts_at = models.DateTimeField("开始时间", null=True, blank=True)

    class Meta:
        ordering = ["order"]
        verbose_name = "答辩顺序"
        constraints = [
            models.UniqueConstraint(fields=["stage", "application"], name="slot_once"),
            models.UniqueConstraint(fields=["stage", "order"], name="slot_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.application.code}"


class PaperEntry(models.Model):
    """A paper score sheet as one account copied it; two accounts copy it, neither sees the other.

    `values` holds the scores as text by the key of the indicator. `settled_by` stands on the
    second copy, once somebody has looked at the paper again because the two differ.
    """

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="paper_entries")
    turn = models.PositiveSmallIntegerField("第几遍")
    values = models.JSONField("得分", default=dict)
    comment = models.CharField("总体意见", max_length=1000, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["turn"]
        verbose_name = "纸质评分"
        constraints = [
            models.UniqueConstraint(fields=["assignment", "turn"], name="paper_turn_once"),
            models.UniqueConstraint(
                fields=["assignment", "entered_by"],
                name="paper_two_accounts",
                violation_error_message="同一份评分要由两个账号各录一遍。",
            ),
            models.CheckConstraint(name="paper_twice", condition=Q(turn__gte=1, turn__lte=TWICE)),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} 第 {self.turn} 遍"
