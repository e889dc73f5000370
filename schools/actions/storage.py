"""How much a school has uploaded, and whether more still fits."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model, Sum

from schools.models import School

MEGABYTE = 1024 * 1024
_counted: list[tuple[type[Model], str, str, dict[str, Any]]] = []


class Space(NamedTuple):
    """In whole megabytes; `total` is 0 where there is no limit."""

    used: int
    total: int

    @property
    def text(self) -> str:
        used = f"已用 {self.used} MB"
        return f"{used}，共 {self.total} MB" if self.total else used


def counts(model: type[Model], path: str, size: str = "size", **but: Any) -> None:
    """Each app that keeps files of schools names its rows, their school and the column of a size.

    `but` narrows the rows to those that count for this school.
    """
    _counted.append((model, path, size, but))


def used(school: School) -> int:
    total = 0
    for model, path, size, but in _counted:
        rows = model._default_manager.filter(**{path: school}, **but)
        total += rows.aggregate(sum=Sum(size))["sum"] or 0
    return total


def space(school: School) -> Space:
    return Space(-(-used(school) // MEGABYTE), settings.SCHOOL_QUOTA_MB)


def require(school: School, more: int, name: str | None, instead: int | None = 0) -> None:
    """ValidationError when `more` bytes of the file `name` do not fit any more.

    `instead`: the bytes of the file whose place it takes.
    """
    total = settings.SCHOOL_QUOTA_MB * MEGABYTE
    if total and used(school) + more - (instead or 0) > total:
        raise ValidationError(
            f"“{name}”没有收下：本校上传的文件已满 {settings.SCHOOL_QUOTA_MB} MB。"
            "请删去不用的照片或附件，或者请区里的管理员调大空间。",
            code="quota",
        )
