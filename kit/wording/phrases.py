"""Fixed phrases that are often written wrong, from a list anybody can extend (phrases.csv)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple, cast

from kit.wording.finding import Finding, Kind, Severity, found

LIST = Path(__file__).with_name("phrases.csv")


class Phrase(NamedTuple):
    wrong: str
    right: str
    severity: Severity
    reason: str


@cache
def load(path: Path = LIST) -> dict[str, Phrase]:
    """Rows by the wrong wording; a row that says neither block nor warn stops the reading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["severity"] not in ("block", "warn") or not row["wrong"] or not row["right"]:
            raise ValueError(f"{path.name}: {row}")
    return {
        row["wrong"]: Phrase(
            row["wrong"], row["right"], cast("Severity", row["severity"]), row["reason"]
        )
        for row in rows
    }


@cache
def _pattern(path: Path) -> re.Pattern[str]:
    longest_first = sorted(load(path), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def phrases(text: str, narrow: str, path: Path = LIST) -> Iterator[Finding]:
    known = load(path)
    for match in _pattern(path).finditer(text):
        row = known[match[0]]
        yield found(Kind.PHRASE, row.severity, text, match.span(), row.reason, f"改成“{row.right}”")
