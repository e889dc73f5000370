"""A school's brand or a secretary's project, and its kept versions."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Min, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from brands.choices import BrandKind, Cover, SectionKind
from kit.publication import Publishable, PublishableQuerySet
from schools.choices import Level
from schools.models import PartyOrganization, Region, School, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brands.models.parts import Milestone, Section
    from brands.models.result import Result


PUBLIC = Q(status="published", scope="public")
_OF_SCHOOL = ("school__name", "school__short_name", "school__stage", "school__region")
BOOK = ("title", "tagline", "slip", "cover", *_OF_SCHOOL)
SLIP = 4  # characters of the name on a slip for which the school chose no words
DRAWING = 17  # raise it when covers are drawn in another way


class BrandQuerySet(PublishableQuerySet["Brand"]):
    def managed_by(self, user: User) -> BrandQuerySet:
        return self.filter(school__in=School.objects.keys_for(user))

    def of_school(self, school: School) -> BrandQuerySet:
        return self.filter(school=school)

    def in_region(self, region: Region) -> BrandQuerySet:
        return self.filter(school__region__code__startswith=region.code)

    def current(self) -> BrandQuerySet:
        return self.filter(is_current=True)

    def of_kind(self, kind: str) -> BrandQuerySet:
        return self.filter(kind=kind)

    def silent_projects(self, month: date) -> BrandQuerySet:
        """Secretary's projects with open tasks and no line of progress for `month` or later."""
        running = self.current().of_kind(BrandKind.SECRETARY_PROJECT)
        running = running.filter(milestones__isnull=False, milestones__done_on=None)
        told = Brand.objects.filter(progress__month__gte=month).order_by().values("pk")
        return running.exclude(pk__in=told).distinct()

    def shelf(self) -> BrandQuerySet:
        """What stands on the public shelf: the brands in use."""
        return self.public().current()

    def at_level(self, *levels: str) -> BrandQuerySet:
        """With a standing result of one of these levels."""
        return self.filter(pk__in=self._winners(results__level__in=levels))

    def won_in(self, year: int) -> BrandQuerySet:
        return self.filter(pk__in=self._winners(results__decided_on__year=year))

    def _winners(self, **which: Any) -> QuerySet[Any, Any]:
        winners = Brand.objects.filter(results__revoked_on=None, **which)
        return winners.order_by().values("pk")

    def in_batch(self, name: str) -> BrandQuerySet:
        return self.filter(pk__in=self._winners(results__batch_name=name))

    def themes(self, most: int) -> dict[str, int]:
        """What several share, the commonest first; a theme of one brand alone narrows nothing."""
        told = self.exclude(theme="").order_by().values_list("theme").annotate(count=Count("pk"))
        return dict(told.filter(count__gt=1).order_by("-count", "theme")[:most])

    def ranked(self) -> BrandQuerySet:
        """With `rank`: the place of the highest standing level; without a result, the last."""
        standing = Q(results__revoked_on=None)
        places = [
            When(standing & Q(results__level=level), then=place)
            for place, level in enumerate(Level.values)
        ]
        last = len(places)
        return self.annotate(
            rank=Coalesce(Min(Case(*places, output_field=models.IntegerField())), last)
        )

    def locked(self) -> BrandQuerySet:
        return self.select_for_update(of=("self",))

    def for_books(self) -> BrandQuerySet:
        """With what stands on a book of the shelf, and nothing else; below it stand results."""
        return self.select_related("school__region").only(*BOOK)

    def whole(self) -> BrandQuerySet:
        """With everything a brand page or a snapshot reads, in a constant number of queries."""
        parts = ("sections", "sub_projects__measures", "figures", "milestones", "results")
        return self.select_related("school__region", "organization").prefetch_related(*parts)

    def with_progress(self) -> BrandQuerySet:
        return self.prefetch_related("progress__written_by")


class Chapter(NamedTuple):
    """One part of a brand's page; `anchor` names what follows its prose."""

    anchor: str
    title: str
    text: str
    sections: list[Section]


