"""One activity: the internal record and, apart from it, the public story."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse

from activities.choices import NEVER_PUBLIC, ActivityType, Confirmation, Mode
from activities.models.series import ActivitySeries, ActivityTyping, Campaign
from brands.models import Brand, SubProject
from kit.keys import row_number
from kit.prepared import Prepared, given_all
from kit.publication import CHECKED_BY, Publishable, PublishableQuerySet
from schools.models import PartyOrganization, School, Tie, User

if TYPE_CHECKING:
    from activities.models.parts import ActivityPhoto

NEWEST, TOLD = ["-happened_on", "-id"], ["status", "scope", "title", "place"]
PUBLIC = Q(status="published", scope="public")
Day: TypeAlias = date | None
CARD = ("title", "happened_on", "story", "school__name", "school__short_name")


def _everybody(path: str = "") -> Any:
    """人次: members, teachers, pupils and others of the activity that `path` leads to."""
    return F(f"{path}members") + F(f"{path}teachers") + F(f"{path}students") + F(f"{path}others")


@Prepared
def named_jointly() -> Any:
    """(key, state) of joint ones: beside other conditions an index finds keys, not a question."""
    found = Activity.objects.filter(participations__school__in=given_all("schools"))
    return found.order_by().values_list("pk", "participations__state").distinct()


def confirmed_joint(schools: list[int]) -> list[int]:
    found = named_jointly(schools=schools)
    return [key for key, state in found if state == Confirmation.CONFIRMED]


class ActivityQuerySet(PublishableQuerySet["Activity"]):
    def managed_by(self, user: User) -> ActivityQuerySet:
        return self.filter(school__in=School.objects.keys_for(user))

    def counted(self) -> ActivityQuerySet:
        """Without records that count under the joint activity of another school: each once."""
        return self.exclude(shared__state=Confirmation.CONFIRMED)

    def folded(self) -> ActivityQuerySet:
        shared = Activity.objects.filter(shared__state=Confirmation.CONFIRMED)
        return self.filter(pk__in=shared.order_by().values("pk"))

    def of_school(self, *schools: School) -> ActivityQuerySet:
        """Own activities and joint ones a school has confirmed; each counts once."""
        return self.of_schools([school.pk for school in schools])

    def of_schools(self, keys: Any, joint: Any = None) -> ActivityQuerySet:
        """The same by keys of schools, and of the joint ones they have confirmed if known."""
        found = confirmed_joint(keys) if joint is None else joint
        return self.counted().filter(Q(school__in=keys) | Q(pk__in=found))

    def seen_by(self, user: User) -> ActivityQuerySet:
        """Managed ones, and joint ones that name a school of this account."""
        if not user.school_ids:
            return self.managed_by(user)
        named = [key for key, _ in named_jointly(schools=user.school_ids)]
        return self.filter(Q(school__in=School.objects.keys_for(user)) | Q(pk__in=named))

    def of_tie(self, tie: Tie) -> ActivityQuerySet:
        return self.counted().filter(ties=tie)

    def of_brand(self, brand: Brand) -> ActivityQuerySet:
        return self.filter(brand=brand)

    def of_type(self, kind: str, first: Day = None, last: Day = None) -> ActivityQuerySet:
        days = {"typings__happened_on__gte": first, "typings__happened_on__lte": last}
        return self.filter(typings__type=kind, **{name: day for name, day in days.items() if day})

    def near(self, one: Activity, days: int) -> ActivityQuerySet:
        """Others that began at most so many days before or after it."""
        span, day = timedelta(days=days), one.happened_on
        return self.filter(happened_on__range=(day - span, day + span)).exclude(pk=one.pk)

    def between(self, first: Day, last: Day) -> ActivityQuerySet:
        rows = self.filter(happened_on__gte=first) if first else self
        return rows.filter(happened_on__lte=last) if last else rows

    def recent_first(self) -> ActivityQuerySet:
        return self.order_by("-happened_on", "-pk")

    def turnout(self) -> int:
        """人次 of all of them together."""
        return self.aggregate(all=Coalesce(Sum(_everybody()), 0))["all"]

    def count_by_type(self) -> list[dict[str, Any]]:
        """{"type", "label", "count", "turnout"} by number; one of two types counts under both."""
        typings = ActivityTyping.objects.filter(activity__in=self.order_by().values("pk"))
        everybody = Sum(_everybody("activity__"))
        rows = typings.order_by().values("type").annotate(count=Count("pk"), turnout=everybody)
        rows = rows.order_by("-count", "type")
        return [{**row, "label": ActivityType(row["type"]).label} for row in rows]

    def for_tables(self) -> ActivityQuerySet:
        """With what a list shows, in a constant number of queries."""
        return self.select_related("school").prefetch_related("typings", "photos")

    def for_cards(self) -> ActivityQuerySet:
        """What a card shows but types and pictures, see cards.told."""
        return self.select_related("school").only(*CARD)

    def whole(self) -> ActivityQuerySet:
        """With everything a page about one activity shows."""
        owners = ("school__region", "organization", "series", "brand", "sub_project", "created_by")
        parts = ("typings", "photos", "attachments", "figures", "campaigns", "ties")
        sides = (f"participations__{one}" for one in ("school__region", "partner", "own"))
        rows = self.select_related(*owners, *CHECKED_BY).prefetch_related(*parts, *sides)
        return rows.prefetch_related("coverage__outlet")

    def find(self, key: str) -> Activity | None:
        """The one an address names by number, if it is among these."""
        return self.select_related("school__region", "brand").filter(pk=row_number(key)).first()


class Activity(Publishable):
    school = models.ForeignKey(
        School, models.PROTECT, related_name="activities", verbose_name="学校"
    )
    organization = models.ForeignKey(
        PartyOrganization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="党组织或党小组",
    )
    title = models.CharField("活动名称", max_length=60)
    happened_on = models.DateField("日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    starts_at = models.TimeField("开始时间", null=True, blank=True)
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=60, blank=True)
    mode = models.CharField("形式", max_length=8, choices=Mode.choices, default=Mode.OFFLINE)
    campaigns = models.ManyToManyField(
        Campaign, blank=True, related_name="activities", verbose_name="专项行动"
    )
    series = models.ForeignKey(
        ActivitySeries,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="系列活动",
    )
    brand = models.ForeignKey(
        Brand,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="品牌",
    )
    sub_project = models.ForeignKey(
        SubProject,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="支撑品牌的哪一节",
    )
    ties = models.ManyToManyField(
        Tie, blank=True, related_name="activities", verbose_name="结对关系"
    )

    members = models.PositiveIntegerField("党员", default=0)
    teachers = models.PositiveIntegerField("教师", default=0)
    students = models.PositiveIntegerField("学生", default=0)
    others = models.PositiveIntegerField("家长、居民等", default=0)

    expected = models.PositiveIntegerField("应到", null=True, blank=True)
    present = models.PositiveIntegerField("实到", null=True, blank=True)
    absent_note = models.CharField("缺席及原因", max_length=200, blank=True)
    observers = models.PositiveIntegerField("列席", null=True, blank=True)
    host = models.CharField("主持人", max_length=40, blank=True)
    lecturer = models.CharField("主讲人", max_length=40, blank=True)
    recorder = models.CharField("记录人", max_length=40, blank=True)
    hours = models.DecimalField(
        "学时",
        max_digits=5,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0), "学时不能是负数。")],
    )
    minutes = models.TextField("会议记录（不公开）", blank=True)
    resolutions = models.TextField("决议事项（不公开）", blank=True)
    votes_for = models.PositiveIntegerField("赞成", null=True, blank=True)
    votes_against = models.PositiveIntegerField("反对", null=True, blank=True)
    votes_abstained = models.PositiveIntegerField("弃权", null=True, blank=True)

    donated_amount = models.DecimalField(
        "捐款金额（元）", max_digits=12, decimal_places=2, null=True, blank=True
    )
    donated_goods = models.CharField("捐赠物资", max_length=200, blank=True)
    donation_purpose = models.CharField("捐赠用途", max_length=120, blank=True)

    story = models.TextField("做了什么，有什么收获", blank=True, max_length=3000)
    story_source = models.CharField("来源", max_length=40, blank=True)
    story_author = models.CharField("作者（职务）", max_length=40, blank=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="填报人"
    )
    created_at = models.DateTimeField("填报时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ActivityQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["-happened_on", "-pk"]
        verbose_name = "活动"
        verbose_name_plural = "活动"
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="activity_ends_after_start",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("happened_on")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="activity_present_within_expected",
                condition=Q(expected=None) | Q(present=None) | Q(present__lte=F("expected")),
                violation_error_message="实到人数不能多于应到人数，列席的另填。",
            ),
        ]
        indexes = [
            models.Index(fields=NEWEST, name="activity_public_recent", condition=PUBLIC),
            # With what a ledger asks for: the rows that its page passes over are not fetched.
            models.Index(fields=[*NEWEST, "school", *TOLD], name="activity_ledger"),
            models.Index(fields=["school", *NEWEST, *TOLD], name="activity_school_ledger"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("activities:detail", args=[self.pk])

    def get_office_url(self) -> str:
        return reverse("office:activities:detail", args=[self.pk])

    @property
    def types(self) -> list[str]:
        return [typing.type for typing in self.typings.all()]

    @property
    def types_text(self) -> str:
        return "、".join(typing.get_type_display() for typing in self.typings.all())

    @property
    def turnout(self) -> int:
        """人次 of this activity: everybody who took part."""
        return self.members + self.teachers + self.students + self.others

    @property
    def cover(self) -> ActivityPhoto | None:
        """First picture that may be shown; pictures are prefetched in lists."""
        return next((photo for photo in self.photos.all() if photo.may_be_public), None)

    @property
    def school_year(self) -> int:
        """The school year's first calendar year; it runs from September to August."""
        return self.happened_on.year if self.happened_on.month >= 9 else self.happened_on.year - 1

    @property
    def may_ever_be_public(self) -> bool:
        return not set(self.types) & set(NEVER_PUBLIC)

    def missing(self) -> list[str]:
        """What is missing before the checks may begin."""
        wanted = [
            (self.place.strip(), "请填写活动地点"),
            (self.story.strip(), "请写几句做了什么、有什么收获"),
            (self.may_ever_be_public, "组织生活会和民主评议的记录不能公开"),
        ]
        return [reason for given, reason in wanted if not given]
