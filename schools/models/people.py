"""Accounts and the posts that give them rights; a post belongs to the place, not to the person."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kit.prepared import Prepared, given
from kit.secret import EncryptedEmailField
from schools.choices import CONFIRMED_ROLES, KEEPERS, REGION_ROLES, SCHOOL_ROLES, Role
from schools.models.places import Region, School, SchoolQuerySet

COUNTY = 6  # digits of its code


class User(AbstractUser):
    """One person, one account; rights come from posts alone."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("称呼", max_length=40)
    unit = models.CharField("所在单位", max_length=80, blank=True)
    email = EncryptedEmailField("邮箱", blank=True)
    expires_on = models.DateField("账号有效期至", null=True, blank=True)
    password_since = models.DateTimeField("密码设于", null=True, editable=False)
    # Opened or enabled again; from here counts how long an account has not been used.
    awake_since = models.DateTimeField("启用于", default=timezone.now, editable=False)

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password)
        self.password_since = timezone.now()

    @property
    def password_is_old(self) -> bool:
        """The rules of this site ask for a new one; one whose age is unknown counts as old."""
        if not settings.PASSWORD_DAYS:
            return False
        since = self.password_since or self.date_joined
        return since < timezone.now() - timedelta(days=settings.PASSWORD_DAYS)

    @property
    def is_expired(self) -> bool:
        return bool(self.expires_on and self.expires_on < timezone.localdate())

    @cached_property
    def has_authenticator(self) -> bool:
        """手机验证码器; the backend tells it together with the account."""
        told: bool | None = getattr(self, "has_phone", None)
        if told is not None:
            return told
        return hasattr(self, "authenticator")

    @property
    def must_have_authenticator(self) -> bool:
        return settings.SECOND_FACTOR == "required" and self.has_role(*CONFIRMED_ROLES)

    @cached_property
    def current_posts(self) -> list[Post]:
        """Posts held today, read once per request."""
        found = posts_held(user=self.pk, today=timezone.localdate())
        for post in found:
            post.user = self
        return found

    def has_role(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.current_posts)

    def codes_as(self, *roles: str) -> list[str]:
        """Codes of the regions where this account holds one of `roles`."""
        return [p.region.code for p in self.current_posts if p.region and p.role in roles]

    @property
    def signature(self) -> str:
        """The name, and whom this account stands in for today, as the log writes it."""
        names = dict.fromkeys(str(p.acting_for) for p in self.current_posts if p.acting_for)
        return f"{self}（代理{'、'.join(names)}）" if names else str(self)

    @cached_property
    def hands(self) -> set[int]:
        """This account, those it acts for and those who act for it: one hand in any two checks."""
        for_me = self.deputised_posts.current().values_list("user", flat=True)
        for_others = (p.acting_for_id for p in self.current_posts if p.acting_for_id)
        return {self.pk, *for_me, *for_others}

    @property
    def unread(self) -> int:
        """Notifications not read yet, as the backend read them together with the account."""
        return getattr(self, "unread_count", 0)

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

    @cached_property
    def managed_keys(self) -> SchoolQuerySet | list[int]:
        """Keys of the schools of one's posts and districts; of a city or province the question."""
        codes = self.region_codes
        if not codes:
            return self.school_ids
        schools = School.objects.managed_by(self).order_by()
        is_small = all(len(code) >= COUNTY for code in codes)
        return list(schools.values_list("pk", flat=True)) if is_small else schools


class PostQuerySet(models.QuerySet["Post"]):
    def current(self, today: Any = None) -> PostQuerySet:
        today = today or timezone.localdate()
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=today), started_on__lte=today)

    def lendable_by(self, user: User) -> PostQuerySet:
        """Open posts with a place that this account may let somebody else act in."""
        rows = self.current().filter(role__in=(*SCHOOL_ROLES, *REGION_ROLES), ended_on=None)
        rows = rows.select_related("user", "school", "region")
        return rows if user.has_role(Role.SECURITY) else rows.filter(user=user)

    def acting_for_whom(self, user: User) -> PostQuerySet:
        """Posts of deputies, now or later, that this account may end."""
        rows = self.filter(acting_for__isnull=False, ended_on__gte=timezone.localdate())
        rows = rows.select_related("user", "acting_for")
        return rows if user.has_role(Role.SECURITY) else rows.filter(acting_for=user)

    def holders(self) -> models.QuerySet[User]:
        """The usable accounts that hold these posts."""
        return User.objects.filter(is_active=True, pk__in=self.values("user"))


@Prepared
def posts_held() -> PostQuerySet:
    """Each request of an office asks it."""
    rows = Post.objects.filter(user=given("user")).current(given("today"))
    return rows.select_related("region", "school__region", "acting_for")


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
    acting_for = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="deputised_posts",
        verbose_name="代理谁",
    )

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
                name="post_of_deputy_ends",
                condition=Q(acting_for=None) | Q(ended_on__isnull=False),
                violation_error_message="代理要写到哪一天为止。",
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
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ended_on=None, role__in=KEEPERS),
                name="post_one_of_three_keepers",
                violation_error_message="系统管理员、安全管理员、审计员三个岗位不能由一个人兼任。",
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
