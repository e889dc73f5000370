"""Lists in Chinese prose: cut at 、 and its like, but never inside quotation marks or brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_OPEN, _CLOSE = "“‘《(【", "”’》)】"


def cut(text: str, start: int, end: int, signs: str = "、") -> Iterator[tuple[int, int]]:
    """The members of a list as places in the text; also between ” and “."""
    depth, first = 0, start
    for place in range(start, end):
        sign = text[place]
        depth += (sign in _OPEN) - (sign in _CLOSE and depth > 0)
        if depth == 0 and sign in signs:
            yield from _stripped(text, first, place)
            first = place + 1
        elif depth == 0 and sign in "”》" and place + 1 < end and text[place + 1] in "“《":
            yield from _stripped(text, first, place + 1)
            first = place + 1
    yield from _stripped(text, first, end)


def clause_end(text: str, start: int, limit: int, stops: str = "。;!?\n") -> int:
    """Where the clause that begins here ends; stops inside quotation marks do not count."""
    depth = 0
    for place in range(start, limit):
        sign = text[place]
        depth += (sign in _OPEN) - (sign in _CLOSE and depth > 0)
        if sign == "\n" or (depth == 0 and sign in stops):
            return place
    return limit


def clause_start(text: str, end: int, stops: str = "。;!?,\n") -> int:
    """Where the clause that ends here begins."""
    depth = 0
    for place in range(end - 1, -1, -1):
        sign = text[place]
        depth += (sign in _CLOSE) - (sign in _OPEN and depth > 0)
        if sign == "\n" or (depth == 0 and sign in stops):
            return place + 1
    return 0


def bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Without quotation marks that only wrap the words."""
    marks = {"“": "”", "‘": "’", "《": "》"}
    inner = text[start + 1 : end - 1]
    if end - start > 2 and marks.get(text[start]) == text[end - 1] and text[end - 1] not in inner:
        return start + 1, end - 1
    return start, end


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] in " ,、":
        start += 1
    while start < end and text[end - 1] in " ,、":
        end -= 1
    if start < end:
        yield start, end


def meets(span: tuple[int, int], others: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def trim(text: str, start: int, end: int, front: str, back: str) -> tuple[int, int]:
    """Take words off both ends as long as the patterns find any."""
    heads, tails = re.compile(front), re.compile(f"(?:{back})$")
    while (head := heads.match(text, start, end)) and head.end() > start:
        start = head.end()
    while (tail := tails.search(text[start:end])) and tail[0]:
        end = start + tail.start()
    return start, end
