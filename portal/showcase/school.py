"""A school's public page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse

from activities.models import Activity, Channel, Participation
from brands.choices import BrandKind
from brands.models import Brand
from kit import sharing
from kit.publication import CHECKED_BY
from portal.showcase import honors as walls
from portal.showcase import places, ties
from schools.models import School

STORIES, PLAQUES = 4, 6
OWN = [field.name for field in School._meta.concrete_fields]
OF_BRAND = ("school", "title", "tagline", "slip", "cover", "leader", "kind", "is_current")


def public_school() -> Any:
    whole = School.objects.public().select_related(
        "region", "group", "top_organization", *CHECKED_BY
    )
    return whole.only(*OWN, *(f"{one}__name" for one in CHECKED_BY))


def school_page(request: HttpRequest, school: School) -> dict[str, Any]:
    """`school` comes from public_school()."""
    stories, told = newest_stories(school)
    honors = walls.on_the_wall().of_school(school).for_lines()
    highest, hung = walls.highest_of_all(honors, PLAQUES)
    bonds = list(ties.listed_ties().of_school(school))
    brands = list(
        school.brands.public().only(*OF_BRAND).prefetch_related("results", "sub_projects")
    )
    current = next((b for b in brands if b.is_current and is_school_brand(b)), None)
    counts = {"brands": len(brands), "activities": told, "honors": hung}
    place = places.full_place(places.names(request), school.region)
    return {
        "school": school,
        "card": sharing.card("School", school.name, school.introduction[:120], slogan=school.motto),
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
        "activities": stories,
        "activities_url": listed("activities:list", school),
        "honors": highest,
        "honors_url": listed("honors:list", school),
        "ties": ties.rows(bonds, 12),
        "events": school.events.all(),
        "channels": Channel.objects.filter(school=school),
        "trail": school.check_trail(),
    }


def newest_stories(school: School) -> tuple[list[Activity], int]:
    """The first of its own and of joint ones it has confirmed, and how many there are: as in
    `of_school`, but thousands are not put together for it."""
    shown = Activity.objects.public().counted().recent_first()
    confirmed = Participation.objects.confirmed().filter(school=school)
    own = shown.filter(school=school).values_list("pk", Window(Count("pk")))[:STORIES]
    joined = dict(shown.filter(pk__in=confirmed.values("activity")).values_list("pk", "school"))
    found = list(own)
    keys = [*(pk for pk, _ in found), *list(joined)[:STORIES]]
    count = (found[0][1] if found else 0) + sum(host != school.pk for host in joined.values())
    rows = Activity.objects.filter(pk__in=keys).recent_first().for_cards()
    return list(rows[:STORIES]), count


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
