"""A batch of the programme: its rules, calendar, quotas and exceptions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Min, Q
from django.urls import reverse
from django.utils import timezone

from schools.choices import Ownership, Stage
from schools.models import Region, School, User
from schools.models.places import codes_above, within
from selection.choices import RESULTS_OUT, BatchMode, BatchStatus, DayKind, Programme

DESK = (
    *("number", "name", "status", "mode", "is_sealed", "unsealed_at", "recheck_years"),
    *("opens_at", "closes_at", "correct_until", "review_until"),
)
ORDINALS = "零一二三四五六七八九十"


class BatchQuerySet(models.QuerySet["Batch"]):
    def managed_by(self, user: User) -> BatchQuerySet:
        """Batches an office account runs: those of its regions and of regions inside them."""
        return self.filter(within(user.region_codes, "region__code"))

    def for_desk(self) -> BatchQuerySet:
        """With what the desk of an office looks at, and nothing else; `place` is its region."""
        return self.annotate(place=F("region__name")).only(*DESK)

    def announced(self) -> BatchQuerySet:
        """Batches the public may know of."""
        return self.exclude(status=BatchStatus.DRAFT)

    def undecided(self) -> BatchQuerySet:
        """Batches whose results are not announced yet."""
        return self.exclude(status__in=RESULTS_OUT)

    def readable(self) -> BatchQuerySet:
        """Batches whose applications the office may read: not sealed, or opened since."""
        return self.exclude(is_sealed=True, unsealed_at=None)

    def open_for(self, school: School) -> BatchQuerySet:
        """Batches this school may apply in now (its own region's or one above it)."""
        return self.open_at(timezone.now(), codes_above(school.region.code))

    def open_at(self, now: Any, codes: Any) -> BatchQuerySet:
        running = {"status": BatchStatus.OPEN, "opens_at__lte": now, "closes_at__gt": now}
        return self.filter(region__code__in=codes, **running)

    def next_turn(self, after: datetime) -> datetime | None:
        """The first moment after this one at which one of them opens or closes."""
        turns = self.aggregate(
            opens=Min("opens_at", filter=Q(opens_at__gt=after)),
            closes=Min("closes_at", filter=Q(closes_at__gt=after)),
        )
        return min((moment for moment in turns.values() if moment), default=None)


class Batch(models.Model):
    """首批, 第二批 …: numbered, not by year; several may share a year."""

    region = models.ForeignKey(
        Region, models.PROTECT, related_name="batches", verbose_name="组织地区"
    )
    programme = models.CharField(
        "项目", max_length=18, choices=Programme.choices, default=Programme.BRAND
    )
    mode = models.CharField(
        "方式", max_length=12, choices=BatchMode.choices, default=BatchMode.RESULT
    )
    number = models.PositiveSmallIntegerField(
        "第几批", validators=[MinValueValidator(1, "批次从 1 开始。")]
    )
    name = models.CharField("批次名称", max_length=80)
    status = models.CharField(
        "阶段",
        max_length=10,
        choices=BatchStatus.choices,
        default=BatchStatus.DRAFT,
        editable=False,
    )
    result_wording = models.CharField(
        "结果称谓",
        max_length=40,
        default="品牌建设成果",
        help_text="如品牌建设成果、培育项目、优秀案例。",
    )
    summary = models.TextField("申报须知", blank=True, max_length=3000)

    basis_title = models.CharField("依据文件", max_length=120, blank=True)
    basis_number = models.CharField("依据文号", max_length=60, blank=True)
    basis_issuer = models.CharField("依据文件发文单位", max_length=80, blank=True)
    basis_date = models.DateField("依据文件日期", null=True, blank=True)

    announced_at = models.DateTimeField("发布时间", null=True, editable=False)
    opens_at = models.DateTimeField("申报开始")
    closes_at = models.DateTimeField("申报截止")
    correct_until = models.DateTimeField("补正截止", null=True, blank=True)
    review_until = models.DateTimeField("评审截止", null=True, blank=True)
    period_from = models.DateField("成果统计起", null=True, blank=True)
    period_until = models.DateField("成果统计止", null=True, blank=True)
    build_months = models.PositiveSmallIntegerField("建设期（月）", default=24)
    recheck_years = models.PositiveSmallIntegerField("几年后复核", default=0)

    regions = models.JSONField("可申报地区", default=list, blank=True)
    stages = models.JSONField("可申报学段", default=list, blank=True)
    ownerships = models.JSONField("可申报办学性质", default=list, blank=True)
    fields = models.JSONField("申报书栏目与字数", default=dict, blank=True)
    attachments_asked = models.JSONField("须交附件", default=list, blank=True)
    is_sealed = models.BooleanField("截止前密封", default=False)
    unsealed_at = models.DateTimeField("拆封时间", null=True, editable=False)
    unsealed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="拆封人"
    )
    is_anonymous = models.BooleanField("匿名评审", default=False)
    signs_recommended = models.BooleanField("推荐来的项目由书记重新审签", default=True)
    has_self_score = models.BooleanField("申报时自评", default=False)

    panel_size = models.PositiveSmallIntegerField("每项专家数", default=5)
    minimum_valid = models.PositiveSmallIntegerField("最少有效评分数", default=3)
    trim_from = models.PositiveSmallIntegerField("满几份去掉最高最低分", default=5)
    quota_total = models.PositiveSmallIntegerField("名额", null=True, blank=True)
    grade_rules = models.JSONField("等次规则", default=list, blank=True)

    notice_days = models.PositiveSmallIntegerField("公示天数", default=5)
    notice_day_kind = models.CharField(
        "公示天数按", max_length=8, choices=DayKind.choices, default=DayKind.WORKING
    )
    contact_office = models.CharField("受理部门", max_length=60, blank=True)
    contact_phone = models.CharField("受理电话", max_length=30, blank=True)
    contact_email = models.EmailField("受理邮箱", blank=True)
    contact_address = models.CharField("通讯地址", max_length=120, blank=True)
    cloned_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, editable=False, related_name="clones"
    )
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+"
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        verbose_name = "批次"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "programme", "number"],
                name="batch_number_once",
                violation_error_message="这个项目已经有同一批次。",
            ),
            models.CheckConstraint(
                name="batch_closes_after_opening",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="申报截止要晚于申报开始。",
            ),
            models.CheckConstraint(
                name="batch_unsealed_after_closing",
                condition=Q(unsealed_at=None) | Q(unsealed_at__gte=F("closes_at")),
                violation_error_message="已经拆封，申报截止时间不能再改到拆封以后。",
            ),
            models.CheckConstraint(
                name="batch_sealed_only_while_open",
                condition=Q(is_sealed=False)
                | Q(unsealed_at__isnull=False)
                | Q(status__in=[BatchStatus.DRAFT, BatchStatus.OPEN]),
                violation_error_message="密封的申报要先拆封，才能审查和评审。",
            ),
            models.CheckConstraint(
                name="batch_trim_needs_three",
                condition=Q(trim_from__gte=3),
                violation_error_message="至少 3 份评分才能去掉最高分和最低分。",
            ),
            models.CheckConstraint(
                name="batch_notice_at_least_one_day",
                condition=Q(notice_days__gte=1),
                violation_error_message="公示至少 1 天。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("selection:batch", args=[self.pk])

    @property
    def ordinal(self) -> str:
        """首批, 第二批 … 第十批; digits above ten."""
        if self.number == 1:
            return "首批"
        return f"第{ORDINALS[self.number] if self.number <= 10 else self.number}批"

    @property
    def call_title(self) -> str:
        return f"{self.name}申报通知"

    @property
    def stage_labels(self) -> list[str]:
        return [Stage(value).label for value in self.stages]

    @property
    def region_labels(self) -> list[str]:
        """Where it is open; its own region when nothing narrower is named."""
        names = Region.objects.filter(code__in=self.regions).values_list("name", flat=True)
        return list(names) if self.regions else [self.region.name]

    @property
    def ownership_labels(self) -> list[str]:
        return [Ownership(value).label for value in self.ownerships]

    def misfits(self, school: School) -> list[str]:
        """Why this batch does not take the school; rules left empty take every school."""
        reasons = []
        code = school.region.code
        if self.regions and not any(code.startswith(region) for region in self.regions):
            reasons.append(f"这个批次不收{school.region}的学校。")
        if self.stages and school.stage not in self.stages:
            stages, own = "、".join(self.stage_labels), school.get_stage_display()
            reasons.append(f"这个批次只收{stages}，本校登记的是{own}。")
        if self.ownerships and school.ownership not in self.ownerships:
            kinds, own = "、".join(self.ownership_labels), school.get_ownership_display()
            reasons.append(f"这个批次只收{kinds}学校，本校登记的是{own}。")
        return reasons

    def accepts(self, school: School) -> bool:
        return not self.misfits(school)

    @property
    def is_closed_to_office(self) -> bool:
        """Sealed: until somebody opens it, the office knows only how many came in."""
        return self.is_sealed and self.unsealed_at is None

    def is_taking_applications(self, now: datetime | None = None) -> bool:
        now = now or timezone.now()
        return self.status == BatchStatus.OPEN and self.opens_at <= now < self.closes_at

    def missing(self) -> list[str]:
        """What is missing before the batch may open."""
        reasons = []
        if not self.basis_title.strip():
            reasons.append("请填写依据文件")
        if not self.contact_phone.strip():
            reasons.append("请填写受理电话")
        if not self.review_stages.exists():
            reasons.append("请设置评审环节和评分表")
        return reasons


class QuotaCell(models.Model):
    """How many places a region × stage may recommend; cells sum to the batch's total."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="quota_cells")
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name="地区")
    stage = models.CharField("学段", max_length=14, choices=Stage.choices, blank=True)
    places = models.PositiveSmallIntegerField("名额")

    class Meta:
        ordering = ["pk"]
        verbose_name = "名额分配"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "region", "stage"],
                name="quota_cell_once",
                violation_error_message="这个地区和学段已经分过名额。",
            ),
            models.UniqueConstraint(
                fields=["batch", "stage"],
                condition=Q(region=None),
                name="quota_cell_once_everywhere",
                violation_error_message="这个地区和学段已经分过名额。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region or '全部'} {self.get_stage_display()} {self.places}"


class CheckItem(models.Model):
    """One line of the formal check list (形式审查)."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="check_items")
    text = models.CharField("审查内容", max_length=80)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "形式审查项"

    def __str__(self) -> str:
        return self.text
