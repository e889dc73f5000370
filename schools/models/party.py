"""Party organisations, which are not schools, and the officers who serve in them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from schools.choices import OfficerPost, OrganizationKind
from schools.models.people import User
from schools.models.places import Region, School, within

SCHOOL_POSTS = (OfficerPost.PRINCIPAL, OfficerPost.VICE_PRINCIPAL)
# Terms in years: committee 5, general branch and branch 3 (Regulations on terms, 2018).
TERM_YEARS = {OrganizationKind.COMMITTEE: 5}
DEFAULT_TERM_YEARS = 3


class PartyOrganizationQuerySet(models.QuerySet["PartyOrganization"]):
    def managed_by(self, user: User) -> PartyOrganizationQuerySet:
        return self.filter(
            within(user.region_codes, "region__code")
            | Q(
                pk__in=PartyOrganization.host_schools.through.objects.filter(
                    school__in=user.school_ids
                ).values("partyorganization")
            )
        )

    def of_school(self, school: School) -> PartyOrganizationQuerySet:
        return self.filter(host_schools=school)


class PartyOrganization(models.Model):
    """A committee, general branch, branch or group; the tree is deeper than the list of schools."""

    name = models.CharField("党组织全称", max_length=80)
    kind = models.CharField("类型", max_length=16, choices=OrganizationKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上级党组织",
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="organizations", verbose_name="地区"
    )
    host_schools = models.ManyToManyField(
        School, blank=True, related_name="organizations", verbose_name="所在学校"
    )
    works_in = models.CharField("设在", max_length=60, blank=True, help_text="如教研组、年级组")
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    full_members = models.PositiveIntegerField("正式党员数", null=True, blank=True)
    probationary_members = models.PositiveIntegerField("预备党员数", null=True, blank=True)
    teacher_members = models.PositiveIntegerField("教师党员数", null=True, blank=True)
    retired_members = models.PositiveIntegerField("离退休党员数", null=True, blank=True)
    committee_size = models.PositiveSmallIntegerField("委员数", null=True, blank=True)
    term_number = models.PositiveSmallIntegerField("届次", null=True, blank=True)
    term_started_on = models.DateField("本届选举日期", null=True, blank=True)
    term_ends_on = models.DateField("届满日期", null=True, blank=True)
    extended_to = models.DateField("延期至", null=True, blank=True)
    extension_number = models.CharField("延期批复文号", max_length=60, blank=True)

    objects = PartyOrganizationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "党组织"
        constraints = [
            models.CheckConstraint(
                name="organization_extension_has_number",
                condition=Q(extended_to=None) | ~Q(extension_number=""),
                violation_error_message="延期换届要写批复文号。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def hosts_text(self) -> str:
        return "、".join(school.name for school in self.host_schools.all())

    @property
    def member_count(self) -> int | None:
        """Full and probationary members together; None while unknown."""
        if self.full_members is None:
            return None
        return self.full_members + (self.probationary_members or 0)

    @property
    def term_due_on(self) -> date | None:
        """When this term must end: extension, stated end, or election plus 5 or 3 years."""
        if self.extended_to or self.term_ends_on:
            return self.extended_to or self.term_ends_on
        start = self.term_started_on
        if start is None:
            return None
        years = TERM_YEARS.get(OrganizationKind(self.kind), DEFAULT_TERM_YEARS)
        day = 28 if (start.month, start.day) == (2, 29) else start.day
        return start.replace(year=start.year + years, day=day)


class OfficerQuerySet(models.QuerySet["Officer"]):
    def managed_by(self, user: User) -> OfficerQuerySet:
        """Of the organisations and of the schools of this account."""
        bodies = PartyOrganization.objects.managed_by(user)
        schools = School.objects.managed_by(user)
        return self.filter(Q(organization__in=bodies) | Q(school__in=schools))

    def current(self) -> OfficerQuerySet:
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=timezone.localdate()))


class Officer(models.Model):
    """A person in one post, with dates; 书记 and 校长 are separate rows, 一肩挑 is derived."""

    organization = models.ForeignKey(
        PartyOrganization,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="officers",
        verbose_name="党组织",
    )
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, related_name="officers", verbose_name="学校"
    )
    post = models.CharField("职务", max_length=16, choices=OfficerPost.choices)
    name = models.CharField("姓名", max_length=40)
    user = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="offices", verbose_name="账号"
    )
    order = models.PositiveSmallIntegerField("排序", default=0)
    started_on = models.DateField("任职日期", null=True, blank=True)
    ended_on = models.DateField("离任日期", null=True, blank=True)

    objects = OfficerQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "任职人员"
        constraints = [
            models.CheckConstraint(
                name="officer_post_matches_place",
                condition=Q(post__in=SCHOOL_POSTS, school__isnull=False, organization=None)
                | (~Q(post__in=SCHOOL_POSTS) & Q(school=None, organization__isnull=False)),
                violation_error_message="校长、副校长属于学校，其余职务属于党组织。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_post_display()}）"

    @property
    def place(self) -> str:
        return str(self.organization or self.school)

    def is_same_person_as(self, other: Officer) -> bool:
        if self.user_id and other.user_id:
            return self.user_id == other.user_id
        return self.name == other.name
