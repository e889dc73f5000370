"""One waiting task: a verb first, one button, and how urgent it is. Tasks are worked out at each
reading, so they appear and vanish by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format

from activities.models import Activity
from brands.models import Brand
from honors.models import Honor

# What goes through the three checks: noun, model, name of its list.
LEDGERS = (
    ("活动", Activity, "office:activities:list"),
    ("荣誉", Honor, "office:honors:list"),
    ("品牌", Brand, "office:brands:list"),
)


@dataclass(frozen=True, kw_only=True)
class Task:
    """`kind` is the status shape (back, wait, live, none); `weight` sorts, the smallest on top."""

    kind: str
    state: str
    title: str
    url: str
    action: str
    text: str = ""
    due: str = ""
    weight: int = 50


def by_urgency(tasks: list[Task]) -> list[Task]:
    return sorted(tasks, key=lambda task: task.weight)


def until(day: date | None) -> str:
    """How long is left, in words: “3 月 25 日前，还有 3 天”; nothing without a day."""
    if day is None:
        return ""
    left = (day - timezone.localdate()).days
    when = date_format(day, "n 月 j 日")
    if left > 0:
        return f"{when}前，还有 {left} 天"
    return f"{when}，今天截止" if left == 0 else f"{when}，已过期 {-left} 天"


def waited(day: date) -> str:
    days = (timezone.localdate() - day).days
    return f"已等 {days} 天" if days > 0 else "今天提交"
