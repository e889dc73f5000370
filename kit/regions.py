"""The administrative regions of China by code (GB/T 2260): provinces, prefectures, counties."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LIST = Path(__file__).with_name("regions.txt")


@cache
def listed() -> tuple[tuple[str, str], ...]:
    """(code, name); a code has 2 digits for a province, 4 for a prefecture, 6 for a county."""
    rows = (line.partition(" ") for line in LIST.read_text("utf-8").splitlines())
    return tuple((code, name) for code, _, name in rows if code.isdecimal())


@cache
def county_cities() -> tuple[str, ...]:
    """Names in 市 of county rank, such as 宜兴市; not those that stand below a province itself."""
    return tuple(
        name for code, name in listed() if len(code) == 6 and code[2:4] != "90" and name[-1] == "市"
    )
