"""The ledger of honours and other achievements, each verified against its certificate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce, StrIndex
from django.urls import reverse
from django.utils import timezone

from brands.models import Brand
from honors.choices import Carrier, HonorKind, RecipientKind, Verification
from kit import dates
from kit.publication import CheckStatus, Publishable, PublishableQuerySet, Scope
from schools.choices import Level, Precision
from schools.models import PartyOrganization, Region, School, User


class IssuerQuerySet(models.QuerySet["Issuer"]):
    def ranks(self) -> dict[str, str]:
        """Levels by name that bind the next honour: entered by the office, or proven by an honour
        verified against its certificate. What a school typed once proves nothing."""
        alone = Honor.objects.verified().annotate(n=Count("issuers")).filter(n=1)
        known = self.filter(Q(honors=None) | Q(honors__in=alone.values("pk")))
        return dict(known.values_list("name", "level"))


class Issuer(models.Model):
    """A body that grants honours; its administrative rank is the honour's level.

    宜兴市 is a county-level city: the rank is stored, never read off the word 市.
    """

    name = models.CharField("颁发单位", max_length=80, unique=True)
    level = models.CharField("级别", max_length=10, choices=Level.choices)

    objects = IssuerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "颁发单位"

    def __str__(self) -> str:
        return self.name


RANK = StrIndex(models.Value(" ".join(Level)), "level")  # where its word stands: higher, earlier
PLAQUE = ("title", "level", "awarded_on", "precision")
DAY = Coalesce("awarded_on", models.Value(date(1, 1, 1)))
NEWEST, TOLD = ["-awarded_on", "-id"], ["school", "title", "document_number"]
PUBLIC = Q(status=CheckStatus.PUBLISHED, scope=Scope.PUBLIC)
HANGING = PUBLIC & Q(verification=Verification.VERIFIED)


def by_level(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """{"level", "label", "count"}, the highest level first."""
    return [
        {"level": level.value, "label": level.label, "count": counts[level]}
        for level in Level
        if counts.get(level)
    ]


class HonorQuerySet(PublishableQuerySet["Honor"]):
    def managed_by(self, user: User) -> HonorQuerySet:
        return self.filter(school__in=School.objects.keys_for(user))

    def of_school(self, school: School) -> HonorQuerySet:
        return self.filter(school=school)

    def of_brand(self, brand: Brand) -> HonorQuerySet:
        return self.filter(brand=brand)

    def in_region(self, region: Region) -> HonorQuerySet:
        return self.filter(school__region__code__startswith=region.code)

    def verified(self) -> HonorQuerySet:
        return self.filter(verification=Verification.VERIFIED)

    def waiting(self) -> HonorQuerySet:
        return self.filter(verification=Verification.WAITING)

    def next_waiting(self, honor: Honor) -> Honor | None:
        """The one to verify after `honor`: in the order they were entered, then from the start."""
        others = self.waiting().exclude(pk=honor.pk).order_by("pk")
        return others.filter(pk__gt=honor.pk).first() or others.first()

    def standing(self, on: Any = None) -> HonorQuerySet:
        """Neither revoked nor run out; today or `on` a day."""
        today = on or timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=today), revoked_on=None)

    def on_the_wall(self, on: Any = None) -> HonorQuerySet:
        """What the public sees: published, verified, standing today or `on` a day."""
        return self.public().verified().standing(on)

    def run_out(self) -> HonorQuerySet:
        """What would still hang on the wall, had its time not passed."""
        passed = self.public().verified().filter(revoked_on=None)
        return passed.filter(valid_until__lt=timezone.localdate())

    def between(self, first: date | None, last: date | None) -> HonorQuerySet:
        rows = self.filter(awarded_on__gte=first) if first else self
        return rows.filter(awarded_on__lte=last) if last else rows

    def recent_first(self) -> HonorQuerySet:
        return self.order_by(models.F("awarded_on").desc(nulls_last=True), "-pk")

    def ranked(self) -> HonorQuerySet:
        """With `rank` (the highest level has the least) and `day` (undated ones are the oldest)."""
        return self.annotate(rank=RANK, day=DAY)

    def count_by_level(self) -> list[dict[str, Any]]:
        """{"level", "label", "count"}, the highest level first."""
        rows = self.order_by().values_list("level").annotate(count=models.Count("pk"))
        return by_level(dict(rows))

    def whole(self) -> HonorQuerySet:
        """With everything a page about one honour shows."""
        people = ("created_by", "verified_by", "first_by", "second_by", "final_by")
        rows = self.select_related("school__region", "organization", "brand", *people)
        return rows.prefetch_related("issuers")

    def for_plaques(self) -> HonorQuerySet:
        """With what one on the wall shows, and nothing else."""
        return self.select_related("school").only(*PLAQUE, "school__name", "school__short_name")

    def for_lines(self) -> HonorQuerySet:
        """The same, beside the school or the brand that it is about."""
        return self.only(*PLAQUE)


class Honor(Publishable):
    school = models.ForeignKey(School, models.PROTECT, related_name="honors", verbose_name="学校")
    organization = models.ForeignKey(
        PartyOrganization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="honors",
        verbose_name="党组织",
    )
    brand = models.ForeignKey(
        Brand,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="honors",
        verbose_name="支撑的品牌",
    )
    kind = models.CharField(
        "类别", max_length=12, choices=HonorKind.choices, default=HonorKind.HONOR
    )
    title = models.CharField("名称（照证书全称写）", max_length=120)
    issuers = models.ManyToManyField(
        Issuer, blank=True, related_name="honors", verbose_name="颁发单位"
    )
    level = models.CharField("级别（看颁发单位的级别）", max_length=10, choices=Level.choices)
    grade = models.CharField("等次", max_length=20, blank=True, help_text="如一等奖；没有就空着。")
    recipient_kind = models.CharField(
        "获奖对象", max_length=12, choices=RecipientKind.choices, default=RecipientKind.SCHOOL
    )
    recipient = models.CharField(
        "获奖者", max_length=80, blank=True, help_text="学生荣誉不写姓名，只写人数。"
    )
    recipient_count = models.PositiveIntegerField("获奖人数", null=True, blank=True)
    document_title = models.CharField("公布文件", max_length=120, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    awarded_on = models.DateField("获得时间", null=True, blank=True)
    precision = models.CharField(
        "时间精度", max_length=5, choices=Precision.choices, default=Precision.DAY
    )
    session = models.CharField(
        "批次或届次", max_length=40, blank=True, help_text="如首批、第三届。"
    )
    times_in_a_row = models.PositiveSmallIntegerField("连续获得次数", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)
    revoke_reason = models.CharField("撤销原因", max_length=200, blank=True)
    is_party_building = models.BooleanField("党建类荣誉", default=True)
    carrier = models.CharField(
        "载体", max_length=12, choices=Carrier.choices, default=Carrier.CERTIFICATE
    )
    certificate = models.FileField("证书照片或扫描件", upload_to="certificates/%Y/", blank=True)
    certificate_size = models.PositiveBigIntegerField("证书大小（字节）", null=True, editable=False)
    certificate_name = models.CharField("文件名", max_length=120, blank=True, editable=False)
    certificate_digest = models.CharField("摘要", max_length=64, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    verification = models.CharField(
        "核验",
        max_length=10,
        choices=Verification.choices,
        default=Verification.UNFILED,
        editable=False,
    )
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="核验人"
    )
    verified_at = models.DateTimeField("核验时间", null=True, editable=False)
    verification_note = models.CharField("核验意见", max_length=200, blank=True, editable=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="填报人"
    )
    created_at = models.DateTimeField("填报时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = HonorQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["-awarded_on", "-pk"]
        verbose_name = "荣誉"
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="honor_verified_iff_signed",
                condition=Q(
                    verification__in=[Verification.VERIFIED, Verification.REFUSED],
                    verified_by__isnull=False,
                    verified_at__isnull=False,
                )
                | Q(
                    verification__in=[Verification.UNFILED, Verification.WAITING],
                    verified_by=None,
                    verified_at=None,
                ),
                violation_error_message="核验结论要有核验人和时间。",
            ),
            models.CheckConstraint(
                name="honor_revoked_with_reason",
                condition=Q(revoked_on=None) | ~Q(revoke_reason=""),
                violation_error_message="撤销荣誉要写明原因。",
            ),
            models.CheckConstraint(
                name="honor_students_without_name",
                condition=~Q(recipient_kind=RecipientKind.STUDENTS) | Q(recipient=""),
                violation_error_message="学生荣誉不写姓名，请只填人数。",
            ),
        ]
        indexes = [
            models.Index(fields=NEWEST, name="honor_public_recent", condition=PUBLIC),
            # With what the ledger and its desk ask for: other rows are not fetched.
            models.Index(fields=[*NEWEST, *TOLD], name="honor_ledger"),
            models.Index(fields=["school", *NEWEST], name="honor_school_recent"),
            models.Index(fields=["verification", "id", "school"], name="honor_verifying"),
            models.Index(RANK, DAY.desc(), F("id").desc(), name="honor_wall", condition=HANGING),
            models.Index(
                "level", DAY.desc(), F("id").desc(), name="honor_wall_level", condition=HANGING
            ),
            models.Index(
                "kind", RANK, DAY.desc(), F("id").desc(), name="honor_wall_kind", condition=HANGING
            ),
            models.Index(
                fields=["valid_until", "awarded_on", "level"],
                name="honor_run_out",
                condition=HANGING & Q(revoked_on=None, valid_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def verification_kind(self) -> str:
        """The shape of components/status.html."""
        kinds = {"waiting": "wait", "verified": "done", "refused": "back"}
        return kinds.get(self.verification, "none")

    @property
    def is_verified(self) -> bool:
        return self.verification == Verification.VERIFIED

    @property
    def awarded_text(self) -> str:
        """The date as precisely as it is known: 2024, 2024-03, 2024-03-12, 未注明."""
        return dates.text(self.awarded_on, self.precision)

    @property
    def issuers_text(self) -> str:
        known = getattr(self, "known_issuers", None)  # of the ledger, which has thousands
        return "、".join(str(issuer) for issuer in (self.issuers.all() if known is None else known))

    def missing(self) -> list[str]:
        """What is missing before the public may see it."""
        return [] if self.is_verified else ["荣誉还没有核验通过"]

    def missing_for_verification(self) -> list[str]:
        return [] if self.certificate else ["请上传证书照片或扫描件"]

    def get_absolute_url(self) -> str:
        return reverse("honors:list")

    def get_office_url(self) -> str:
        return reverse("office:honors:detail", args=[self.pk])
