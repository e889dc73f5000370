"""How a text becomes the terms it is found by: folded, Han in pairs, the rest in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any

import opencc

WORDS, LENGTH, LONGEST = 5, 60, 40
_HAN = r"\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"([{_HAN}]+)|((?:(?![{_HAN}])[^\W_])+)")


class _Simplified(dict[int, str]):
    """Character by character: a part of a text folds as it does within the whole."""

    def __missing__(self, code: int) -> str:
        self[code] = str(_simplifier().convert(chr(code)))
        return self[code]


@cache
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


_SIMPLIFIED = _Simplified()


def fold(text: str) -> str:
    """Half-width, lower case, Simplified: ＡＢＣ小學 → abc小学."""
    return unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED).casefold()


def words(query: str) -> list[str]:
    """The words of a query as they are looked for, each once."""
    return list(dict.fromkeys(fold(query[:LENGTH]).split()))[:WORDS]


def of_text(*texts: str) -> set[str]:
    """What is stored: every Han character, every pair of neighbours, every other word."""
    found: set[str] = set()
    for text in texts:
        for han, word in _RUNS.findall(fold(text)):
            found |= {*han, *_pairs(han)} if han else {word[:LONGEST]}
    return found


def of_names(names: Iterable[str]) -> set[str]:
    """Pinyin and initials from every character on, so that dlzx finds 无锡市东林中学."""
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - 55 MB, see `spoken`

    found: set[str] = set()
    for name in names:
        for han, _ in _RUNS.findall(fold(name)):
            syllables = lazy_pinyin(han) if han else []
            letters = lazy_pinyin(han, style=Style.FIRST_LETTER) if han else []
            for start in range(max(len(syllables) - 1, 0)):
                found |= {"".join(syllables[start:])[:LONGEST], "".join(letters[start:])[:LONGEST]}
    return found


def of_query(query: str) -> list[tuple[str, bool]]:
    """Terms that must all occur; True where a longer word may follow (2023 → 20230401)."""
    wanted: dict[tuple[str, bool], None] = {}
    for word in words(query):
        for han, other in _RUNS.findall(word):
            if han:
                wanted |= dict.fromkeys((pair, False) for pair in _pairs(han) or [han])
            else:
                wanted[(other[:LONGEST], len(other) > 1)] = None
    return list(wanted)


def runs(query: str) -> list[str]:
    """What must stand in the text letter by letter: pairs alone would also match apart."""
    return [han for word in words(query) for han, _ in _RUNS.findall(word) if han]


def spoken(text: str) -> list[str]:
    """The syllables of a text, other words as they are: 东林A → dong, lin, a.

    A process that only shows pages never loads the dictionary.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - as it says

    return [part for part in lazy_pinyin(fold(text)) if part.strip()]


def near(query: str) -> list[tuple[str, bool]]:
    """Terms of which a name that was meant has some: what sounds alike, pairs, first letters."""
    sounds = "".join(spoken(query))[:LONGEST]
    if len(sounds) < 3 or not sounds.isalnum():
        return []
    pairs = [
        pair for word in words(query) for han, _ in _RUNS.findall(word) for pair in _pairs(han)
    ]
    return [(sounds, True), (sounds[:3], True), *((pair, False) for pair in pairs)]


def _pairs(han: str) -> list[str]:
    return [one + other for one, other in pairwise(han)]


def excerpt(text: str, wanted: list[str] | tuple[str, ...] = (), length: int = 80) -> str:
    """The text around the first word that was looked for, else its beginning."""
    flat = " ".join(text.split())
    if len(flat) <= length:
        return flat
    folded = fold(flat)
    places = [place for word in wanted if (place := folded.find(word)) >= 0]
    start = max(min(places, default=0) - length // 3, 0)
    start = start if start < len(flat) else 0
    head = "……" if start else ""
    tail = "……" if start + length < len(flat) else ""
    return f"{head}{flat[start : start + length]}{tail}"
