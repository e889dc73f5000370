"""Figures: a number with its unit that counts people, work, means or results."""

from __future__ import annotations

import re
from decimal import Decimal

from portal.intake import lexicon, parts
from portal.intake.draft import Item
from portal.intake.source import Source

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NAMES = re.compile(r"“[^“”\n]{1,24}”|《[^《》\n]*》")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_NOUN = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,16}")


def find(source: Source) -> list[Item]:
    text = source.folded
    named = [match.span() for match in _NAMES.finditer(text)]
    found: dict[tuple[int, int], Item] = {}
    seen: set[tuple[Decimal, str, str]] = set()
    for rule in lexicon.rules("figures"):
        for match in rule.pattern.finditer(text):
            if not _counts(text, match, named) or parts.meets(match.span(), found):
                continue
            item = _item(source, match, rule.gives["written"])
            same = (item["value"], item["unit"], text[match.end() : match.end() + 2])
            if same not in seen:
                seen.add(same)
                found[match.span()] = item
    return [found[span] for span in sorted(found)]


def _counts(text: str, match: re.Match[str], named: list[tuple[int, int]]) -> bool:
    """False for dates, ordinals, formulae and numbers inside names."""
    start, end = match.start("number"), match.end("unit")
    if any(first < start and end < last for first, last in named):
        return False
    before, number = text[max(0, start - 3) : start], match["number"]
    ranked = before.endswith("第") and match["unit"] == "名"
    if not ranked and lexicon.matches("figures", "not_before", before):
        return False
    if match["unit"] == "年" and _YEAR.search(number):
        return False
    tail = text[match.start("unit") : end + 8]
    if any(m.start() == 0 for m in lexicon.pattern("figures", "not_after").finditer(tail)):
        return False
    return not lexicon.pattern("figures", "stock").match(text[start : end + 8])


def _item(source: Source, match: re.Match[str], written: str) -> Item:
    groups = match.groupdict()
    number = match["number"]
    first, last = match.start("number"), match.end("unit")
    start, end = source.place(match.start(), match.end())
    unit = source.wording(match.start("unit"), last)
    value = Decimal(number.replace(",", "")) if written == "digits" else Decimal(value_of(number))
    before = source.folded[max(0, match.start() - 2) : first]
    return Item(
        "figures",
        source.wording(match.start(), match.end()),
        start,
        end,
        {
            "value": value,
            "most": Decimal(groups["most"]) if groups.get("most") else None,
            "unit": unit,
            "hedge": _hedge(match["unit"], before),
            "about": _about(source, first, last),
        },
    )


def _hedge(unit: str, before: str) -> str:
    for sign in ("余", "多"):
        if sign in unit:
            return sign
    if before.endswith(("近", "将近")):
        return "近"
    return "约" if before.endswith(("约", "大约", "左右")) else ""


def _about(source: Source, start: int, end: int) -> str:
    """What is counted: the noun behind the unit, else the words in front of the number."""
    text = source.folded
    if behind := _NOUN.match(text, end):
        return source.wording(*behind.span())
    clause = start
    while clause > 0 and text[clause - 1] not in "。!?;,:\n、" and start - clause < 20:
        clause -= 1
    return source.wording(clause, start) if clause < start else ""


def value_of(number: str) -> int:
    """The number in Han numerals: 一千二百 → 1200, 两 → 2, 十五 → 15, 百十 → 110, 二十 → 20."""
    total = section = digit = 0
    for sign in number:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign == "万":
            total = (total + section + digit or 1) * 10_000
            section = digit = 0
        else:
            section += (digit or 1) * _STEPS[sign]
            digit = 0
    return total + section + digit
