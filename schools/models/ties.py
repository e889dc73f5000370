"""Partners outside the portal and the dated, many-sided ties with them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from kit.publication import Publishable, PublishableQuerySet
from kit.secret import EncryptedTextField
from schools.choices import Area, PartnerKind, TieKind, TieRole, TieState
from schools.models.party import PartyOrganization
from schools.models.people import User
from schools.models.places import Region, School

LAPSE_NOTICE = timedelta(days=60)


class PartnerQuerySet(models.QuerySet["Partner"]):
    def managed_by(self, user: User) -> PartnerQuerySet:
        """Those named in the ties of this account, without the ones merged into another."""
        ties = Tie.objects.managed_by(user)
        named = TieMember.objects.filter(tie__in=ties, partner__isnull=False)
        return self.filter(pk__in=named.values("partner"), merged_into=None)

    def with_ties(self) -> PartnerQuerySet:
        """Each with the number of its ties as `tie_count`."""
        return self.annotate(tie_count=Count("tie_members"))

    def called(self, name: str) -> PartnerQuerySet:
        """By its name, Traditional name, or the name of one that was merged into it."""
        old = self.filter(name=name).exclude(merged_into=None).values("merged_into")
        return self.filter(Q(name=name) | Q(name_hant=name) | Q(pk__in=old), merged_into=None)


class Partner(models.Model):
    """A body outside the portal: a sister school, an enterprise, a community, an agency."""

    name = models.CharField("名称", max_length=80)
    name_hant = models.CharField("繁体名", max_length=80, blank=True)
    name_en = models.CharField("英文名", max_length=120, blank=True)
    kind = models.CharField("类别", max_length=12, choices=PartnerKind.choices)
    area = models.CharField("所在地", max_length=10, choices=Area.choices, default=Area.MAINLAND)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="partners", verbose_name="地区"
    )
    place = models.CharField("地点", max_length=60, blank=True, help_text="如新疆阿合奇")
    aliases = models.JSONField("其他叫法", default=list, blank=True)
    contact = EncryptedTextField("联系人（不公开）", blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_partners",
        verbose_name="并入",
    )
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "伙伴单位"

    def __str__(self) -> str:
        return self.name

    @property
    def area_label(self) -> str:
        """Place label by itself: 中国香港, 新疆, 甘肃兰州 … (never beside a list of countries)."""
        return self.get_area_display() if self.area != Area.MAINLAND else self.place


class TieQuerySet(PublishableQuerySet["Tie"]):
    def managed_by(self, user: User) -> TieQuerySet:
        mine = TieMember.objects.filter(school__in=School.objects.keys_for(user))
        return self.filter(pk__in=mine.values("tie"))

    def of_school(self, school: School) -> TieQuerySet:
        return self.filter(pk__in=TieMember.objects.filter(school=school).values("tie"))

    def active(self) -> TieQuerySet:
        return self.filter(state=TieState.ACTIVE)

    def lapsing(self, limit: Any) -> TieQuerySet:
        """In force, and their agreement has ended or ends by this day."""
        return self.active().filter(valid_until__lte=limit).order_by("valid_until")

    def with_members(self) -> TieQuerySet:
        members = TieMember.objects.select_related("school", "organization", "partner")
        return self.prefetch_related(Prefetch("members", members))


class Tie(Publishable):
    """A relation between schools, organisations and partners: n-to-n, dated, with papers."""

    kind = models.CharField("关系类型", max_length=18, choices=TieKind.choices)
    title = models.CharField("名称", max_length=80)
    state = models.CharField(
        "进展", max_length=12, choices=TieState.choices, default=TieState.NEGOTIATING
    )
    purpose = models.TextField("内容与约定", blank=True, max_length=1000)
    since_year = models.PositiveSmallIntegerField("始于（年）", null=True, blank=True)
    agreement_title = models.CharField("协议名称", max_length=80, blank=True)
    signed_on = models.DateField("签订日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    agreement_file = models.FileField("协议文件", upload_to="ties/", blank=True)
    agreement_size = models.PositiveBigIntegerField("协议大小（字节）", null=True, editable=False)
    approval_number = models.CharField("批准或备案文号", max_length=60, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = TieQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["title"]
        verbose_name = "结对关系"
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="tie_valid_after_signed",
                condition=Q(valid_until=None)
                | Q(signed_on=None)
                | Q(valid_until__gte=models.F("signed_on")),
                violation_error_message="有效期不能早于签订日期。",
            ),
        ]
        indexes = [models.Index(fields=["state", "valid_until"], name="tie_lapsing")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tie", args=[self.pk])

    @property
    def members_text(self) -> str:
        return "、".join(str(member) for member in self.members.all())

    def missing(self) -> list[str]:
        return [] if self.purpose.strip() else ["请写明结对的内容与约定"]


class TieMember(models.Model):
    """One side of a tie: a school of the portal, a Party organisation, or a partner."""

    tie = models.ForeignKey(Tie, models.CASCADE, related_name="members")
    school = models.ForeignKey(
        School,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tie_members",
        verbose_name="学校",
    )
    organization = models.ForeignKey(
        PartyOrganization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tie_members",
        verbose_name="党组织",
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tie_members",
        verbose_name="伙伴单位",
    )
    role = models.CharField("角色", max_length=10, choices=TieRole.choices, default=TieRole.EQUAL)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "结对单位"
        constraints = [
            models.CheckConstraint(
                name="tie_member_is_one_body",
                condition=Q(school__isnull=False, organization=None, partner=None)
                | Q(school=None, organization__isnull=False, partner=None)
                | Q(school=None, organization=None, partner__isnull=False),
                violation_error_message="结对单位从学校、党组织、伙伴单位中选一个。",
            ),
            models.UniqueConstraint(
                fields=["tie", "school"],
                name="tie_member_school_once",
                violation_error_message="这个单位已经在名单里。",
            ),
            models.UniqueConstraint(
                fields=["tie", "organization"],
                name="tie_member_organization_once",
                violation_error_message="这个单位已经在名单里。",
            ),
            models.UniqueConstraint(
                fields=["tie", "partner"],
                name="tie_member_partner_once",
                violation_error_message="这个单位已经在名单里。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.body)

    @property
    def body(self) -> School | PartyOrganization | Partner:
        found = self.school or self.organization or self.partner
        assert found is not None  # noqa: S101 - the constraint says so
        return found
