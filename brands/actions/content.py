"""Writing a brand: its identity, the rows of its parts, its sub-projects, its retirement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils import timezone

from brands.models import (
    Brand,
    Figure,
    Measure,
    Milestone,
    Progress,
    Result,
    Section,
    SubProject,
)
from kit import audit
from kit.publication import CheckStatus
from kit.workflow import Refused
from schools.actions import recycling, storage
from schools.models import School, User

audit.register(
    {
        "brand.create": "{actor}新建了品牌“{target}”",
        "brand.update": "{actor}修改了品牌“{target}”的“{part}”",
        "brand.retire": "{actor}停用了品牌“{target}”",
        "brand.resume": "{actor}重新启用了品牌“{target}”",
    }
)
SUB_PROJECTS_AT_MOST = 10


@transaction.atomic
def create(*, brand: Brand, by: User) -> Brand:
    """Save a new brand; Refused when the school has a current one, or one of that name."""
    School.objects.select_for_update().get(pk=brand.school_id)
    _keep_to_constraints(brand)
    brand.save()
    audit.record(by, "brand.create", brand)
    return brand


@transaction.atomic
def save_identity(
    *, brand: Brand, fields: Collection[str], by: User, logo: ContentFile[bytes] | None = None
) -> None:
    """Save the named fields of `brand`, and its logo when there is a new one."""
    _still_open(brand)
    if logo is not None:
        brand.logo_size = logo.size
        brand.logo.save(logo.name or "logo.webp", logo, save=False)
        fields = {*fields, "logo", "logo_size"}
    brand.save(update_fields={*fields, "updated_at"})
    audit.record(by, "brand.update", brand, part="基本信息")


@dataclass(frozen=True, kw_only=True)
class Arrangement:
    """A part's rows in their new order, and those that go.

    `is_content=False` is for what only the office reads, and for bare dates: no new check.
    """

    part: str
    rows: Sequence[models.Model]
    gone: Collection[models.Model] = ()
    numbered: bool = True
    is_content: bool = True


@transaction.atomic
def save_rows(*, brand: Brand, arrangement: Arrangement, by: User) -> None:
    if arrangement.is_content:
        _still_open(brand)
    for row in arrangement.gone:
        recycling.discard(row, by=by, place=brand.school)
    for number, row in enumerate(arrangement.rows):
        if arrangement.numbered:
            row.order = number  # type: ignore[attr-defined]
        row.save()
    _touch(brand, arrangement.part, by)


@transaction.atomic
def add_sub_project(*, brand: Brand, title: str, by: User) -> SubProject:
    _still_open(brand)
    known = brand.sub_projects.count()
    if known >= SUB_PROJECTS_AT_MOST:
        raise Refused(f"一个品牌最多 {SUB_PROJECTS_AT_MOST} 个子项目，请先合并。")
    if not title.strip():
        raise Refused("请填写子项目的名称。")
    made = brand.sub_projects.create(title=title.strip()[:60], order=known)
    _touch(brand, f"子项目：{made}", by)
    return made


@transaction.atomic
def remove_sub_project(*, brand: Brand, sub_project: SubProject, by: User) -> None:
    """Its figures stay with the brand."""
    _still_open(brand)
    title = str(sub_project)
    recycling.discard(sub_project, by=by, place=brand.school)
    _touch(brand, f"删去子项目：{title}", by)


@transaction.atomic
def shift_sub_project(*, brand: Brand, sub_project: SubProject, step: int, by: User) -> None:
    """Move it one place up (-1) or down (1); at the end of the list nothing happens."""
    _still_open(brand)
    rows = list(brand.sub_projects.all())
    rows = shifted(rows, rows.index(sub_project), step)
    for number, row in enumerate(rows):
        SubProject.objects.filter(pk=row.pk).update(order=number)
    _touch(brand, "子项目的顺序", by)


def shifted(rows: Sequence[Any], place: int, step: int) -> list[Any]:
    """`rows` with the one at `place` moved by `step`, if there is such a place."""
    moved = list(rows)
    if 0 <= place + step < len(moved) and 0 <= place < len(moved):
        moved.insert(place + step, moved.pop(place))
    return moved


@transaction.atomic
def retire(*, brand: Brand, by: User) -> None:
    """The school stops using the brand; its pages, results and applications stay."""
    brand.is_current, brand.retired_on = False, timezone.localdate()
    brand.save(update_fields=["is_current", "retired_on", "updated_at"])
    audit.record(by, "brand.retire", brand)


@transaction.atomic
def resume(*, brand: Brand, by: User) -> None:
    School.objects.select_for_update().get(pk=brand.school_id)
    brand.is_current, brand.retired_on = True, None
    _keep_to_constraints(brand)
    brand.save(update_fields=["is_current", "retired_on", "updated_at"])
    audit.record(by, "brand.resume", brand)


def _has_room(sub_project: SubProject) -> None:
    _still_open(sub_project.brand)
    if sub_project.brand.sub_projects.count() >= SUB_PROJECTS_AT_MOST:
        raise Refused(f"一个品牌最多 {SUB_PROJECTS_AT_MOST} 个子项目，请先合并，再恢复这一个。")


def _open_above(row: Any) -> None:
    _still_open(row.sub_project.brand if isinstance(row, Measure) else row.brand)


recycling.keeps(SubProject, _has_room)
for _model in (Section, Measure, Figure, Milestone, Result):
    recycling.keeps(_model, _open_above)
recycling.keeps(Progress, recycling.freely)  # what the office reads needs no check


def _keep_to_constraints(brand: Brand) -> None:
    try:
        brand.validate_constraints()
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error


def _still_open(brand: Brand) -> None:
    """What is public or being checked is not written to; its workflow opens it first."""
    now = Brand.objects.locked().get(pk=brand.pk)
    if now.status not in (CheckStatus.DRAFT, CheckStatus.WITHDRAWN):
        raise Refused(f"现在是“{now.get_status_display()}”，审核人正在看。退回以后再改。")


def _touch(brand: Brand, part: str, by: User) -> None:
    """Whoever has the brand open on another screen learns that it changed."""
    brand.save(update_fields=["updated_at"])
    audit.record(by, "brand.update", brand, part=part)


storage.counts(Brand, "school", "logo_size")
