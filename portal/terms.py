"""How a text becomes the terms it is found by: folded, Han in pairs, the rest in words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any

import opencc
from pypinyin import Style, lazy_pinyin

WORDS, LENGTH, LONGEST = 5, 60, 40
_HAN = r"\u3005\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUNS = re.compile(rf"([{_HAN}]+)|((?:(?![{_HAN}])[^\W_])+)")


@cache
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Half-width, lower case, Simplified: ＡＢＣ小學 → abc小学."""
    return str(_simplifier().convert(unicodedata.normalize("NFKC", text))).casefold()


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


def _pairs(han: str) -> list[str]:
    return [one + other for one, other in pairwise(han)]
