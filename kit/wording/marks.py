"""Marks of secrecy, pairs that do not close, half-width signs, empty headings, long paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.wording.finding import Finding, Kind, found

LONGEST_PARAGRAPH = 500
_HAN = r"\u4e00-\u9fff"
_INSIDE = "[内內]部[资資]料|[内內]部文件|[内內]部材料|工作秘密"
_STAR = re.compile(r"(?:绝密|絕密|机密|機密|秘密) ?[★☆*]")
_STAMPED = re.compile(
    rf"(?:^|[\n【\[(（《])[ ]*(?:绝密|絕密|机密|機密|秘密|{_INSIDE})[ ]*(?=$|[\n】\])）》])"
    rf"|(?:{_INSIDE})[，, ]{{0,2}}"
    r"(?:注意保存|注意保密|(?:请勿|請勿|严禁|嚴禁|不得)外[传傳]|[仅僅]供)"
    r"|[仅僅]供[内內]部"
)
_MENTIONED = re.compile(r"内部资料|內部資料|内部文件|內部文件|工作秘密")
_GUARDED = re.compile(r"(?:保守|严守|嚴守|泄露|洩露|泄漏|涉及|保护|保護|不含|防止)[^。；\n]{0,10}$")
_PAIRS = {
    "”": "“",
    "’": "‘",
    "》": "《",
    "）": "（",
    "】": "【",
    "」": "「",
    "』": "『",
    ")": "(",
    "]": "[",
}
_PAIR = re.compile(r"[“”‘’《》（）【】「」『』()\[\]]")
_NUMBERED = re.compile(r"(?:^|[\s，。；：、])[\dA-Za-z一二三四五六七八九十]{1,3}$")
_HALF = re.compile(
    rf"(?<=[{_HAN}”》）】])[,;:?!()\"]|[,;:?!()\"](?=[{_HAN}“《（【])"
    rf"|(?<=[{_HAN}”》）])\.(?=\s|$|[{_HAN}])"
)
_LEVELS = (
    re.compile(r"[ \u3000]*[一二三四五六七八九十]{1,3}、[ \u3000]*(.*)"),
    re.compile(r"[ \u3000]*[（(][一二三四五六七八九十]{1,3}[）)][ \u3000]*(.*)"),
    re.compile(r"[ \u3000]*#{1,6} +(.*)|[ \u3000]*【(.*)】[ \u3000]*"),
)
_BARE = re.compile(
    r"^[ \u3000]*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[.．、]|#{1,6}|【[ \u3000]*】|第[一二三四五六七八九十]{1,3}[章节部分])[ \u3000]*$",
    re.MULTILINE,
)
_LINE = re.compile(r"[^\n]+")


def secrecy(text: str, narrow: str) -> Iterator[Finding]:
    if "密" not in text and "部" not in text:
        return
    taken: list[tuple[int, int]] = []
    for pattern in (_STAR, _STAMPED):
        for match in pattern.finditer(narrow):
            if not _overlaps(match.span(), taken):
                taken.append(match.span())
                span = _trimmed(text, match.span())
                yield found(
                    Kind.SECRET, "block", text, span, "是密级或内部标记", "涉密和内部材料不能上网"
                )
    for match in _MENTIONED.finditer(narrow):
        guarded = _GUARDED.search(narrow, max(0, match.start() - 16), match.start())
        if not guarded and not _overlaps(match.span(), taken):
            yield found(Kind.SECRET, "warn", text, match.span(), "像内部标记", "请确认全文可以公开")


def pairs(text: str, narrow: str) -> Iterator[Finding]:
    """The first sign of each pair that stays alone."""
    waiting: list[re.Match[str]] = []
    alone: list[re.Match[str]] = []
    for match in _PAIR.finditer(text):
        sign, at = match[0], match.start()
        if sign not in _PAIRS:
            waiting.append(match)
        elif waiting and waiting[-1][0] == _PAIRS[sign]:
            waiting.pop()
        elif not _is_plain(text, sign, at):
            alone.append(match)
    for match in [*alone, *waiting][:3]:
        near = max(0, match.start() - 6)
        last = max(text.rfind(sign, near, match.start()) for sign in "\n。；！？")
        span = (last + 1 if last >= 0 else near, match.end())
        reason = f"有一个 {match[0]} 没有配成对"
        yield found(Kind.PAIR, "warn", text, span, reason, "请补上另一半")


def _is_plain(text: str, sign: str, at: int) -> bool:
    """An apostrophe, or the bracket after a number as in 1)."""
    if sign == "’":
        return text[at - 1 : at].isascii() and text[at - 1 : at].isalpha()
    return sign in "）)" and bool(_NUMBERED.search(text, max(0, at - 4), at))


def half_width(text: str, narrow: str) -> Iterator[Finding]:
    """One finding for all of them: they come in hundreds when a text was typed that way."""
    spots = list(_HALF.finditer(text))
    if spots:
        start = max(0, spots[0].start() - 4)
        line = text.rfind("\n", start, spots[0].start())
        span = (max(start, line + 1), spots[0].end())
        number = f"，共 {len(spots)} 处" if len(spots) > 1 else ""
        yield found(Kind.HALF_WIDTH, "warn", text, span, f"用了半角标点{number}", "改成全角标点")


def headings(text: str, narrow: str) -> Iterator[Finding]:
    for match in _BARE.finditer(text):
        yield found(
            Kind.EMPTY_HEADING, "warn", text, match.span(), "只有序号，没有标题", "请补写或删去"
        )
    lines = [match for match in _LINE.finditer(text) if match[0].strip()]
    for level in _LEVELS:
        yield from _hollow(text, lines, level)


def _hollow(text: str, lines: list[re.Match[str]], level: re.Pattern[str]) -> Iterator[Finding]:
    """Headings with no text below, where others of the same level have some: a list has none."""
    heads = [n for n, line in enumerate(lines) if _is_heading(line[0], level)]
    ends = {*heads, len(lines)}
    empty = [n for n in heads if n + 1 in ends]
    if len(empty) < len(heads):
        for n in empty:
            yield found(
                Kind.EMPTY_HEADING,
                "warn",
                text,
                lines[n].span(),
                "标题下面没有内容",
                "请补写或删去",
            )


def _is_heading(line: str, level: re.Pattern[str]) -> bool:
    match = level.fullmatch(line)
    return bool(match and any(match.groups()) and len(line) <= 40 and line[-1] not in "。；！？：")


def paragraphs(text: str, narrow: str) -> Iterator[Finding]:
    if len(text) <= LONGEST_PARAGRAPH:
        return
    for match in _LINE.finditer(text):
        length = len(match[0])
        if length > LONGEST_PARAGRAPH:
            span = (match.start(), match.start() + 12)
            yield found(
                Kind.LONG_PARAGRAPH,
                "warn",
                text,
                span,
                f"这一段有 {length} 字，在手机上不好读",
                f"分成几段，每段不超过 {LONGEST_PARAGRAPH} 字",
            )


def _overlaps(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def _trimmed(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """Without the line break or bracket that shows the words to be a stamp."""
    start = span[0]
    while start < span[1] and text[start] in "\n 【[［(（《":
        start += 1
    return start, span[1]
