"""The source as the rules see it: Simplified, half-width, without debris, in whole paragraphs.

Every character of the folded text knows the place it came from, so that whatever is found can be
shown in the user's own document and in its own words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import opencc

from portal.intake import lexicon
from portal.intake.draft import Unread

MISSING = "□"  # how print shows a sign that cannot be read
ENDLESS = 400  # no sentence of a real document is so long
RAGGED = 6  # how far a broken line may fall short of the full width
GAP = "\ufffd"  # stands where the source is damaged; no rule reads across it
_TONES = "a-zA-Zāáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿê"
_PINYIN = re.compile(rf"(?<=[\u3400-\u9fffA-Z])[(（][{_TONES}]{{1,7}}[)）]")
_DAMAGED = re.compile(
    rf"[\u3400-\u9fff\uf900-\ufaff]?(?:\?[{_TONES}]{{0,6}}[)）][\u3400-\u9fff]{{0,3}}[A-Z]?)+"
    r"|[\ufffd\ue000-\uf8ff]+|(?:锟斤拷|锟届瀿|烫烫烫|屯屯屯)+|(?<=[\u3400-\u9fff])\?{2,}(?=[\u3400-\u9fff])"
)
_BLANK = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]")
_QUOTES = {
    "「": "“",
    "」": "”",
    "『": "‘",
    "』": "’",
    "﹁": "“",
    "﹂": "”",
    "〝": "“",
    "〞": "”",
    "•": "·",
    "．": ".",
    "─": "—",
    "–": "—",
}  # fmt: skip
_TERMINAL = "。!?;:…”’』)】》—\"'"
_NUMBERED = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}[、.,]|[(【]?[一二三四五六七八九十]{1,3}[)】]|\d{1,2}[.、)]|[(]\d{1,2}[)]"
    r"|[①-⑳]|【|[一二三四五六七八九十]是|第[一二三四五六七八九十][部章节篇])"
)


@dataclass(frozen=True)
class Paragraph:
    start: int
    end: int
    furniture: bool = False


@dataclass(frozen=True)
class Source:
    given: str
    folded: str
    at: tuple[int, ...]
    paragraphs: tuple[Paragraph, ...]
    unread: tuple[Unread, ...]

    def text(self, part: Paragraph) -> str:
        return self.folded[part.start : part.end]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text stands in the source."""
        return self.at[start], self.at[end - 1] + 1

    def wording(self, start: int, end: int) -> str:
        """The source's own words: debris and broken lines left out, inner spaces of names kept."""
        words, quoted = [], 0
        heading = "。" not in self.folded[start:end]
        for here in range(start, end):
            if here > start and self.folded[here] != " ":
                between = self.given[self.at[here - 1] + 1 : self.at[here]]
                bare = between.isspace() and "\n" not in between
                if bare and quoted and heading:
                    words.append(" ")
            quoted += {"“": 1, "‘": 1, "”": -1, "’": -1}.get(self.folded[here], 0)
            lost = self.folded[here] == GAP
            words.append(MISSING if lost else self.given[self.at[here]])
        return "".join(words)


def open_source(given: str) -> Source:
    lines, unread = _lines(given)
    wrapped = _width(lines)
    folded: list[str] = []
    at: list[int] = []
    paragraphs: list[Paragraph] = []
    for part in _join(lines, wrapped):
        for text, places in _pieces(*_tidy(part)):
            start = len(folded)
            folded += text
            at += places
            paragraphs.append(Paragraph(start, len(folded), _is_furniture("".join(text))))
            folded.append("\n")
            at.append(places[-1])
    return Source(
        given, "".join(folded), tuple(at), tuple(_foot(paragraphs, "".join(folded))), tuple(unread)
    )


def _pieces(text: list[str], places: list[int]) -> Iterator[tuple[list[str], list[int]]]:
    """The paragraph, cut where a sentence does not end: rules take time by a sentence's length."""
    start = run = 0
    for here, sign in enumerate(text):
        run = 0 if sign in "。!?;" else run + 1
        if run == ENDLESS:
            yield text[start : here + 1], places[start : here + 1]
            start, run = here + 1, 0
    if start < len(text):
        yield text[start:], places[start:]


Line = list[tuple[str, int]]


def _lines(given: str) -> tuple[list[Line], list[Unread]]:
    """The source's lines as (folded character, place); damaged places become one GAP."""
    unread = [
        Unread(m.start(), m.end(), m[0], "这里的字在转换时损坏了，请对照原件补写。")
        for m in _DAMAGED.finditer(given)
    ]
    skip: dict[int, str] = {}
    for match in _PINYIN.finditer(given):
        skip.update(dict.fromkeys(range(*match.span()), ""))
    for gap in unread:
        skip.update(dict.fromkeys(range(gap.start, gap.end), ""))
        skip[gap.start] = GAP
    lines: list[Line] = []
    line: Line = []
    for place, sign in enumerate(given):
        if place in skip:
            line += [(skip[place], place)] if skip[place] else []
        elif sign in "\n\r\u2028\u2029\x0b\x0c":
            lines.append(line)
            line = []
        else:
            line.append((" " if _BLANK.match(sign) else _fold(sign), place))
    lines.append(line)
    return [stripped for line in lines if (stripped := _strip(line))], unread


