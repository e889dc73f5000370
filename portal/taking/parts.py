"""The parts a read document is confirmed in, and which items the school seems to have already."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import cached_property

from activities.models import Activity, Coverage
from brands.models import Brand, Figure
from honors.models import Honor
from kit import drafts
from portal.intake import Draft, Item, read
from portal.intake.source import folded
from portal.models import Intake
from portal.taking.brand import FigureRow, NameRow, PartRow
from portal.taking.ledgers import ActivityRow, CoverageRow, HonorRow, TieRow
from portal.taking.rows import Row
from schools.models import Partner, TieMember, User

ENOUGH = 0.6


@dataclass(frozen=True)
class Part:
    key: str
    label: str
    noun: str
    hint: str
    field: str
    row: type[Row]
    known: Callable[[Intake], Iterator[str]]
    needs_brand: bool = False


def _brands(intake: Intake) -> Iterator[str]:
    return (brand.name for brand in Brand.objects.of_school(intake.school))


def _written(intake: Intake) -> Iterator[str]:
    if intake.brand:
        yield from (row.heading for row in intake.brand.sections.all())
        yield from (row.title for row in intake.brand.sub_projects.all())


def _figures(intake: Intake) -> Iterator[str]:
    rows = Figure.objects.filter(brand=intake.brand) if intake.brand else Figure.objects.none()
    return (f"{row.text}{row.label}" for row in rows)


def _honors(intake: Intake) -> Iterator[str]:
    return iter(Honor.objects.of_school(intake.school).values_list("title", flat=True))


def _activities(intake: Intake) -> Iterator[str]:
    return iter(Activity.objects.of_school(intake.school).values_list("title", flat=True))


def _partners(intake: Intake) -> Iterator[str]:
    mine = TieMember.objects.filter(school=intake.school).values("tie")
    tied = Partner.objects.filter(tie_members__tie__in=mine)
    for partner in tied.distinct():
        yield from filter(None, (partner.name, partner.name_hant, *partner.aliases))


def _coverage(intake: Intake) -> Iterator[str]:
    rows = Coverage.objects.of_school(intake.school).select_related("outlet")
    return (str(row.outlet) for row in rows)


PARTS = {
    part.key: part
    for part in (
        Part(
            "brand", "品牌名称", "个", "学校已有现用品牌的，直接用它。", "brands", NameRow, _brands
        ),
        Part(
            "sections",
            "正文和子项目",
            "段",
            "一段一段放进品牌，选好放到哪一部分。",
            "sections",
            PartRow,
            _written,
            needs_brand=True,
        ),
        Part(
            "figures",
            "数据",
            "个",
            "只勾说得清来处的数字，截至哪天、从哪里来，放进去以后补。",
            "figures",
            FigureRow,
            _figures,
            needs_brand=True,
        ),
        Part(
            "honors",
            "荣誉",
            "项",
            "放进荣誉台账，还没有送核。级别看颁发单位，县级市颁发的是区县级。",
            "honors",
            HonorRow,
            _honors,
        ),
        Part(
            "activities",
            "活动",
            "个",
            "文中很少写日期，知道哪天的才勾。放进活动台账，都是草稿。",
            "activities",
            ActivityRow,
            _activities,
        ),
        Part(
            "ties",
            "结对单位",
            "个",
            "放进结对台账，先是洽谈中。写明内容、核对以后再登记生效。",
            "partners",
            TieRow,
            _partners,
        ),
        Part(
            "coverage",
            "媒体报道",
            "条",
            "一篇报道一条，标题照报道原文写。",
            "media",
            CoverageRow,
            _coverage,
        ),
    )
}


class Desk:
    """One read document as it is confirmed: its parts, its rows, its source with the places."""

    def __init__(self, intake: Intake, by: User) -> None:
        self.intake, self.by = intake, by

    @cached_property
    def draft(self) -> Draft:
        return read(self.intake.text)

    def items(self, part: Part) -> list[Item]:
        found = [item for item in self.draft.of(part.field) if not item["private"]]
        return found if part.field != "sections" else [item for item in found if item["body"]]

    def rows(self, part: Part, data: QueryDict | None = None) -> list[Row]:
        """What is not taken yet; ticked before and not sent, it is ticked again."""
        kept = drafts.find(self.by, self.draft_key(part)) if data is None else None
        known = [*part.known(self.intake)]
        rows = []
        for item in self.items(part):
            row = part.row(data, item=item, intake=self.intake, by=self.by)
            if row.key in self.intake.taken:
                continue
            if kept is not None:
                drafts.refill(row, kept)
            row.twin = next((words for words in known if near(item.wording, words)), "")
            rows.append(row)
        return rows

    def taken(self, part: Part) -> list[dict[str, str]]:
        keys = (f"{item.field}-{item.start}-{item.end}" for item in self.items(part))
        return [self.intake.taken[key] for key in keys if key in self.intake.taken]

    def draft_key(self, part: Part) -> str:
        return f"intake:{self.intake.pk}:{part.key}"

    def source(self, part: Part) -> list[tuple[str, str]]:
        """The whole text cut where an item of this part stands: (words, key or "")."""
        text, cuts, place = self.intake.text, [], 0
        for item in sorted(self.items(part), key=lambda item: (item.start, item.end)):
            if item.start < place:
                continue
            cuts += [(text[place : item.start], "")]
            cuts += [(text[item.start : item.end], f"{item.field}-{item.start}-{item.end}")]
            place = item.end
        return [*cuts, (text[place:], "")]


def near(one: str, other: str) -> bool:
    """The same words, or most of them."""
    short, long = sorted((_bare(one), _bare(other)), key=len)
    return bool(short) and short in long and len(short) >= len(long) * ENOUGH


def _bare(words: str) -> str:
    return re.sub(r"\W", "", folded(words))
