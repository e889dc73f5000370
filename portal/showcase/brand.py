"""A brand's public page: the book, its course, and what else the portal knows about it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone

from activities.documents.record import shown
from activities.models import Activity, Coverage, cards
from activities.models.activity import ActivityQuerySet
from brands.models import Brand, SubProject
from brands.models.brand import BrandQuerySet
from honors.models import Honor, HonorQuerySet
from kit import dates, sharing
from kit.prepared import Parts, Prepared, following, given, preceding
from kit.publication import CHECKED_BY
from portal.showcase import honors as walls
from portal.showcase import ties
from schools.models import Tie
from selection.choices import ApplicationStatus
from selection.models import Evidence

STORIES, HONORS, REPORTS, FIGURES, DOINGS = 3, 12, 12, 4, 3  # not fewer doings than stories
OWN = [field.name for field in Brand._meta.concrete_fields]
OF_OTHERS = (
    *(f"school__{name}" for name in ("name", "stage", "motto", "status", "scope")),
    *(f"{one}__name" for one in ("organization", *CHECKED_BY)),
)
WON = (
    ApplicationStatus.APPROVED,
    ApplicationStatus.BUILDING,
    ApplicationStatus.MIDTERM,
    ApplicationStatus.EXTENDED,
    ApplicationStatus.CLOSED,
)


PARTS = [Parts(Brand, name) for name in ("sections", "figures", "milestones", "results")]
SUB_PROJECTS, MEASURES = Parts(Brand, "sub_projects"), Parts(SubProject, "measures")


@Prepared
def public_brand() -> BrandQuerySet:
    rows = Brand.objects.public().filter(pk=given("pk"))
    return rows.select_related("school", "organization", *CHECKED_BY).only(*OWN, *OF_OTHERS)


@Prepared
def honored() -> HonorQuerySet:
    rows = Honor.objects.on_the_wall(given("today")).of_brand(given("brand"))
    return walls.highest(rows.for_lines(), HONORS)


def find(pk: int) -> Brand | None:
    """A public brand with all its page tells of itself, see Brand.whole."""
    brand = public_brand.first(pk=pk)
    if brand:
        for part in PARTS:
            part([brand])
        MEASURES(SUB_PROJECTS([brand]))
    return brand


def brand_page(brand: Brand) -> dict[str, Any]:
    """`brand` comes from find()."""
    bonds = ties.of_school(brand.school)
    here = {"kind": brand.kind, "at": brand.final_at, "pk": brand.pk}
    done, told = newest(brand)
    page: dict[str, Any] = {
        "brand": brand,
        "chapters": brand.chapters(),
        "maker": maker(brand),
        "school_url": school_url(brand),
        "key": key(brand),
        "facts": facts(brand, bonds),
        "honors": honored(brand=brand.pk, today=timezone.localdate()),
        "ties": ties.rows(bonds, 12),
        "coverage": coverage(brand),
        "evidence": evidence(brand),
        "stories": done[:STORIES],
        "story_count": told,
        "trail": brand.check_trail(),
        "newer": newer.first(**here),
        "older": older.first(**here),
        "card": card(brand),
    }
    return page | {"toc": contents(page)}


@Prepared
def done_for() -> ActivityQuerySet:
    """The newest of a brand and of each of its sub-projects, with how many there are in all."""
    nth = Window(
        RowNumber(),
        partition_by=F("sub_project"),
        order_by=[F("happened_on").desc(), F("pk").desc()],
    )
    rows: Any = cards.cards().of_brand(given("brand"))
    rows = rows.annotate(project=F("sub_project_id"), nth=nth, told=Window(Count("pk")))
    return rows.filter(nth__lte=DOINGS)


def newest(brand: Brand) -> tuple[list[Activity], int]:
    """Its newest public activities, and how many there are in all. Each sub-project is given its
    own as `doings`, and the newest picture among them as `picture`."""
    found: list[Any] = cards.told(done_for(brand=brand.pk))
    for project in brand.sub_projects.all():
        done = [row for row in found if row.project == project.pk]
        covers = [row.cover for row in done if row.cover]
        project.doings = [ties.listed(row) for row in done]  # type: ignore[attr-defined]
        project.picture = next(iter(shown(covers[:1])), None)  # type: ignore[attr-defined]
    return found, found[0].told if found else 0


def card(brand: Brand) -> sharing.Card:
    return sharing.card(
        "CreativeWork",
        brand.name,
        brand.tagline or brand.slogan,
        reverse("brand_card", args=[brand.pk, brand.cover_key]),
        creator={"@type": "School", "name": brand.school.name},
        datePublished=brand.final_at and timezone.localdate(brand.final_at),
        about=brand.theme,
        inLanguage="zh-Hans",
    )


def maker(brand: Brand) -> str:
    """Who made it: the Party organisation where one is named, else the school."""
    return brand.organization.name if brand.organization else brand.school.name


def key(brand: Brand) -> list[dict[str, str]]:
    """The first figures of the book, under its title; their sources stand in the text."""
    return [{"label": one.label, "value": one.text} for one in brand.figures.all()[:FIGURES]]


def facts(brand: Brand, bonds: list[Tie]) -> list[dict[str, Any]]:
    school = brand.school
    return [
        {"label": "创建单位", "value": school.name, "url": school_url(brand)},
        {"label": "党组织", "value": brand.organization and brand.organization.name},
        {"label": "负责人", "value": brand.leader},
        {"label": "创建时间", "value": f"{brand.started_year} 年" if brand.started_year else ""},
        {"label": "品牌口号", "value": brand.slogan},
        {"label": "主题", "value": brand.theme},
        {"label": "工作法", "value": brand.working_method},
        {"label": "校训", "value": school.motto if school.is_public else ""},
        {"label": "姊妹学校", "value": partners(bonds, sisters=True)},
        {"label": "共建单位", "value": partners(bonds, sisters=False)},
    ]


def school_url(brand: Brand) -> str:
    return brand.school.get_absolute_url() if brand.school.is_public else ""


def partners(bonds: list[Tie], *, sisters: bool) -> str:
    chosen = [tie for tie in bonds if (tie.kind in ties.SISTERS) == sisters]
    names = (body.name for tie in chosen for body in ties.others(tie))
    return "；".join(dict.fromkeys(names))


@Prepared
def reported() -> Any:
    shown = ("outlet__name", "title", "link", "appeared_on", "precision")
    return Coverage.objects.public().of_brand(given("brand")).values_list(*shown)[:REPORTS]


def coverage(brand: Brand) -> list[dict[str, Any]]:
    return [
        {
            "icon": "newspaper",
            "label": f"{outlet}：{title}",
            "url": link,
            "meta": dates.text(day, precision),
        }
        for outlet, title, link, day, precision in reported(brand=brand.pk)
    ]


@Prepared
def proved() -> QuerySet[Evidence]:
    won = {"claim__application__status__in": WON}
    rows = Evidence.objects.filter(claim__application__brand=given("brand"), **won)
    rows = rows.prefetch_related("activity", "honor", "coverage__outlet", "tie")  # few have any
    return rows.order_by("claim__order", "order", "pk")


def evidence(brand: Brand) -> list[dict[str, Any]]:
    """Ledger rows a successful application was proved with, as far as the public may see them."""
    found = {row.source: row for row in proved(brand=brand.pk) if row.source and may_be_read(row)}
    return [proof(row) for row in found.values()]


def may_be_read(row: Evidence) -> bool:
    if row.honor:
        return row.honor.is_public and row.honor.is_verified and row.honor.revoked_on is None
    return bool(getattr(row.source, "is_public", False))  # files of an application never are


def proof(row: Evidence) -> dict[str, Any]:
    if row.activity:
        one = row.activity
        return {
            "icon": "calendar-event",
            "label": one.title,
            "url": one.get_absolute_url(),
            "meta": f"活动 {one.happened_on:%Y-%m-%d}",
        }
    if row.honor:
        meta = " ".join(filter(None, [row.honor.get_level_display(), row.honor.document_number]))
        return {"icon": "award", "label": row.honor.title, "meta": f"荣誉 {meta}"}
    if row.coverage:
        report = row.coverage
        return {
            "icon": "newspaper",
            "label": f"{report.outlet.name}：{report.title}",
            "url": report.link,
            "meta": f"报道 {report.appeared_text}",
        }
    assert row.tie is not None  # noqa: S101 - may_be_read() leaves nothing else
    return {
        "icon": "people",
        "label": row.tie.title,
        "url": row.tie.get_absolute_url(),
        "meta": row.tie.get_kind_display(),
    }


def of_a_kind() -> BrandQuerySet:
    """As they stand on the shelf."""
    return Brand.objects.public().of_kind(given("kind")).only("title")


@Prepared
def newer() -> BrandQuerySet:
    return following(of_a_kind(), "final_at")


@Prepared
def older() -> BrandQuerySet:
    return preceding(of_a_kind(), "final_at")


def contents(page: dict[str, Any]) -> list[tuple[str, str]]:
    """(anchor, label) of what this book really has."""
    own = [(chapter.anchor, chapter.title) for chapter in page["chapters"]]
    around = (
        ("honors", "相关荣誉"),
        ("ties", "姊妹校与结对"),
        ("coverage", "媒体报道"),
        ("evidence", "佐证材料"),
        ("stories", "相关活动"),
    )
    return [*own, *((anchor, label) for anchor, label in around if page[anchor])]
