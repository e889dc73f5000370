"""How many facts of the five case documents the demonstration holds as structured records.

    python -m bench.facts

Reads the repository alone: `docs/facts.csv` says for each fact what it lives in (docs/facts.md),
and the content files of the demonstration bear the fact numbers.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
TABLE = ROOT / "docs" / "facts.csv"
CONTENT = ROOT / "portal" / "demo" / "content"
# Facts of each of the five documents, numbered S0-01, S0-02 …
SIZES = {"S0": 65, "S1": 51, "S2": 60, "S3": 77, "S4": 47}
ALL = [f"{case}-{number:02d}" for case, size in SIZES.items() for number in range(1, size + 1)]


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def borne() -> dict[str, list[dict[str, Any]]]:
    """The records of the content files by the numbers they bear."""
    found: dict[str, list[dict[str, Any]]] = {}

    def note(record: dict[str, Any]) -> dict[str, Any]:
        for number in record.get("facts", []):
            found.setdefault(number, []).append(record)
        return record

    for path in sorted(CONTENT.glob("*.json")):
        json.loads(path.read_text(encoding="utf-8"), object_hook=note)
    return found


def as_text() -> set[str]:
    """Facts that ADR 0015 leaves as text."""
    return {row["fact"] for row in table() if row["kind"] == "text"}


def missing() -> list[str]:
    return sorted(set(ALL) - set(borne()) - as_text())


def main() -> int:
    held, text = borne(), as_text()
    tell = sys.stdout.write
    for case, size in SIZES.items():
        records = sum(number.startswith(case) for number in held)
        kept = sum(number.startswith(case) for number in text)
        tell(f"{case}: {records} of {size} as records, {kept} as text\n")
    models = Counter(row["model"] for row in table() if row["model"])
    tell(", ".join(f"{model} {count}" for model, count in models.most_common()) + "\n")
    tell(f"Together: {len(held)} of {len(ALL)} as records, {len(text)} as text\n")
    tell(f"Missing: {', '.join(missing()) or 'none'}\n")
    return 1 if missing() else 0


if __name__ == "__main__":
    sys.exit(main())