class Brand(Publishable):
    """Long-lived and versioned; an application is a frozen snapshot of it for one batch."""

    school = models.ForeignKey(School, models.PROTECT, related_name="brands", verbose_name="学校")
    organization = models.ForeignKey(
        PartyOrganization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="brands",
        verbose_name="党组织",
    )
    kind = models.CharField(
        "类别", max_length=18, choices=BrandKind.choices, default=BrandKind.SCHOOL_BRAND
    )
    title = models.CharField(
        "品牌名称", max_length=60, help_text="想在哪里断行，就在哪里写一个“|”。"
    )
    slip = models.CharField(
        "题签", max_length=5, blank=True, help_text="封面上竖排的 2 到 5 个字。"
    )
    tagline = models.CharField("一句话介绍", max_length=60, blank=True)
    slogan = models.CharField("品牌口号", max_length=60, blank=True)
    theme = models.CharField("主题", max_length=120, blank=True)
    connotation = models.TextField("品牌内涵", blank=True, max_length=1000)
    working_method = models.CharField("工作法", max_length=60, blank=True)
    leader = models.CharField("负责人（职务）", max_length=40, blank=True)
    cover = models.CharField("封面", max_length=10, choices=Cover.choices, default=Cover.DEFAULT)
    logo = models.ImageField("品牌标识", upload_to="brands/", blank=True)
    logo_size = models.PositiveBigIntegerField("标识大小（字节）", null=True, editable=False)
    logo_meaning = models.CharField("标识释义", max_length=300, blank=True)
    started_year = models.PositiveSmallIntegerField("创建年份", null=True, blank=True)
    is_current = models.BooleanField("现用品牌", default=True)
    retired_on = models.DateField("停用日期", null=True, blank=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = BrandQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["-final_at", "-pk"]
        verbose_name = "品牌"
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["school"],
                condition=Q(kind=BrandKind.SCHOOL_BRAND, is_current=True),
                name="brand_one_current_per_school",
                violation_error_message="一所学校只有一个现用品牌，请先停用原来的品牌。",
            ),
            models.UniqueConstraint(
                fields=["school", "title"],
                name="brand_title_unique_in_school",
                violation_error_message="本校已有同名品牌。",
            ),
        ]
        indexes = [
            models.Index(fields=["-final_at", "-id"], name="brand_public_recent", condition=PUBLIC),
            models.Index(fields=["-updated_at", "-id"], name="brand_updated"),
            # Counts beside the filters of the shelf look at no brand.
            models.Index(
                fields=["theme", "id"], name="brand_shelf", condition=PUBLIC & Q(is_current=True)
            ),
        ]

    def __str__(self) -> str:
        return self.title.replace("|", "")

    def get_absolute_url(self) -> str:
        return reverse("brand", args=[self.pk])

    @property
    def name(self) -> str:
        """The title where no line ends: lists, exports."""
        return str(self)

    @property
    def slip_text(self) -> str:
        """What stands on the slip: the school's choice, else the first characters of the name."""
        return self.slip or "".join(c for c in self.name if c.isalnum())[:SLIP]

    @property
    def cover_key(self) -> str:
        """Changes when the cover does: its address carries it, so that it is kept for ever."""
        words = "\n".join((str(DRAWING), str(self.pk), self.name, self.slip_text, self.cover))
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    @property
    def cover_url(self) -> str:
        return reverse("brands:cover", args=[self.pk, self.cover_key])

    @property
    def use_label(self) -> str:
        return "现用" if self.is_current else "已停用"

    @property
    def title_parts(self) -> list[str]:
        """The title cut where the school wants a line break (rendered with <wbr>)."""
        return self.title.split("|")

    def section_bodies(self) -> dict[str, str]:
        """Body text by section kind; several sections of one kind are joined by a blank line."""
        bodies: dict[str, list[str]] = {}
        for section in self.sections.all():
            bodies.setdefault(section.kind, []).append(section.body)
        return {kind: "\n\n".join(parts) for kind, parts in bodies.items()}

    def chapters(self) -> list[Chapter]:
        """What the page tells, in order; a chapter about which nothing is known is left out."""
        by_kind: dict[str, list[Section]] = {kind: [] for kind in SectionKind}
        for section in self.sections.all():
            if section.body.strip():
                by_kind[section.kind].append(section)
        followed: dict[str, Any] = {
            SectionKind.PRACTICE: self.sub_projects.all(),
            SectionKind.RESULT: self.figures.all(),
        }
        whole = [
            Chapter("connotation", "品牌内涵", self.connotation.strip(), []),
            *(Chapter(str(kind), kind.label, "", by_kind[kind]) for kind in SectionKind),
        ]
        chapters = [c for c in whole if c.text or c.sections or followed.get(c.anchor)]
        if self.milestones.all():
            chapters.append(Chapter("course", "建设历程", "", []))
        if self.standing_results() or self.revoked_results():
            chapters.append(Chapter("awards", "评选结果", "", []))
        return chapters

    def course(self) -> Iterator[tuple[Milestone, str]]:
        """Milestones with "done", "now" (the first that is not done) or "" (still to come)."""
        state = "now"
        for milestone in self.milestones.all():
            if milestone.done_on:
                yield milestone, "done"
            else:
                yield milestone, state
                state = ""

    def standing_results(self) -> list[Result]:
        """Results that were not revoked, the highest level first, then the newest."""
        ranks = list(Level)
        standing = [result for result in self.results.all() if result.revoked_on is None]
        return sorted(standing, key=lambda result: ranks.index(Level(result.level)))

    def revoked_results(self) -> list[Result]:
        return [result for result in self.results.all() if result.revoked_on]

    @property
    def top_result(self) -> Result | None:
        return next(iter(self.standing_results()), None)

    def missing(self) -> list[str]:
        """What a complete brand still needs; shown beside the button that needs it."""
        bodies = self.section_bodies()
        wanted = [
            (self.tagline.strip(), "请写一句话介绍"),
            (self.connotation.strip(), "请填写品牌内涵"),
            (bodies.get(SectionKind.BACKGROUND, "").strip(), "请写“品牌由来”"),
            (bodies.get(SectionKind.RESULT, "").strip(), "请写“工作成效”"),
            (self.sub_projects.all(), "请至少添加一个子项目"),
        ]
        return [reason for given, reason in wanted if not given]


class BrandVersion(models.Model):
    """The whole content of a brand at one moment, kept for comparison."""

    brand = models.ForeignKey(Brand, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("版本号")
    content = models.JSONField("内容")
    note = models.CharField("说明", max_length=120, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="保存人"
    )
    made_at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        verbose_name = "品牌版本"
        constraints = [
            models.UniqueConstraint(fields=["brand", "number"], name="brand_version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.brand} 第 {self.number} 版"
