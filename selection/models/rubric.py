"""Rubrics with two indicator levels, for the review and for acceptance, and the weighted stages."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from selection.choices import LEVELS, IndicatorKind, RubricPurpose, StageForm
from selection.models.batch import Batch


class Rubric(models.Model):
    """Belongs to its batch and is frozen once the first score or acceptance is in.

    The two lines are points out of all its leaves; only acceptance grades by them.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rubrics")
    name = models.CharField("评分表名称", max_length=60)
    purpose = models.CharField(
        "用于",
        max_length=8,
        choices=RubricPurpose.choices,
        default=RubricPurpose.REVIEW,
        editable=False,
    )
    excellent_from = models.PositiveSmallIntegerField("优秀线（分）", default=85)
    passed_from = models.PositiveSmallIntegerField("合格线（分）", default=60)
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "评分表"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "purpose"],
                condition=~Q(purpose=RubricPurpose.REVIEW),
                name="one_acceptance_rubric_per_kind",
                violation_error_message="这个批次已经有一张这样的验收评分表。",
            ),
            models.CheckConstraint(
                name="rubric_lines_in_order",
                condition=Q(excellent_from__gt=models.F("passed_from")),
                violation_error_message="优秀线要高于合格线。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def freeze(self) -> None:
        """The first score or acceptance counts; later ones change nothing."""
        Rubric.objects.filter(pk=self.pk, frozen_at=None).update(frozen_at=timezone.now())

    def leaves(self) -> models.QuerySet[Indicator]:
        """Scored rows, in printed order."""
        return self.indicators.filter(kind=IndicatorKind.LEAF).select_related("parent")


class Indicator(models.Model):
    """A row of the rubric: a group, a scored leaf, or a bonus, deduction or veto row."""

    rubric = models.ForeignKey(Rubric, models.CASCADE, related_name="indicators")
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="一级指标",
    )
    kind = models.CharField("类型", max_length=10, choices=IndicatorKind.choices)
    title = models.CharField("指标", max_length=60)
    guidance = models.CharField("评什么", max_length=300, blank=True)
    bands = models.JSONField("档次说明", default=list, blank=True)
    points = models.DecimalField("分值", max_digits=5, decimal_places=1, default=Decimal(0))
    step = models.DecimalField("最小分差", max_digits=3, decimal_places=1, default=Decimal("0.5"))
    cap = models.DecimalField("上限", max_digits=5, decimal_places=1, null=True, blank=True)
    breaks_ties = models.BooleanField("同分时比较这一项", default=False)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "指标"
        constraints = [
            models.CheckConstraint(
                name="indicator_leaf_has_parent_and_points",
                condition=~Q(kind=IndicatorKind.LEAF) | Q(parent__isnull=False, points__gt=0),
                violation_error_message="二级指标要归到一个一级指标，并写明分值。",
            ),
            models.CheckConstraint(
                name="indicator_step_positive",
                condition=Q(step__gt=0),
                violation_error_message="最小分差要大于 0。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def levels(self) -> list[tuple[str, str]]:
        """优, 良, 中, 差 with what the rubric says of each, as far as it says anything."""
        return list(zip(LEVELS, self.bands, strict=False))


class ReviewStage(models.Model):
    """A weighted step of the review: papers, defence, site visit; weights of a batch sum to 100."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="review_stages")
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="review_stages")
    name = models.CharField("环节名称", max_length=40)
    form = models.CharField(
        "形式", max_length=8, choices=StageForm.choices, default=StageForm.MATERIAL
    )
    weight = models.PositiveSmallIntegerField("权重（%）", default=100)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "评审环节"
        constraints = [
            models.CheckConstraint(
                name="stage_weight_is_percent",
                condition=Q(weight__gte=1, weight__lte=100),
                violation_error_message="权重在 1 到 100 之间。",
            )
        ]

    def __str__(self) -> str:
        return self.name
