"""One box over everything public: folded words, matched in names and short fields."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

import opencc
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from brands.models import Brand, SubProject
from honors.models import Honor, Issuer
from schools.models import School, SchoolName, Tie, TieMember
from selection.choices import BatchStatus
from selection.models import Announcement, PublicNotice

WORDS, LENGTH, CAP = 5, 60, 100
OUT = (BatchStatus.PUBLISHED, BatchStatus.ARCHIVED)


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    meta: str = ""
    text: str = ""


@dataclass(frozen=True)
class Group:
    """Hits of one kind, at most CAP of them; `count` stops there too."""

    key: str
    label: str
    hits: list[Hit] = field(default_factory=list)
    is_capped: bool = False

    @property
    def count(self) -> int:
        return len(self.hits)

    @property
    def count_text(self) -> str:
        return f"{CAP}+" if self.is_capped else str(self.count)


@cache
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Half-width, lower case, Simplified: ＡＢＣ小學 → abc小学."""
    return _simplifier().convert(unicodedata.normalize("NFKC", text)).casefold()


def words(query: str) -> list[str]:
    """The words of a query as they are looked for, each once."""
    return list(dict.fromkeys(fold(query[:LENGTH]).split()))[:WORDS]


def find(query: str) -> list[Group]:
    """Groups in the order people look for them, empty ones left out; no word, no groups."""
    wanted = words(query)
    if not wanted:
        return []
    groups = (
        _group(key, label, (_among(rows(), fields, wanted, query) for rows, fields in places), hit)
        for key, label, places, hit in KINDS
    )
    return [group for group in groups if group.hits]


def _group(
    key: str, label: str, sources: Iterable[QuerySet[Any]], hit: Callable[[Any], Hit]
) -> Group:
    found = [row for rows in sources for row in rows[: CAP + 1]]
    return Group(key, label, [hit(row) for row in found[:CAP]], len(found) > CAP)


def _among(
    rows: QuerySet[Any], fields: tuple[str, ...], wanted: list[str], query: str
) -> QuerySet[Any]:
    """Every word somewhere; the words as typed count too, for Traditional names kept as such."""
    folded = Q()
    for word in wanted:
        folded &= _anywhere(fields, word)
    typed = " ".join(unicodedata.normalize("NFKC", query[:LENGTH]).split())
    return rows.filter(folded | _anywhere(fields, typed))


def _anywhere(fields: tuple[str, ...], word: str) -> Q:
    match = Q()
    for name in fields:
        match |= _holds(name, word)
    return match


def _holds(name: str, word: str) -> Q:
    """`name` is a field, or the name of one of the RELATED questions."""
    if name in RELATED:
        model, link, inner = RELATED[name]
        behind = model._default_manager.filter(_anywhere(inner, word), **{link: OuterRef("pk")})
        return Q(Exists(behind))
    return Q(**{f"{name}__icontains": word})


# Rows behind a row: model, its link back, the fields to look in
RELATED: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "~sub_projects": (SubProject, "brand", ("title", "short_title")),
    "~former_names": (SchoolName, "school", ("name",)),
    "~issuers": (Issuer, "honors", ("name",)),
    "~partners": (
        TieMember,
        "tie",
        ("partner__name", "partner__name_hant", "partner__name_en", "partner__place"),
    ),
    "~schools": (TieMember, "tie", ("school__name", "school__short_name", "organization__name")),
}
OF_SCHOOL = ("school__name", "school__short_name")
OF_BRAND = ("plain", "tagline", "slogan", "theme", "working_method", "~sub_projects", *OF_SCHOOL)
OF_NAMES = ("name", "short_name", "motto", "culture", "region__name", "~former_names")
OF_TIE = ("title", "agreement_title", "~partners", "~schools")


def _brands() -> QuerySet[Any]:
    # The bar marks a sense break in the title; nobody types it.
    plain = Replace(F("title"), Value("|"), Value(""))
    return Brand.objects.public().select_related("school").annotate(plain=plain)


def _schools() -> QuerySet[Any]:
    return School.objects.public().select_related("region")


def _activities() -> QuerySet[Any]:
    return Activity.objects.public().select_related("school").recent_first()


def _honors() -> QuerySet[Any]:
    rows = Honor.objects.public().verified().standing()
    return rows.select_related("school").recent_first()


def _results() -> QuerySet[Any]:
    return Announcement.objects.filter(batch__status__in=OUT)


def _brand(row: Brand) -> Hit:
    meta = f"{row.school.label} · {row.get_kind_display()}"
    return Hit(str(row), row.get_absolute_url(), meta, row.tagline)


def _school(row: School) -> Hit:
    meta = f"{row.get_stage_display()} · {row.region.name}"
    return Hit(row.name, row.get_absolute_url(), meta, excerpt(row.introduction))


def _activity(row: Activity) -> Hit:
    meta = f"{row.school.label} · {row.happened_on:%Y-%m-%d} · {row.place}".removesuffix(" · ")
    return Hit(row.title, row.get_absolute_url(), meta, excerpt(row.story))


def _honor(row: Honor) -> Hit:
    url = reverse("honors:list", query={"q": row.title})
    meta = f"{row.school.label} · {row.get_level_display()} · {row.awarded_text}"
    return Hit(row.title, url, meta, row.document_number)


def _tie(row: Tie) -> Hit:
    return Hit(row.title, row.get_absolute_url(), row.get_kind_display(), excerpt(row.purpose))


def _notice(row: PublicNotice | Announcement) -> Hit:
    if isinstance(row, PublicNotice):
        return Hit(row.title, row.get_absolute_url(), f"公示 · {row.starts_on}", excerpt(row.body))
    day: date = timezone.localtime(row.published_at).date()
    url = reverse("selection:result", args=[row.batch_id])
    return Hit(row.title, url, f"结果公布 · {day}", row.document_number)


def excerpt(text: str, length: int = 80) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[:length]}……"


# key, label, where to look (rows, fields), how a row is shown
KINDS: tuple[tuple[str, str, Any, Any], ...] = (
    ("brands", "品牌", [(_brands, OF_BRAND)], _brand),
    ("schools", "学校", [(_schools, OF_NAMES)], _school),
    ("activities", "活动", [(_activities, ("title", "place", *OF_SCHOOL))], _activity),
    ("honors", "荣誉", [(_honors, ("title", "document_number", "~issuers", *OF_SCHOOL))], _honor),
    ("ties", "姊妹校", [(Tie.objects.public, OF_TIE)], _tie),
    (
        "notices",
        "公示公告",
        [(PublicNotice.objects.visible, ("title",)), (_results, ("title", "document_number"))],
        _notice,
    ),
)
