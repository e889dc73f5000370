"""Activities: named or typed things that were done, each by the smallest phrase that says what."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.intake import lexicon, parts
from portal.intake.draft import Item
from portal.intake.source import Paragraph, Source

_AND = re.compile("以及|及|和|或")
_QUOTED = re.compile("“([^“”]+)”")
LONGEST = 60


def find(source: Source, taken: list[tuple[int, int]]) -> list[Item]:
    """`taken` are headings, brands and honours: what is named there is not told as a deed."""
    text = source.folded
    found: dict[tuple[int, int], str] = {}
    for part in source.paragraphs:
        for start, end, sure in [] if part.furniture else _candidates(text, part):
            free = not parts.meets((start, end), [*taken, *found])
            if free and _is_activity(text, start, end, sure):
                found[start, end] = _type(text, start, end)
    for start, end in taken:
        for rule in lexicon.rules("activities", "contest"):
            if match := rule.pattern.search(text[start:end]):
                found[start, start + match.end("name")] = "competition"
    return _once(source, found)


def _candidates(text: str, part: Paragraph) -> Iterator[tuple[int, int, bool]]:
    """Stretches that may be activities; the last says that the text calls them so."""
    words = lexicon.lists("activities")
    for rule in lexicon.rules("activities"):
        for match in rule.pattern.finditer(text, part.start, part.end):
            how = rule.gives["how"]
            if how == "whole":
                yield *match.span("name"), False
            elif how == "name":
                start, end = _anew(text, *match.span("name"))
                yield *parts.trim(text, start, end, words["adverb"], words["back"]), False
            else:
                yield from _members(text, match, closed=how == "closed")


def _anew(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the words up to a verb of doing: 师生开展互动交流活动 → 互动交流活动."""
    masked = _QUOTED.sub(lambda m: "“" * len(m[0]), text[start:end])
    verbs = [*re.finditer(lexicon.lists("activities")["doing"], masked)]
    inner = verbs and verbs[-1].end() < end - start - 2 and not masked.endswith("开展活动")
    return (start + verbs[-1].end(), end) if inner else (start, end)


def _members(text: str, match: re.Match[str], closed: bool) -> Iterator[tuple[int, int, bool]]:
    words = lexicon.lists("activities")
    start, end = match.span("list")
    members = [*parts.cut(text, start, end, "、,")]
    listed = closed and len(members) > 1
    named = listed and (
        match[0][0] in "如例包涵" or bool(re.search(words["deeds"], text[end : match.end()]))
    )
    for first, last in members:
        for a, b in _halves(text, first, last) if len(members) > 1 else [(first, last)]:
            a, b = _anew(text, a, b)  # noqa: PLW2901 - the same stretch, without its frame
            a, b = parts.trim(text, a, b, f"{words['verb']}|{words['adverb']}", words["back"])  # noqa: PLW2901
            name = text[a:b]
            ends = re.search(f"{words['end']}$|{words['end']}”$|^{words['whole']}$", name)
            if ends or (named and 4 <= len(name) <= 14 and not re.search("[的了是]", name)):
                yield a, b, named


def _halves(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = lexicon.lists("activities")
    for match in _AND.finditer(text, start, end):
        if re.search(f"{words['end']}$|{words['end']}”$", text[start : match.start()]):
            yield start, match.start()
            yield from _halves(text, match.end(), end)
            return
    yield start, end


def _is_activity(text: str, start: int, end: int, sure: bool) -> bool:
    words = lexicon.lists("activities")
    name = text[start:end]
    if len(name) > LONGEST or (len(name) < 3 and not re.fullmatch(words["short"], name)):
        return False
    if not sure and lexicon.pattern("activities", "refuse").search(_QUOTED.sub("名", name)):
        return False
    if re.fullmatch(words["whole"], name):
        return True
    return not re.match(words["mechanism"], text[end : end + 6].lstrip("”"))


def _type(text: str, start: int, end: int) -> str:
    told = lexicon.classify("activities", "type", text[start:end], "other").removesuffix("_first")
    if told in {"study", "other"}:
        sentence = text[
            parts.clause_start(text, start, "。;!?\n") : parts.clause_end(
                text, end, len(text), "。;!?,\n"
            )
        ]
        told = lexicon.classify("activities", "scene", sentence, told)
    return told


def _once(source: Source, found: dict[tuple[int, int], str]) -> list[Item]:
    """One item per thing; a general word is left out where the text names one of its kind."""
    names = {span: source.folded[slice(*span)] for span in sorted(found)}
    kept: dict[str, Item] = {}
    for span, name in names.items():
        quoted = _QUOTED.search(name)
        key = re.sub(r"\W", "", quoted[1] if quoted and len(quoted[1]) > 2 else name)
        general = len(name) < 7 and any(name in other and name != other for other in names.values())
        if key not in kept and not general:
            item = Item(
                "activities", source.wording(*span), *source.place(*span), {"type": found[span]}
            )
            kept[key] = item
    return list(kept.values())
