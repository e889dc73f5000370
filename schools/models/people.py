"""Accounts and the posts that give them rights; a post belongs to the place, not to the person."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from schools.choices import REGION_ROLES, SCHOOL_ROLES, Role
from schools.models.places import Region, School


class User(AbstractUser):
    """One person, one account; rights come from posts alone."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("称呼", max_length=40)
    unit = models.CharField("所在单位", max_length=80, blank=True)
    expires_on = models.DateField("账号有效期至", null=True, blank=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @cached_property
    def current_posts(self) -> list[Post]:
        """Posts held today, read once per request."""
        return list(self.posts.current().select_related("region", "school__region"))

    def has_role(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.current_posts)

    def codes_as(self, *roles: str) -> list[str]:
        """Codes of the regions where this account holds one of `roles`."""
        return [p.region.code for p in self.current_posts if p.region and p.role in roles]

    @property
    def place(self) -> str:
        """Whom this account speaks for, as official tables name it."""
        post = next(iter(self.current_posts), None)
        if post is None:
            return self.unit
        return (post.region.committee_name if post.region else post.place) or self.unit

    @property
    def region_codes(self) -> list[str]:
        """Regions whose schools this account manages, as staff or leader."""
        return self.codes_as(*REGION_ROLES)

    @property
    def school_ids(self) -> list[int]:
        return [p.school_id for p in self.current_posts if p.school_id and p.role in SCHOOL_ROLES]


class PostQuerySet(models.QuerySet["Post"]):
    def current(self) -> PostQuerySet:
        today = timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=today), started_on__lte=today)


class Post(models.Model):
    """A role held by an account at a school, at a region, or at neither, with its dates."""

    user = models.ForeignKey(User, models.PROTECT, related_name="posts", verbose_name="账号")
    role = models.CharField("岗位", max_length=14, choices=Role.choices)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="地区"
    )
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="posts", verbose_name="学校"
    )
    started_on = models.DateField("到岗日期", default=timezone.localdate)
    ended_on = models.DateField("离岗日期", null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "岗位"
        constraints = [
            models.CheckConstraint(
                name="post_role_matches_place",
                condition=Q(role__in=SCHOOL_ROLES, school__isnull=False, region=None)
                | Q(role__in=REGION_ROLES, region__isnull=False, school=None)
                | (~Q(role__in=(*SCHOOL_ROLES, *REGION_ROLES)) & Q(school=None, region=None)),
                violation_error_message="岗位与所属单位不符：学校岗位选学校，区级岗位选地区，其余都不选。",
            ),
            models.CheckConstraint(
                name="post_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("started_on")),
                violation_error_message="离岗日期不能早于到岗日期。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "school"],
                condition=Q(ended_on=None),
                name="post_open_once_at_school",
                violation_error_message="这个账号已经有同样的岗位。",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region"],
                condition=Q(ended_on=None),
                name="post_open_once_in_region",
                violation_error_message="这个账号已经有同样的岗位。",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(ended_on=None, school=None, region=None),
                name="post_open_once_elsewhere",
                violation_error_message="这个账号已经有同样的岗位。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}（{self.get_role_display()}）"

    @property
    def place(self) -> str:
        return str(self.school or self.region or "")


class EmploymentQuerySet(models.QuerySet["Employment"]):
    def within_years(self, years: int, today: date | None = None) -> EmploymentQuerySet:
        """Employment that lasted into the last `years` years (the recusal rule uses 3)."""
        since = (today or timezone.localdate()) - timedelta(days=round(365.25 * years))
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=since))


class Employment(models.Model):
    """Where a person works or worked; experts are kept away from these schools."""

    user = models.ForeignKey(User, models.CASCADE, related_name="employments", verbose_name="账号")
    school = models.ForeignKey(
        School, models.PROTECT, related_name="employments", verbose_name="学校"
    )
    title = models.CharField("职务", max_length=40, blank=True)
    started_on = models.DateField("开始日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        verbose_name = "任职经历"

    def __str__(self) -> str:
        return f"{self.user} {self.school}"
