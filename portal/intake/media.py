"""Outlets that reported: names in title marks or quotes, and names that end as outlets do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.intake import lexicon
from portal.intake.draft import Item
from portal.intake.source import Source

_SENTENCE = re.compile(r"[^。;!?\n]+")
_MARKED = re.compile(r"[《“]([^《》“”\n]{2,16})[》”]")
_BARE = re.compile(r"[\u4e00-\u9fffA-Za-z]+")


def find(source: Source) -> list[Item]:
    found: dict[str, Item] = {}
    reported = lexicon.pattern("media", "reported")
    inside = [(part.start, part.end) for part in source.paragraphs if not part.furniture]
    for first, last in inside:
        for sentence in _SENTENCE.finditer(source.folded, first, last):
            if not reported.search(sentence[0]) and "媒体" not in sentence[0]:
                continue
            for start, end in _names(source.folded, *sentence.span()):
                name = source.folded[start:end]
                if name not in found:
                    place = source.place(start, end)
                    given = {"kind": _kind(name)}
                    found[name] = Item("media", source.wording(start, end), *place, given)
    return sorted(found.values(), key=lambda item: item.start)


def _names(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    for match in _MARKED.finditer(text, first, last):
        taken.append(match.span())
        if _is_outlet(text, match, last):
            yield match.span(1)
    for match in _BARE.finditer(text, first, last):
        if any(a <= match.start() < b for a, b in taken):
            continue
        yield from _bare(text, *match.span())


def _is_outlet(text: str, match: re.Match[str], last: int) -> bool:
    name = match[1]
    words = lexicon.lists("media")
    if re.search(words["article"], name) or lexicon.pattern("media", "refuse").search(name):
        return False
    if re.match(words["study_use"], text[match.start(1) : match.end() + 6]):
        return False
    if re.fullmatch(words["national"], name):
        return _near_report(text, match, last)
    if text[match.start()] == "“":
        return bool(re.search(words["ending"] + "$", name)) and _near_report(text, match, last)
    row = rf"(?:[、,和及与]?《[^《》]*》)*{words['as_media']}|{words['direct']}"
    listed = re.compile(row).match(text, match.end(), last)
    return bool(listed or re.search(f"{words['ending']}$", name))


def _near_report(text: str, match: re.Match[str], last: int) -> bool:
    around = text[max(0, match.start() - 30) : min(last, match.end() + 40)]
    return bool(re.search(lexicon.lists("media")["reported"] + "|媒体", around))


def _bare(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Names that stand without marks: known ones, and places or list members with an ending."""
    words = lexicon.lists("media")
    taken: list[tuple[int, int]] = []
    for rule in lexicon.rules("media", "bare"):
        for match in rule.pattern.finditer(text, start, end):
            refused = lexicon.pattern("media", "refuse").search(match[0])
            study = re.match(words["study_use"], text[match.start() : match.end() + 6])
            reporter = text[match.end() : match.end() + 1] in {"记", "上"}
            inside = any(a < match.end() and match.start() < b for a, b in taken)
            if not (refused or study or reporter or inside):
                taken.append(match.span())
                yield match.span()


def _kind(name: str) -> str:
    return lexicon.classify("media", "kind", name, "new_media")
