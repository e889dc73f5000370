"""The pool of experts, who scores what, and who must keep away."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from schools.models import Region, School, User
from schools.models.places import within
from selection.choices import AssignmentStatus, ConflictKind
from selection.models.application import Application
from selection.models.batch import Batch
from selection.models.rubric import ReviewStage


class ExpertQuerySet(models.QuerySet["Expert"]):
    def managed_by(self, user: User) -> ExpertQuerySet:
        return self.filter(within(user.region_codes, "region__code"))

    def available(self) -> ExpertQuerySet:
        today = timezone.localdate()
        return self.filter(Q(available_until=None) | Q(available_until__gte=today), is_active=True)


class Expert(models.Model):
    """A member of a region's pool; the account may end with the batch."""

    user = models.OneToOneField(User, models.PROTECT, related_name="expert", verbose_name="账号")
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="experts", verbose_name="所属专家库"
    )
    school = models.ForeignKey(
        School,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="experts",
        verbose_name="现工作学校",
    )
    field = models.CharField("专长", max_length=80, blank=True)
    stages = models.JSONField("熟悉的学段", default=list, blank=True)
    maximum_load = models.PositiveSmallIntegerField("最多评几项", default=20)
    available_until = models.DateField("可用至", null=True, blank=True)
    only_for = models.ForeignKey(
        Batch,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="own_experts",
        verbose_name="只评这一批",
    )
    is_active = models.BooleanField("在库", default=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "评审专家"

    def __str__(self) -> str:
        return str(self.user)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def of_expert(self, user: User) -> AssignmentQuerySet:
        return self.filter(expert__user=user)

    def for_lists(self) -> AssignmentQuerySet:
        return self.select_related(
            "expert__user", "stage__batch", "application__school", "application__brand"
        )


class Assignment(models.Model):
    """One expert on one application in one stage; nothing opens before the declaration."""

    stage = models.ForeignKey(ReviewStage, models.PROTECT, related_name="assignments")
    application = models.ForeignKey(Application, models.PROTECT, related_name="assignments")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="assignments")
    status = models.CharField(
        "状态",
        max_length=10,
        choices=AssignmentStatus.choices,
        default=AssignmentStatus.ASSIGNED,
        editable=False,
    )
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    assigned_at = models.DateTimeField("分派时间", auto_now_add=True)
    declared_at = models.DateTimeField("声明时间", null=True, blank=True, editable=False)
    recusal_reason = models.CharField("回避原因", max_length=200, blank=True, editable=False)
    override_reason = models.CharField("不回避的理由", max_length=200, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "评审任务"
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "application", "expert"],
                name="assignment_once",
                violation_error_message="这位专家已经分到这个项目。",
            ),
            models.CheckConstraint(
                name="assignment_recused_with_reason",
                condition=~Q(status=AssignmentStatus.RECUSED) | ~Q(recusal_reason=""),
                violation_error_message="回避要写明原因。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} {self.application.code}"


class Conflict(models.Model):
    """A reason that no register shows: declared by the expert, or told by somebody.

    Reasons that the registers do show are worked out at read time and never stored.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="conflicts")
    expert = models.ForeignKey(Expert, models.CASCADE, related_name="conflicts")
    kind = models.CharField("类别", max_length=12, choices=ConflictKind.choices)
    reason = models.CharField("说明", max_length=200)
    told_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "利害关系"
        constraints = [
            models.UniqueConstraint(fields=["application", "expert", "kind"], name="conflict_once")
        ]

    def __str__(self) -> str:
        return f"{self.expert}：{self.reason}"