def _strip(line: Line) -> Line:
    while line and line[0][0] == " ":
        line = line[1:]
    while line and line[-1][0] == " ":
        line = line[:-1]
    return line


@cache
def _simplifier() -> Any:
    return opencc.OpenCC("t2s")


@cache
def _fold(sign: str) -> str:
    """One character for one: width, quotes and script."""
    if sign in _QUOTES:
        return _QUOTES[sign]
    if sign in "“”‘’…—①②③④⑤⑥⑦⑧⑨⑩":
        return sign
    narrow = unicodedata.normalize("NFKC", sign)
    simple = str(_simplifier().convert(narrow if len(narrow) == 1 else sign))
    return simple if len(simple) == 1 else sign


def simplified(text: str) -> str:
    return str(_simplifier().convert(text))


def folded(text: str) -> str:
    """Any words as the rules see them."""
    return "".join(_fold(sign) for sign in text)


def _words(line: Line) -> str:
    return "".join(sign for sign, _ in line)


def _cells(line: Line) -> int:
    """The width on paper: a Han character is as wide as two letters."""
    return sum(2 if sign >= "\u2e80" else 1 for sign, _ in line)


def _width(lines: list[Line]) -> int:
    """The width at which the text was broken by hand or by a page; 0 where lines are paragraphs."""
    widths = sorted(_cells(line) for line in lines)
    full = widths[int(len(widths) * 0.95) - 1] if widths else 0
    broken = sum(full - RAGGED <= width <= full for width in widths)
    return full if 24 < full <= 120 and broken >= max(8, len(widths) * 0.3) else 0


def _join(lines: list[Line], wrapped: int) -> list[Line]:
    """Lines that a page or a column broke are put together again."""
    parts: list[Line] = []
    open_part = False
    for number, line in enumerate(lines):
        text = _words(line)
        following = _words(lines[number + 1]) if number + 1 < len(lines) else ""
        if open_part:
            parts[-1] = parts[-1] + line
        else:
            parts.append(line)
        whole = _words(parts[-1])
        full = bool(wrapped) and _cells(line) >= wrapped - RAGGED
        open_part = bool(following) and _continues(text, whole, following, full=full)
    return parts


def _continues(line: str, whole: str, following: str, *, full: bool) -> bool:
    if _NUMBERED.match(following) or _is_furniture(line) or _is_furniture(following):
        return False
    last = line[-1]
    if full and last not in "。!?":
        return True
    if last in ",、" or lexicon.matches("document", "dangling", line[-2:]):
        return True
    if last in _TERMINAL:
        return False
    prose = "。" in whole or len(whole) > 60
    return prose and ("。" in following or following[0] in ",、")


def _tidy(part: Line) -> tuple[list[str], list[int]]:
    """Without blanks in prose; a line that may be a heading keeps its single ones."""
    words = _words(part)
    prose = "。" in words
    signs: list[str] = []
    places: list[int] = []
    double = single = False
    for number, (sign, place) in enumerate(part):
        before = words[number - 1] if number else ""
        if sign == " " and not _separates(words, number, prose):
            continue
        if sign == '"':
            double = not double
            signs.append("“" if double else "”")
        elif sign == "'" and not (before.isascii() and before.isalpha()):
            single = not single
            signs.append("‘" if single else "’")
        else:
            signs.append(sign)
        places.append(place)
    return signs, places


def _separates(words: str, place: int, prose: bool) -> bool:
    """Whether a blank means something: between Latin words, or in a line that may be a heading."""
    before, after = words[max(place - 1, 0)], words[min(place + 1, len(words) - 1)]
    latin = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return latin or not (prose or before in ' “‘"')


def _is_furniture(text: str) -> bool:
    return len(text) <= 120 and bool(lexicon.pattern("document", "furniture").search(text))


def _foot(paragraphs: list[Paragraph], folded: str) -> list[Paragraph]:
    """Everything below the page's own foot belongs to the page, not to the document."""
    foot = lexicon.pattern("document", "foot")
    for number, part in enumerate(paragraphs):
        late = part.start > len(folded) * 0.6
        if late and part.furniture and foot.search(folded[part.start : part.end]):
            below = [Paragraph(p.start, p.end, furniture=True) for p in paragraphs[number:]]
            return paragraphs[:number] + below
    return paragraphs
