"""The search index, view counts, mistakes; spreadsheets and documents on their way in."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from brands.models import Brand
from kit.secret import EncryptedTextField
from schools.models import Region, School, User
from schools.models.places import within


class Kind(models.TextChoices):
    """In the order people look for them."""

    BRANDS = "brands", "品牌"
    SCHOOLS = "schools", "学校"
    ACTIVITIES = "activities", "活动"
    HONORS = "honors", "荣誉"
    TIES = "ties", "姊妹校"
    NOTICES = "notices", "公示公告"


# Of the tables whose lists are searched. PostgreSQL has an index of words for each kind.
KINDS = {
    "brand": Kind.BRANDS,
    "school": Kind.SCHOOLS,
    "activity": Kind.ACTIVITIES,
    "honor": Kind.HONORS,
    "tie": Kind.TIES,
}


class SearchDocument(models.Model):
    """What a row says in public; portal.indexing alone writes here.

    The database keeps more beside it, see migration 0002: a full-text table on SQLite, stored
    tsvector columns on PostgreSQL.
    """

    ROUTES = {
        "brand": "brand",
        "school": "school",
        "activity": "activities:detail",
        "tie": "tie",
        "batch": "selection:batch",
        "publicnotice": "selection:notice",
        "announcement": "selection:result",
    }

    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    source = models.CharField("来源", max_length=20)
    object_id = models.PositiveBigIntegerField("编号")
    page_id = models.PositiveBigIntegerField("页面编号")
    title = models.CharField("标题", max_length=200)
    meta = models.CharField("说明", max_length=300, blank=True)
    body = models.TextField("正文", blank=True)
    school = models.CharField("学校", max_length=120, blank=True)
    region = models.CharField("区划", max_length=12, blank=True)
    dated = models.DateField("日期", null=True, blank=True)
    until = models.DateField("有效期至", null=True, blank=True)
    name_terms = models.TextField("名称词", blank=True)
    body_terms = models.TextField("正文词", blank=True)
    folded = models.TextField("原文（折叠）", blank=True)

    class Meta:
        verbose_name = "搜索条目"
        verbose_name_plural = "搜索条目"
        constraints = [
            models.UniqueConstraint(
                fields=["source", "object_id"], name="portal_searchdocument_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "-dated", "-id"], name="portal_search_newest")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.kind == Kind.HONORS:
            return reverse("honors:list", query={"q": self.title})
        return reverse(self.ROUTES[self.source], args=[self.page_id])

    def facts(self) -> tuple[Any, ...]:
        """All that indexing writes, to compare what is stored with what should be."""
        own = (f for f in self._meta.concrete_fields if f.name != "id")
        return tuple(getattr(self, field.attname) for field in own)


class SpreadsheetImportQuerySet(models.QuerySet["SpreadsheetImport"]):
    def owned_by(self, user: Any) -> SpreadsheetImportQuerySet:
        return self.filter(owner=user)


class SpreadsheetImport(models.Model):
    """An uploaded spreadsheet on its way into a ledger; only its owner sees it.

    The file is deleted once its lines are in: name, digest and counts stay.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="导入人"
    )
    kind = models.CharField("导入什么", max_length=20)
    name = models.CharField("文件名", max_length=150)
    digest = models.CharField("文件摘要", max_length=64)
    file = models.FileField("文件", upload_to="imports/%Y/%m/", blank=True)
    sheets = models.JSONField("工作表", default=list)
    sheet = models.CharField("读的工作表", max_length=120)
    head_line = models.PositiveIntegerField("表头在第几行")
    titles = models.JSONField("列名", default=list)
    fields = models.JSONField("对应的列", default=list)
    unsure = models.JSONField("要核对的列", default=list)
    line_count = models.PositiveIntegerField("行数", default=0)
    report = models.JSONField("检查结果", null=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    entered_at = models.DateTimeField("导入时间", null=True)

    objects = SpreadsheetImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "表格导入"

    def __str__(self) -> str:
        return self.name

    @property
    def is_clean(self) -> bool:
        """Looked through, and nothing was wrong."""
        return self.report is not None and not self.report["problem_count"]

    @property
    def state_kind(self) -> str:
        """The shape of components/status.html."""
        return "done" if self.entered_at else "wait" if self.is_clean else "back"

    @property
    def state_label(self) -> str:
        if self.entered_at:
            return "已导入"
        return "可以导入" if self.is_clean else "待改" if self.report else "待检查"


class IntakeQuerySet(models.QuerySet["Intake"]):
    def managed_by(self, user: User) -> IntakeQuerySet:
        """A document may hold what must not leave the school: only its own people see it."""
        return self.filter(school__in=user.school_ids)


class Intake(models.Model):
    """A case document a school has handed in, and what was taken from it."""

    school = models.ForeignKey(School, models.CASCADE, related_name="+", verbose_name="学校")
    brand = models.ForeignKey(
        Brand, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="品牌"
    )
    name = models.CharField("文稿名称", max_length=80)
    text = models.TextField("文稿")
    digest = models.CharField("摘要", max_length=64)
    taken = models.JSONField("已放进台账的", default=dict)
    created_by = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="+", verbose_name="填报人"
    )
    created_at = models.DateTimeField("交来时间", auto_now_add=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = "案例文稿"
        verbose_name_plural = "案例文稿"
        constraints = [
            models.UniqueConstraint(fields=["school", "digest"], name="portal_intake_text_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("office:intake", args=[self.pk])


class PageViews(models.Model):
    """How often a public page was read: a number, and nothing about the readers."""

    kind = models.CharField("页面", max_length=1)  # a key of portal.showcase.pages.PAGES
    number = models.PositiveBigIntegerField("编号")
    count = models.PositiveBigIntegerField("浏览次数", default=0)

    class Meta:
        verbose_name = "浏览次数"
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="portal_views_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.number} {self.count}"

    @classmethod
    def add(cls, kind: str, number: int) -> int:
        """One more; returns how many by now."""
        row, _ = cls.objects.get_or_create(kind=kind, number=number)
        cls.objects.filter(pk=row.pk).update(count=models.F("count") + 1)
        return row.count + 1


class MistakeStatus(models.TextChoices):
    OPEN = "open", "待处理"
    MENDED = "mended", "已更正"
    KEPT = "kept", "不用更正"


class MistakeQuerySet(models.QuerySet["Mistake"]):
    def managed_by(self, user: User) -> MistakeQuerySet:
        """Those about pages of the account's regions, and about pages of nobody's region."""
        if not user.region_codes:
            return self.none()
        mine = within(user.region_codes, "region__code")
        return self.filter(mine | Q(region=None))

    def open(self) -> MistakeQuerySet:
        return self.filter(status=MistakeStatus.OPEN)


def receipt() -> str:
    return secrets.token_hex(6)


class Mistake(models.Model):
    """A mistake a reader has found; who it was is encrypted at rest and told to nobody."""

    page = models.CharField("页面", max_length=200)
    text = models.TextField("哪里错了", max_length=1000)
    contact = EncryptedTextField("联系方式", blank=True)
    code = models.CharField("回执码", max_length=12, default=receipt, unique=True, editable=False)
    region = models.ForeignKey(
        Region, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="地区"
    )
    received_at = models.DateTimeField("收到时间", default=timezone.now, db_index=True)
    status = models.CharField(
        "处理",
        max_length=8,
        choices=MistakeStatus.choices,
        default=MistakeStatus.OPEN,
        editable=False,
    )
    answer = models.TextField("答复", blank=True, max_length=1000, editable=False)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="办理人"
    )
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)

    objects = MistakeQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name = "纠错"
        constraints = [
            models.CheckConstraint(
                name="portal_mistake_answered",
                condition=Q(status=MistakeStatus.OPEN, closed_at=None)
                | (~Q(status=MistakeStatus.OPEN) & Q(closed_at__isnull=False) & ~Q(answer="")),
                violation_error_message="办结纠错要写明答复。",
            )
        ]

    def __str__(self) -> str:
        return f"纠错 {self.code}"
