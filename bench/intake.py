"""How well case documents are read: precision, recall and F1 by field against annotated cases.

    python -m bench.intake FOLDER [--wrong]

FOLDER holds the documents (`NAME.txt` or `NAME.docx`) and, in `gold/`, one JSON file for each
whose name the document's name begins with. An item counts as found if it equals the annotated one,
or if one contains the other and the shorter has at least 60 % of the longer's length. Optional
items count neither way; attributes are scored on found items only. `--wrong` lists what is not as
annotated.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from portal.intake import FIELDS, Item, read
from portal.intake.upload import text_of

NAMES = {"honors": "title", "sections": "heading"}
ATTRIBUTES = {
    "schools": ["stage"],
    "brands": ["school"],
    "sections": ["kind"],
    "honors": ["level", "recipient", "count", "year"],
    "activities": ["type"],
    "partners": ["kind", "region", "relation"],
}
ENOUGH = 0.6
_PINYIN = re.compile(
    r"(?<=[\u3400-\u9fff])\([a-zāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿê]{1,7}\)", re.IGNORECASE
)
_QUOTES = str.maketrans("“”‘’「」『』", "\"\"''\"\"''")


@dataclass
class Tally:
    found: int = 0
    missed: int = 0
    wrong: int = 0
    attributes: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    @property
    def precision(self) -> float:
        return self.found / ((self.found + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.found / ((self.found + self.missed) or 1)

    @property
    def f1(self) -> float:
        return 2 * self.found / ((2 * self.found + self.wrong + self.missed) or 1)


def plain(words: str) -> str:
    """Both sides alike: no pinyin, no blanks, half width, no outer quotes, no full stop."""
    text = unicodedata.normalize("NFKC", words).translate(_QUOTES)
    text = re.sub(r"\s", "", _PINYIN.sub("", text)).rstrip("。.:,;、")
    if re.fullmatch(r"\"[^\"]*\"|'[^']*'|《[^》]*》", text):
        text = text[1:-1]
    return text.rstrip("。.:,;、")


def nearness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    return len(short) / len(long) if short and short in long else 0.0


def compare(found: list[Item], gold: list[Any], name: str) -> tuple[Tally, list[str]]:
    """Match one to one, the nearest first and what must be found before what may be.

    The second answer lists what is not as annotated: - missed, + too much, ~ another attribute.
    """
    wanted = [row if isinstance(row, dict) else {"name": row} for row in gold]
    pairs = sorted(
        (
            (not row.get("optional", False), _nearness(item, row, name), i, j)
            for i, item in enumerate(found)
            for j, row in enumerate(wanted)
        ),
        key=lambda pair: (-(pair[1] == 1), not pair[0], -pair[1]),
    )
    tally, by_item, by_row = Tally(), {}, set()
    for _, near, i, j in pairs:
        if near >= ENOUGH and i not in by_item and j not in by_row:
            by_item[i] = j
            by_row.add(j)
    told: list[str] = []
    for i, j in by_item.items():
        if not wanted[j].get("optional"):
            tally.found += 1
            told += _attributes(tally, found[i], wanted[j], name)
    missed = [row for j, row in enumerate(wanted) if j not in by_row and not row.get("optional")]
    wrong = [item for i, item in enumerate(found) if i not in by_item]
    tally.missed, tally.wrong = len(missed), len(wrong)
    told += [f"- {_title(row, name)}" for row in missed] + [f"+ {item.wording}" for item in wrong]
    return tally, told


def _title(row: dict[str, Any], name: str) -> str:
    return str(row.get("raw") if name == "figures" else row[NAMES.get(name, "name")])


def _nearness(item: Item, row: dict[str, Any], name: str) -> float:
    if name == "figures":
        same = float(item["value"]) == float(row["value"])
        return float(same and plain(item["unit"]) == plain(str(row["unit"])))
    titles = [_title(row, name), *row.get("aliases", [])]
    return max(nearness(plain(item.wording), plain(title)) for title in titles)


def _attributes(tally: Tally, item: Item, row: dict[str, Any], name: str) -> list[str]:
    told = []
    for key in ATTRIBUTES.get(name, []):
        alternatives = row.get(f"{key}_alt", [])
        accepted = [
            row.get(key),
            *(alternatives if isinstance(alternatives, list) else [alternatives]),
        ]
        score = tally.attributes[key]
        right = _same(item[key], accepted)
        score[0] += right
        score[1] += 1
        if not right:
            told.append(f"~ {item.wording} {key}: {item[key]}, not {row.get(key)}")
    return told


def _same(value: Any, accepted: Iterable[Any]) -> bool:
    return any(
        value == one
        or (isinstance(value, str) and isinstance(one, str) and plain(value) == plain(one))
        for one in accepted
    )


def score(folder: Path, wrong: TextIO | None = None) -> dict[str, Tally]:
    totals = {name: Tally() for name in FIELDS}
    for gold in sorted((folder / "gold").glob("*.json")):
        document = next(path for path in sorted(folder.glob(f"{gold.stem}*")) if path.is_file())
        draft = read(text_of(document.name, document.read_bytes()))
        wanted = json.loads(gold.read_text("utf-8"))
        for name in FIELDS:
            tally, told = compare(draft.of(name), wanted.get(name, []), name)
            _add(totals[name], tally)
            if wrong:
                wrong.writelines(f"{gold.stem} {name} {line}\n" for line in told)
    return totals


def _add(total: Tally, tally: Tally) -> None:
    total.found += tally.found
    total.missed += tally.missed
    total.wrong += tally.wrong
    for key, (right, all_) in tally.attributes.items():
        total.attributes[key][0] += right
        total.attributes[key][1] += all_


def table(totals: dict[str, Tally]) -> str:
    lines = [
        "| field | found | missed | too much | precision | recall | F1 | attributes right |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, tally in totals.items():
        attributes = ", ".join(f"{key} {a}/{b}" for key, (a, b) in tally.attributes.items())
        counts = f"{tally.found} | {tally.missed} | {tally.wrong}"
        rates = f"{tally.precision:.2f} | {tally.recall:.2f} | {tally.f1:.2f}"
        lines.append(f"| {name} | {counts} | {rates} | {attributes} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("folder", type=Path)
    options.add_argument("--wrong", action="store_true", help="list what was missed or too much")
    chosen = options.parse_args()
    totals = score(chosen.folder, sys.stderr if chosen.wrong else None)
    sys.stdout.write(table(totals) + "\n")


if __name__ == "__main__":
    main()
