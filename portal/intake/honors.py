"""Honours: titles that a body gave, with its rank, who received them, how many and when."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from portal.intake import lexicon, parts
from portal.intake.draft import Item
from portal.intake.source import Paragraph, Source

_RANKS = {"province": "provincial", "city": "municipal", "county": "county"}
_AND = re.compile("以及|及|和|与|并")
_PERSON = re.compile(r"(?<=”)[\u4e00-\u9fff]{2,4}$")
_YEAR = re.compile(r"((?:19|20)\d\d)年?度?")
_OPENS = re.compile(r"((?:19|20)\d\d)年(?:\d+月)?,")
_LATER = re.compile(r"等?(\d+)[个项所名]")
_FRAME = re.compile(r"^(?:首批|第.{1,3}批|(?:19|20)\d\d年?度?|“)*")


class Trigger(NamedTuple):
    start: int
    end: int
    strong: bool


def find(source: Source) -> list[Item]:
    text = source.folded
    found: dict[tuple[int, int], Item] = {}
    for part in source.paragraphs:
        for trigger, start, end, count in [] if part.furniture else _told(text, part):
            if not parts.meets((start, end), found):
                found[start, end] = _item(source, trigger, start, end, count)
    return _once([found[span] for span in sorted(found)])


def _told(text: str, part: Paragraph) -> Iterator[tuple[Trigger, int, int, int | None]]:
    for trigger in _triggers(text, part.start, part.end):
        for title in _titles(text, trigger, part.end):
            yield trigger, *title
    for rule in lexicon.rules("honors", "reversed"):
        for match in rule.pattern.finditer(text, part.start, part.end):
            start, end = match.span("title")
            count = _LATER.search(text, end, parts.clause_end(text, end, part.end))
            number = int(count[1]) if count else None
            yield Trigger(start, start, strong=True), start, end, number


def _triggers(text: str, first: int, last: int) -> Iterator[Trigger]:
    words = lexicon.lists("honors")
    either = re.compile(f"(?P<strong>{words['strong']})|{words['weak']}")
    for match in either.finditer(text, first, last):
        before = text[max(first, match.start() - 4) : match.start()]
        if not re.search(words["goal"] + "$", before):
            yield Trigger(match.start(), match.end(), match["strong"] is not None)


def _titles(text: str, trigger: Trigger, last: int) -> Iterator[tuple[int, int, int | None]]:
    """The titles of the list behind the verb, each with the count the text gives it."""
    words = lexicon.lists("honors")
    end = parts.clause_end(text, trigger.end, last)
    before = text[parts.clause_start(text, trigger.start) : trigger.start]
    counted = re.search(words["counted"], before)
    front = re.search(words["in_front"], text[trigger.end : end])
    count = counted or front
    for number, (start, stop) in enumerate(parts.cut(text, trigger.end, end, ",")):
        members = [*_members(text, start, stop, trigger.strong and number == 0)]
        if not members:
            if number or not trigger.strong:
                break
            continue
        shared = re.search(words["shared"], text[start:stop])
        again = re.search(words["in_front"], text[start:stop]) if number else None
        for first, final in members:
            own = re.search(words["own_count"], text[final : final + 8])
            given = own or shared or again or (count if number == 0 else None)
            yield first, final, int(given["count"]) if given else None
            if own is None and number and not (shared or again):
                continue


def _members(text: str, start: int, end: int, strong: bool) -> Iterator[tuple[int, int]]:
    for first, last in parts.cut(text, start, end):
        for a, b in _halves(text, first, last):
            a, b = _trimmed(text, a, b)  # noqa: PLW2901 - the same stretch, without its frame
            if _is_title(text[a:b], strong):
                yield a, b


def _halves(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at 和 and its like where both sides are titles by themselves."""
    for match in _AND.finditer(text, start, end):
        sides = (_trimmed(text, start, match.start()), _trimmed(text, match.end(), end))
        if all(_is_title(text[a:b], strong=False) for a, b in sides):
            yield start, match.start()
            yield from _halves(text, match.end(), end)
            return
    yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = lexicon.lists("honors")
    start, end = parts.trim(text, start, end, words["front"], words["back"])
    name = _PERSON.search(text[start:end])
    ends = f"(?:{words['organ']}|{words['person']}|{words['pupil']})$"
    if name and not re.search(ends, name[0]):
        end = start + name.start()
    start, end = _after_of(text, *parts.bare(text, start, end))
    return parts.trim(text, start, end, words["front"], words["back"])


def _after_of(text: str, start: int, end: int) -> tuple[int, int]:
    """唯一入选的省级示范点 → 省级示范点: the title stands behind the last 的, if it is one."""
    for place in range(end - 1, start, -1):
        if text[place] in "”》":
            break
        if text[place] == "的":
            return (
                (place + 1, end) if _is_title(text[place + 1 : end], strong=False) else (start, end)
            )
    return start, end


def _is_title(title: str, strong: bool) -> bool:
    words = lexicon.lists("honors")
    if not 4 <= len(title) <= 60 or lexicon.pattern("honors", "refuse").search(title):
        return False
    if re.search(f"{words['strong']}|成功入选|入选", re.sub("“[^”]*”", "", title)):
        return False
    headed = re.search(f"{words['head']}$|{words['head']}”$", title)
    ranked = re.match(rf"{words['rank']}|{words['region']}|“", title)
    if strong:
        plain = re.search(words["plain_head"], title)
        return bool(headed or (ranked and plain))
    return bool(headed and ranked)


def _item(source: Source, trigger: Trigger, start: int, end: int, count: int | None) -> Item:
    text = source.folded
    title = text[start:end]
    before = text[parts.clause_start(text, trigger.start) : trigger.start]
    sentence = text[parts.clause_start(text, trigger.start, "。;!?\n") : trigger.start]
    issuer = text[trigger.start : trigger.end]
    year = _YEAR.search(title) or _YEAR.search(before) or _OPENS.match(sentence)
    given: dict[str, Any] = {
        "level": _level(title, re.sub("^被", "", issuer)),
        "recipient": _recipient(title, before),
        "count": count,
        "year": int(year[1]) if year else None,
        "from": start,
        "to": end,
    }
    return Item("honors", source.wording(start, end), *source.place(start, end), given)


def _level(title: str, issuer: str) -> str:
    """By the title; 全区 and the like mean whatever the body that gave it stands over."""
    given = level_of(issuer)
    return given if given and title[0] == "全" else level_of(title) or given or "unknown"


def level_of(words: str) -> str:
    """The rank of the body a title names first; a county-level city is a county."""
    bare = _FRAME.sub("", words)
    region, rank = lexicon.region_of(bare)
    if not region:
        return lexicon.classify("honors", "level", words, "")
    _, inner = lexicon.region_of(bare[len(region) :])
    told = lexicon.classify("honors", "level", bare[len(region) :], "")
    return _RANKS[inner] if inner else told if told in {"municipal", "county"} else _RANKS[rank]


def _recipient(title: str, before: str) -> str:
    if title.endswith("奖"):
        who = before[-24:]
        if lexicon.pattern("honors", "of_pupils").search(who):
            return "student"
        return (
            "individual" if lexicon.pattern("honors", "of_persons").search(who) else "organization"
        )
    return lexicon.classify("honors", "recipient", title, "organization")


def _once(items: list[Item]) -> list[Item]:
    kept: dict[str, Item] = {}
    for item in items:
        kept.setdefault(re.sub(r"\W", "", item.wording), item)
    return list(kept.values())
