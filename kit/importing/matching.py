"""Finding the sheet, the head and the columns by their titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from kit.importing import cells
from kit.importing.books import Book
from kit.importing.importer import Column

HEAD_WITHIN = 20  # the line of titles stands among the first ones
ALIKE = 0.72
NOISE = re.compile(r"[（(\[【].*?[)）\]】]|[\s*＊:：、，,。．.…·\-—_/]")


@dataclass(frozen=True)
class Head:
    """Where the titles stand, and which column each of them is.

    `fields` has one name per column of the sheet, "" for those that are not read; `unsure` holds
    the places that were guessed and should be looked at.
    """

    sheet: str
    line: int
    titles: list[str]
    fields: list[str]
    unsure: list[int]

    @property
    def score(self) -> int:
        return sum(1 for name in self.fields if name)

    def missing(self, columns: Sequence[Column]) -> list[str]:
        return [c.title for c in columns if c.required and c.name not in self.fields]


def find_head(book: Book, columns: Sequence[Column], sheet: str = "") -> Head | None:
    """The best head of the named sheet, or of the best sheet; None where nothing looks like one."""
    names = [sheet] if sheet in book.names else book.names
    heads = [head for name in names if (head := _of_sheet(book, name, columns))]
    return max(heads, key=lambda head: head.score, default=None)


def plain(title: Any) -> str:
    """A title without stars, brackets, blanks and signs."""
    return NOISE.sub("", cells.text(title).translate(cells.NARROW)).casefold()


def _of_sheet(book: Book, name: str, columns: Sequence[Column]) -> Head | None:
    first = list(islice(book.lines(name), HEAD_WITHIN + 1))
    known = {plain(title): c.name for c in columns for title in (c.title, *c.synonyms)}
    best: Head | None = None
    for (number, line), (_, below) in zip(first, [*first[1:], (0, [])], strict=False):
        for at, titles in ((number, line), (number + 1, _stacked(line, below, known))):
            found = sum(1 for title in titles if plain(title) in known)
            if found > (best.score if best else min(1, len(columns) - 1)):
                best = _matched(name, at, titles, columns, known)
    return best


def _stacked(line: Sequence[Any], below: Sequence[Any], known: dict[str, str]) -> list[Any]:
    """Titles over two lines: 参加人数 above 党员, 教师, 学生. Empty where the lower is no head."""
    lower = [cells.text(cell) for cell in below]
    if not any(lower) or any(cell and plain(cell) not in known for cell in lower):
        return []
    width = max(len(line), len(lower))
    upper = [*map(cells.text, line), *[""] * width][:width]
    return [under or over for over, under in zip(upper, [*lower, *[""] * width], strict=False)]


def _matched(
    sheet: str, line: int, titles: Sequence[Any], columns: Sequence[Column], known: dict[str, str]
) -> Head:
    shown = [cells.one_line(title) for title in titles]
    fields = [known.get(plain(title), "") for title in shown]
    fields = [name if name not in fields[:place] else "" for place, name in enumerate(fields)]
    unsure = []
    for place, title in enumerate(shown):
        left = {alike: name for alike, name in known.items() if name not in fields}
        if plain(title) and not fields[place] and (guess := _closest(plain(title), left)):
            fields[place] = guess
            unsure.append(place)
    return Head(sheet, line, shown, fields, unsure)


def _closest(title: str, known: dict[str, str]) -> str:
    ratio, best = max(
        ((_alike(title, other), other) for other in known if other), default=(0.0, "")
    )
    return known[best] if ratio >= ALIKE else ""


def _alike(title: str, other: str) -> float:
    if len(title) > 1 and len(other) > 1 and (title in other or other in title):
        return 0.73
    return SequenceMatcher(None, title, other).ratio()
