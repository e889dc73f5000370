"""An application: prose the school may edit, facts counted from ledgers, frozen versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.urls import reverse

from activities.models import Activity, Coverage
from brands.models import Brand
from honors.models import Honor
from kit.secret import EncryptedTextField
from schools.models import PartyOrganization, School, Tie, User
from selection.choices import ApplicationStatus, ClaimSection
from selection.models.batch import Batch
from selection.models.rubric import Indicator

if TYPE_CHECKING:
    from selection.models.files import ApplicationFile
    from selection.models.ladder import Recommendation

EDITABLE = (ApplicationStatus.DRAFT, ApplicationStatus.RETURNED)
DESK = (
    *("status", "submitted_at", "correct_by", "school__name", "school__short_name"),
    *("brand__title", "brand__slip", "brand__cover"),
    *("batch__name", "batch__number", "batch__closes_at", "batch__attachments_asked"),
)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def managed_by(self, user: User) -> ApplicationQuerySet:
        """The school's own; for office accounts what was handed in to their unsealed batches."""
        own = Q(school__in=user.school_ids)
        readable = Batch.objects.managed_by(user).readable()
        handed_in = Q(batch__in=readable, submitted_at__isnull=False)
        return self.filter(own | handed_in)

    def of_school(self, school: School) -> ApplicationQuerySet:
        return self.filter(school=school)

    def in_state(self, *states: str) -> ApplicationQuerySet:
        return self.filter(status__in=states)

    def standing(self) -> ApplicationQuerySet:
        """Not withdrawn: these are the ones that count as "applied"."""
        return self.exclude(status=ApplicationStatus.WITHDRAWN)

    def for_lists(self) -> ApplicationQuerySet:
        above = "recommended_from__application__batch__region"
        return self.select_related("batch", "school__region", "organization", "brand", above)

    def for_desk(self) -> ApplicationQuerySet:
        """With what a line on a desk tells, and nothing else."""
        return self.select_related("batch", "school", "brand").only(*DESK)

    def for_results(self) -> ApplicationQuerySet:
        """Names alone: the texts of a whole batch would be read for nothing."""
        named = ("school__name", "school__short_name", "school__stage", "organization__name")
        rows = self.select_related("school", "organization", "brand")
        return rows.only("batch", "number", "status", "brand__title", *named)


class Application(models.Model):
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="applications", verbose_name="批次"
    )
    organization = models.ForeignKey(
        PartyOrganization, models.PROTECT, related_name="applications", verbose_name="申报党组织"
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="applications", verbose_name="学校"
    )
    brand = models.ForeignKey(
        Brand, models.PROTECT, related_name="applications", verbose_name="品牌"
    )
    number = models.PositiveSmallIntegerField("项目编号", null=True, blank=True, editable=False)
    status = models.CharField(
        "状态",
        max_length=14,
        choices=ApplicationStatus.choices,
        default=ApplicationStatus.DRAFT,
        editable=False,
    )
    content = models.JSONField("申报内容", default=dict, blank=True)
    facts = models.JSONField("台账数据", default=dict, blank=True, editable=False)
    self_scores = models.JSONField("自评", default=dict, blank=True)
    contact_phone = EncryptedTextField("联系电话（不公开）", blank=True)
    typed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="填报人"
    )
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="审签人"
    )
    signed_at = models.DateTimeField("审签时间", null=True, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    correct_by = models.DateField("补正期限", null=True, editable=False)
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "申报"
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "organization"],
                condition=~Q(status=ApplicationStatus.WITHDRAWN),
                name="application_one_per_organization",
                violation_error_message="这个党组织在本批次已经有一份申报。",
            ),
            models.UniqueConstraint(
                fields=["batch", "number"],
                name="application_number_once",
            ),
        ]
        indexes = [models.Index(fields=["batch", "status"], name="application_by_state")]

    def __str__(self) -> str:
        return f"{self.school.label}《{self.brand}》"

    def get_absolute_url(self) -> str:
        return reverse("office:selection:application", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def latest(self) -> ApplicationVersion | None:
        """The frozen version that is being judged; None before the first signature."""
        return self.versions.order_by("-number").first()

    @property
    def recommendation(self) -> Recommendation | None:
        """How it came from the region below; None where the school applied itself."""
        found: Recommendation | None = getattr(self, "recommended_from", None)
        return found

    @property
    def origin(self) -> ApplicationVersion | None:
        """The version that was judged one level below, where the region recommended it."""
        found = self.recommendation
        return found.application.latest if found else None

    @property
    def recommended_text(self) -> str:
        """“由梁溪区推荐，第 2 位”, or empty."""
        found = self.recommendation
        if found is None:
            return ""
        return f"由{found.application.batch.region}推荐，第 {found.order} 位"

    @property
    def code(self) -> str:
        """The anonymous name experts see: 第07号项目."""
        return f"第{self.number or 0:02d}号项目"


class ApplicationMember(models.Model):
    """A member of the project team; internal, never shown outside the form."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="members")
    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=40, blank=True)
    duty = models.CharField("分工", max_length=80, blank=True)
    unit = models.CharField("单位", max_length=80, blank=True)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "项目组成员"

    def __str__(self) -> str:
        return self.name


class ApplicationVersion(models.Model):
    """Everything as it stood at a signature, with its hash; never changed afterwards."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("版本号")
    content = models.JSONField("冻结内容")
    digest = models.CharField("内容摘要", max_length=64)
    code = models.CharField("版本码", max_length=12, unique=True)
    copied_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        verbose_name="推荐时照抄的版本",
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审签人")
    made_at = models.DateTimeField("审签时间", auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = "申报版本"
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="application_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} 第 {self.number} 版"


class Claim(models.Model):
    """One sentence the school stands by, with the evidence for it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="claims")
    section = models.CharField(
        "所在部分", max_length=10, choices=ClaimSection.choices, default=ClaimSection.RESULT
    )
    indicator = models.ForeignKey(
        Indicator,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name="对应指标",
    )
    text = models.CharField("成效或做法", max_length=300)
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "成效条目"

    def __str__(self) -> str:
        return self.text


class Evidence(models.Model):
    """A ledger row or a file behind a claim."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="evidence")
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="活动"
    )
    honor = models.ForeignKey(
        Honor, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="荣誉"
    )
    coverage = models.ForeignKey(
        Coverage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报道"
    )
    tie = models.ForeignKey(
        Tie, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="结对关系"
    )
    file = models.ForeignKey(
        "selection.ApplicationFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="文件",
    )
    order = models.PositiveSmallIntegerField("顺序", default=0)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = "佐证"
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "activity"],
                name="evidence_activity_once",
                violation_error_message="这条佐证已经挂上了。",
            ),
            models.UniqueConstraint(
                fields=["claim", "honor"],
                name="evidence_honor_once",
                violation_error_message="这条佐证已经挂上了。",
            ),
            models.UniqueConstraint(
                fields=["claim", "coverage"],
                name="evidence_coverage_once",
                violation_error_message="这条佐证已经挂上了。",
            ),
            models.UniqueConstraint(
                fields=["claim", "tie"],
                name="evidence_tie_once",
                violation_error_message="这条佐证已经挂上了。",
            ),
            models.UniqueConstraint(
                fields=["claim", "file"],
                name="evidence_file_once",
                violation_error_message="这条佐证已经挂上了。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.source)

    @property
    def source(self) -> Activity | Honor | Coverage | Tie | ApplicationFile | None:
        return self.activity or self.honor or self.coverage or self.tie or self.file
