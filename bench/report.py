"""Rows of what was measured, one by one; `python -m bench` makes one table of all parts."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import NamedTuple

KEPT = "BENCH_ROWS"  # the file they are kept in, while parts run one after the other
HEAD = "| part | row | goal | measured | met |\n|---|---|---|---|---|\n"


class Row(NamedTuple):
    part: str
    what: str
    goal: str
    measured: str
    is_met: bool | None  # None: no goal was set


def row(part: str, what: str, goal: str, measured: str, is_met: bool | None = None) -> None:
    if place := os.environ.get(KEPT):
        with Path(place).open("a", encoding="utf-8") as file:
            file.write(json.dumps([part, what, goal, measured, is_met]) + "\n")


def at_most(part: str, what: str, limit: float, value: float, unit: str) -> None:
    row(part, what, f"≤ {limit:g} {unit}", f"{value:.3g} {unit}", value <= limit)


def at_least(part: str, what: str, limit: float, value: float, unit: str) -> None:
    row(part, what, f"≥ {limit:g} {unit}", f"{value:.3g} {unit}", value >= limit)


def rows(place: Path) -> list[Row]:
    return [Row(*json.loads(line)) for line in place.read_text("utf-8").splitlines()]


def table(found: list[Row]) -> str:
    met = {True: "yes", False: "**no**", None: "–"}
    return HEAD + "".join(
        f"| {one.part} | {one.what} | {one.goal} | {one.measured} | {met[one.is_met]} |\n"
        for one in found
    )
