"""A school's public page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, Channel, Participation, cards
from activities.models.activity import ActivityQuerySet
from brands.choices import BrandKind
from brands.models import Brand
from brands.models.brand import BrandQuerySet
from honors.models import Honor, HonorQuerySet
from kit import sharing
from kit.prepared import Parts, Prepared, given, given_all
from kit.publication import CHECKED_BY
from portal.showcase import honors as walls
from portal.showcase import places, ties
from schools.models import School
from schools.models.places import SchoolQuerySet

STORIES, PLAQUES = 4, 6
OWN = [field.name for field in School._meta.concrete_fields]
OF_BRAND = ("school", "title", "tagline", "slip", "cover", "leader", "kind", "is_current")


NAMES, EVENTS = Parts(School, "former_names"), Parts(School, "events")
RESULTS, SUB_PROJECTS = Parts(Brand, "results"), Parts(Brand, "sub_projects")


@Prepared
def public_school() -> SchoolQuerySet:
    rows = School.objects.public().filter(pk=given("pk"))
    rows = rows.select_related("region", "group", "top_organization", *CHECKED_BY)
    return rows.only(*OWN, *(f"{one}__name" for one in CHECKED_BY))


@Prepared
def books() -> BrandQuerySet:
    return Brand.objects.public().filter(school=given("school")).only(*OF_BRAND)


@Prepared
def honored() -> HonorQuerySet:
    rows = Honor.objects.on_the_wall(given("today")).of_school(given("school"))
    return walls.highest_of_all(rows.for_lines(), PLAQUES)


@Prepared
def channels() -> QuerySet[Channel]:
    return Channel.objects.filter(school=given("school"))


def find(pk: int) -> School | None:
    """A public school with what its page tells of itself."""
    school = public_school.first(pk=pk)
    if school:
        NAMES([school])
        EVENTS([school])
    return school


def of_school(school: School) -> list[Brand]:
    """Its public brands with what stands on their books."""
    brands = books(school=school.pk)
    RESULTS(brands)
    SUB_PROJECTS(brands)
    return brands


def school_page(request: HttpRequest, school: School) -> dict[str, Any]:
    """`school` comes from find()."""
    found, told = newest_stories(school)
    honors: list[Any] = honored(school=school.pk, today=timezone.localdate())
    bonds = ties.of_school(school)
    brands = of_school(school)
    current = next((b for b in brands if b.is_current and is_school_brand(b)), None)
    counts = {"brands": len(brands), "activities": told, "honors": honors[0].hung if honors else 0}
    place = places.full_place(places.names(request), school.region)
    return {
        "school": school,
        "card": card(school, current),
        "eyebrow": f"{school.get_stage_display()} · {place}",
        "key": key(school),
        "facts": facts(school),
        "tabs": tabs(school, counts | {"ties": len(bonds)}),
        "counts": counts,
        "brand": current,
        "shelves": [
            ("书记项目", [b for b in brands if not is_school_brand(b)]),
            ("用过的品牌", [b for b in brands if is_school_brand(b) and b != current]),
        ],
        "activities": found,
        "activities_url": listed("activities:list", school),
        "honors": honors,
        "honors_url": listed("honors:list", school),
        "ties": ties.rows(bonds, 12),
        "events": school.events.all(),
        "channels": channels(school=school.pk),
        "trail": school.check_trail(),
    }


def card(school: School, brand: Brand | None) -> sharing.Card:
    """With the cover of its brand."""
    image = reverse("brand_card", args=[brand.pk, brand.cover_key]) if brand else ""
    text = school.introduction[:120]
    return sharing.card("School", school.name, text, image, slogan=school.motto)


@Prepared
def own_stories() -> Any:
    """(key, how many there are in all) of the newest."""
    rows = Activity.objects.public().counted().filter(school=given("school")).recent_first()
    return rows.values_list("pk", Window(Count("pk")))[:STORIES]


@Prepared
def joint_stories() -> Any:
    """(key, key of the host) of all it has confirmed."""
    confirmed = Participation.objects.confirmed().filter(school=given("school"))
    rows = Activity.objects.public().counted().filter(pk__in=confirmed.values("activity"))
    return rows.recent_first().values_list("pk", "school")


@Prepared
def chosen() -> ActivityQuerySet:
    return cards.cards().filter(pk__in=given_all("keys"))


def newest_stories(school: School) -> tuple[list[Activity], int]:
    """The first of its own and of joint ones it has confirmed, and how many there are: as in
    `of_school`, but thousands are not put together for it."""
    own, joined = own_stories(school=school.pk), dict(joint_stories(school=school.pk))
    count = (own[0][1] if own else 0) + sum(host != school.pk for host in joined.values())
    found = chosen(keys=[*(pk for pk, _ in own), *list(joined)[:STORIES]])
    return cards.told(found[:STORIES]), count


def is_school_brand(brand: Brand) -> bool:
    return brand.kind == BrandKind.SCHOOL_BRAND


def listed(url_name: str, school: School) -> str:
    return reverse(url_name, query={"school": school.pk})


def key(school: School) -> list[dict[str, str]]:
    """Known numbers only: an unknown one is not a zero."""
    found = [
        ("建校", school.founded_year, "年"),
        ("班级", school.class_count, "个"),
        ("教职工", school.teacher_count, "人"),
        ("学生", school.student_count, "人"),
    ]
    return [{"label": name, "text": f"{n} {unit}"} for name, n, unit in found if n]


def facts(school: School) -> list[dict[str, Any]]:
    former = [old.name for old in school.former_names.all()]
    return [
        {"label": "党组织", "value": school.top_organization and school.top_organization.name},
        {"label": "主管单位", "value": school.region.committee_name},
        {"label": "办学性质", "value": school.get_ownership_display()},
        {"label": "校训", "value": school.motto},
        {"label": "学校文化", "value": school.culture},
        {"label": "等级称谓", "value": school.designation},
        {"label": "办学历史", "value": school.history_note},
        {"label": "教育集团", "value": school.group and school.group.name},
        {"label": "曾用名", "value": "、".join(former)},
    ]


def tabs(school: School, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The sections of this page; one without rows has no tab."""
    names = {"brands": "品牌", "activities": "活动", "honors": "荣誉", "ties": "姊妹校"}
    found = [
        {"label": name, "url": f"#{key}", "count": counts[key]}
        for key, name in names.items()
        if counts[key]
    ]
    return [{"label": "概况", "url": "#main", "current": True}, *found]
