"""Fixed phrases often written wrong: those that ship (phrases.csv) and the office's own."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kit.models import Phrase
from kit.wording.finding import Finding, Kind, Severity, found

LIST = Path(__file__).with_name("phrases.csv")
OFF = "off"


class Row(NamedTuple):
    """`severity` may be "off" in the office's own rows: the shipped one is not looked for."""

    wrong: str
    right: str
    severity: str
    reason: str


class Phrases(NamedTuple):
    """Rows by the wrong wording, and the pattern that finds them."""

    rows: dict[str, Row]
    pattern: re.Pattern[str]


def load(path: Path = LIST) -> tuple[Row, ...]:
    """A row that says neither block nor warn stops the reading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [Row(**row) for row in csv.DictReader(file)]
    for row in rows:
        if row.severity not in ("block", "warn") or not row.wrong or not row.right:
            raise ValueError(f"{path.name}: {row}")
    return tuple(rows)


SHIPPED = load()


def listed() -> Phrases:
    """What is looked for now; one query."""
    own = Phrase.objects.values_list("wrong", "right", "severity", "reason")
    return compiled(tuple(own))


@lru_cache(maxsize=8)
def compiled(own: Iterable[tuple[str, str, str, str]] = ()) -> Phrases:
    """Own rows stand in the place of shipped ones with the same wrong wording."""
    rows = {row.wrong: row for row in (*SHIPPED, *(Row(*row) for row in own))}
    rows = {wrong: row for wrong, row in rows.items() if row.severity != OFF}
    longest_first = sorted(rows, key=len, reverse=True)
    return Phrases(rows, re.compile("|".join(map(re.escape, longest_first)) or "(?!)"))


def phrases(text: str, known: Phrases) -> Iterator[Finding]:
    for match in known.pattern.finditer(text):
        row = known.rows[match[0]]
        severity: Severity = "block" if row.severity == "block" else "warn"
        reason = f"不规范（{row.reason}）" if row.reason else "不规范"
        yield found(Kind.PHRASE, severity, text, match.span(), reason, f"改成“{row.right}”")
