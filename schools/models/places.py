"""Regions that nest by administrative code, and schools with their history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from kit.publication import Publishable, PublishableQuerySet
from schools.choices import OfficerPost, Ownership, Precision, Rank, SchoolEventKind, Stage

if TYPE_CHECKING:
    from schools.models.people import User


def within(codes: list[str], path: str) -> Q:
    """Rows whose region (reached by `path`, e.g. "region__code") lies in one of `codes`.

    Codes nest: 32 holds 3202 holds 320206, so a city's staff manage its districts.
    """
    match = Q(pk__in=[])
    for code in codes:
        match |= Q(**{f"{path}__startswith": code})
    return match


def codes_above(code: str) -> list[str]:
    """Of the region itself and of every region that contains it."""
    return [code[:n] for n in (2, 4, 6, 9, 12) if n <= len(code)]


class RegionQuerySet(models.QuerySet["Region"]):
    def managed_by(self, user: User) -> RegionQuerySet:
        return self.filter(within(user.region_codes, "code"))

    def above(self, code: str) -> RegionQuerySet:
        """The region itself and every region that contains it."""
        return self.filter(code__in=codes_above(code))


class Region(models.Model):
    code = models.CharField(
        "行政区划代码",
        max_length=12,
        unique=True,
        validators=[
            RegexValidator(
                r"^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$", "请填写 2、4、6、9 或 12 位数字代码。"
            )
        ],
    )
    name = models.CharField("名称", max_length=40)
    rank = models.CharField("级别", max_length=10, choices=Rank.choices)
    committee = models.CharField("教育工委名称", max_length=60, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = "地区"

    def __str__(self) -> str:
        return self.name

    @property
    def committee_name(self) -> str:
        return self.committee or f"{self.name}教育工委"


class SchoolGroup(models.Model):
    """An education group (教育集团): several schools or campuses under one roof."""

    name = models.CharField("集团名称", max_length=80, unique=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="groups", verbose_name="地区")
    model = models.CharField("办学模式", max_length=120, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "教育集团"

    def __str__(self) -> str:
        return self.name


class SchoolQuerySet(PublishableQuerySet["School"]):
    def managed_by(self, user: User) -> SchoolQuerySet:
        """Schools this account may work on. Every scope in the portal grows from this query."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(within(user.region_codes, "region__code") | Q(pk__in=user.school_ids))

    def own(self, user: User) -> SchoolQuerySet:
        """Those among them where this account holds a post."""
        return self.filter(pk__in=user.school_ids)

    def keys_for(self, user: User) -> SchoolQuerySet | list[int]:
        """The same for `school__in` of long tables: of a list of keys the database knows how many
        rows belong to them, of a question it does not."""
        return user.managed_keys if user.is_authenticated else []

    def in_region(self, region: Region) -> SchoolQuerySet:
        return self.filter(region__code__startswith=region.code)

    def running(self) -> SchoolQuerySet:
        return self.filter(merged_into=None)

    def for_cards(self) -> SchoolQuerySet:
        """With what a card shows, and nothing else."""
        shown = ("region", "name", "stage", "ownership", "introduction", "top_organization__name")
        return self.select_related("region", "top_organization").only(*shown)


class School(Publishable):
    region = models.ForeignKey(Region, models.PROTECT, related_name="schools", verbose_name="地区")
    name = models.CharField("学校全称", max_length=80)
    short_name = models.CharField("简称", max_length=30, blank=True)
    code = models.CharField(
        "学校标识码",
        max_length=10,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^\d{10}$", "学校标识码是 10 位数字。")],
        error_messages={"unique": "这个学校标识码已经用在另一所学校。"},
    )
    stage = models.CharField("学段", max_length=14, choices=Stage.choices)
    ownership = models.CharField(
        "办学性质", max_length=8, choices=Ownership.choices, default=Ownership.PUBLIC
    )
    group = models.ForeignKey(
        SchoolGroup,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="schools",
        verbose_name="教育集团",
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_schools",
        verbose_name="并入学校",
    )
    merged_on = models.DateField("并入日期", null=True, blank=True)
    motto = models.CharField("校训", max_length=60, blank=True)
    culture = models.CharField("学校文化", max_length=120, blank=True)
    designation = models.CharField("学校等级称谓", max_length=60, blank=True)
    founded_year = models.PositiveSmallIntegerField(
        "建校年份",
        null=True,
        blank=True,
        validators=[
            MinValueValidator(1000, "建校年份请写四位数字，如 1905。"),
            MaxValueValidator(2100, "建校年份请写四位数字，如 1905。"),
        ],
    )
    history_note = models.CharField("办学历史", max_length=60, blank=True)
    introduction = models.TextField("学校简介", blank=True, max_length=1000)
    teacher_count = models.PositiveIntegerField("教职工数", null=True, blank=True)
    student_count = models.PositiveIntegerField("学生数", null=True, blank=True)
    class_count = models.PositiveIntegerField("班级数", null=True, blank=True)
    counted_on = models.DateField("人数统计日期", null=True, blank=True)
    top_organization = models.ForeignKey(
        "schools.PartyOrganization",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="top_of",
        verbose_name="本校最高党组织",
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = SchoolQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["name"]
        verbose_name = "学校"
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["region", "name"],
                name="school_name_unique_in_region",
                violation_error_message="这个地区已有同名学校。",
            ),
            models.CheckConstraint(
                name="school_merged_iff_dated",
                condition=Q(merged_into=None, merged_on=None)
                | Q(merged_into__isnull=False, merged_on__isnull=False),
                violation_error_message="并入学校和并入日期要一起填写。",
            ),
        ]
        # Ledgers that are read school by school.
        indexes = [models.Index(fields=["name"], name="school_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("school", args=[self.pk])

    @property
    def label(self) -> str:
        """Short name where there is one: for lists and cards."""
        return self.short_name or self.name

    @property
    def one_shoulder(self) -> bool | None:
        """一肩挑: the same person is secretary and principal; None when one post is unknown."""
        principal = self.officers.current().filter(post=OfficerPost.PRINCIPAL).first()
        top = self.top_organization
        secretary = (
            top.officers.current().filter(post=OfficerPost.SECRETARY).first() if top else None
        )
        if principal is None or secretary is None:
            return None
        return principal.is_same_person_as(secretary)

    def missing(self) -> list[str]:
        """What is missing before the profile may be public."""
        return [] if self.introduction.strip() else ["请填写学校简介"]


class SchoolName(models.Model):
    """A former name; kept so that old papers and searches still find the school."""

    school = models.ForeignKey(School, models.CASCADE, related_name="former_names")
    name = models.CharField("曾用名", max_length=80)
    until = models.DateField("使用至", null=True, blank=True)

    class Meta:
        ordering = ["-until", "name"]
        verbose_name = "曾用名"

    def __str__(self) -> str:
        return self.name


class SchoolEvent(models.Model):
    """A turn in the school's history: founding, merger, restored independence, a planning cycle."""

    school = models.ForeignKey(School, models.CASCADE, related_name="events")
    kind = models.CharField("事项", max_length=10, choices=SchoolEventKind.choices)
    happened_on = models.DateField("时间", null=True, blank=True)
    precision = models.CharField(
        "时间精度", max_length=5, choices=Precision.choices, default=Precision.YEAR
    )
    text = models.CharField("说明", max_length=200)

    class Meta:
        ordering = ["happened_on", "pk"]
        verbose_name = "学校大事"

    def __str__(self) -> str:
        return self.text
