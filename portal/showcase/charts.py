"""Charts of the statistics page: rows with a bar each, so that the table is the chart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

Counted = tuple[str, int, str]  # label, count, address of the list that shows what was counted


class Row(NamedTuple):
    """`share` is the length of the bar in percent of the longest one."""

    label: str
    total: int
    url: str
    share: int


class Chart(NamedTuple):
    """`finding` is what the chart says in one sentence, `measure` what is counted and how."""

    key: str
    title: str
    finding: str
    measure: str
    unit: str
    rows: list[Row]


def chart(
    heads: tuple[str, str, str, str], counted: Iterable[Counted], *, overlaps: bool = False
) -> Chart:
    """`heads`: key, title, unit, measure. In the order given; what counts nothing is left out.

    `overlaps`: one thing may stand in several rows, so that their sum would say nothing.
    """
    key, title, unit, measure = heads
    found = [one for one in counted if one[1]]
    most = max((count for _, count, _ in found), default=0)
    rows = [
        Row(label, count, url, max(1, round(count * 100 / most))) for label, count, url in found
    ]
    told = [] if overlaps else [f"共 {sum(row.total for row in rows)} {unit}"]
    return Chart(key, title, "，".join([*told, *largest(rows, most, unit)]), measure, unit, rows)


def largest(rows: list[Row], most: int, unit: str) -> list[str]:
    """The largest by name; nothing where that would name all or many."""
    first = [row.label for row in rows if row.total == most]
    if len(first) > 3 or len(rows) == len(first):
        return []
    each = "各 " if len(first) > 1 else ""
    return [f"最多的是{'、'.join(first)}，{each}{most} {unit}"]


class Column(NamedTuple):
    """One month of the year's course; x, y, height in a drawing of 480 × 180."""

    label: str
    total: int
    url: str
    x: int
    y: int
    height: int


def course(counted: list[Counted]) -> list[Column]:
    """Months side by side; an empty month keeps its place."""
    most = max((count for _, count, _ in counted), default=0)
    columns = []
    for number, (label, count, url) in enumerate(counted):
        height = round(count * 120 / most) if most else 0
        columns.append(Column(label, count, url, 8 + number * 39, 146 - height, height))
    return columns


def labelled(choices: Any, counts: dict[str, int], address: Any) -> list[Counted]:
    """Counts by value of an enum, in its order; `address(value)` leads to the list."""
    return [(one.label, counts.get(one.value, 0), address(one.value)) for one in choices]
