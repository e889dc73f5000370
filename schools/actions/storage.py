"""How much a school has uploaded, and whether more still fits."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, Sum

from schools.models import School

MEGABYTE = 1024 * 1024
_counted: list[tuple[type[Model], str]] = []


class Space(NamedTuple):
    """In whole megabytes; `total` is 0 where there is no limit."""

    used: int
    total: int

    @property
    def text(self) -> str:
        used = f"已用 {self.used} MB"
        return f"{used}，共 {self.total} MB" if self.total else used


def counts(model: type[Model], path: str) -> None:
    """Each app that keeps files of schools names its rows, with a `size`, and their school."""
    _counted.append((model, path))


def used(school: School) -> int:
    rows = (model._default_manager.filter(**{path: school}) for model, path in _counted)
    return sum(found.aggregate(sum=Sum("size"))["sum"] or 0 for found in rows)


def space(school: School) -> Space:
    return Space(-(-used(school) // MEGABYTE), settings.SCHOOL_QUOTA_MB)


def require(school: School, more: int, name: str) -> None:
    """ValidationError when `more` bytes of the file `name` do not fit any more."""
    total = settings.SCHOOL_QUOTA_MB * MEGABYTE
    if total and used(school) + more > total:
        raise ValidationError(
            f"“{name}”没有收下：本校上传的文件已满 {settings.SCHOOL_QUOTA_MB} MB。"
            "请删去不用的照片或附件，或者请区里的管理员调大空间。",
            code="quota",
        )
