"""Whom and what the document is about: schools with their stage, brands with their school."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.intake import lexicon, parts
from portal.intake.draft import Item
from portal.intake.source import Source


def schools(source: Source, partners: list[Item]) -> list[Item]:
    """Names that a region or their place marks as one; partners have a field of their own."""
    found: dict[str, tuple[int, int]] = {}
    taken = {source.folded[i["from"] : i["to"]] for i in partners}
    for first, last in _stretches(source):
        for start, end in _named(source.folded, first, last):
            name = source.folded[start:end]
            if not any(name in other or other in name for other in taken):
                found.setdefault(name, (start, end))
    kept = [name for name in found if not any(_shorter(name, other) for other in found)]
    return [_item(source, "schools", found[name], stage=stage_of(name)) for name in kept]


def _stretches(source: Source) -> Iterator[tuple[int, int]]:
    return ((part.start, part.end) for part in source.paragraphs if not part.furniture)


def _shorter(name: str, other: str) -> bool:
    """东林中学 is 无锡市东林中学, and 连元街小学 is in every name that ends like it."""
    return name != other and len(name) < len(other) and other.endswith(name)


def stage_of(name: str) -> str:
    return lexicon.classify("subject", "stage", name, "unknown")


def _named(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    refuse = lexicon.pattern("subject", "refuse_school")
    for rule in lexicon.rules("subject", "school"):
        for match in rule.pattern.finditer(text, max(first - 1, 0), last):
            inner = match["inner"]
            if rule.gives.get("sure") or (len(inner) > 1 and not refuse.search(inner)):
                yield match.span("name")


def brands(source: Source, schools: list[Item]) -> list[Item]:
    text = source.folded
    refuse = lexicon.pattern("subject", "refuse_brand")
    found: dict[str, tuple[int, int]] = {}
    for span in [*_single(text), *_listed(text)]:
        name = text[span[0] : span[1]]
        if not refuse.search(name):
            found.setdefault(re.sub(r"\W", "", name), span)
    spans = sorted(found.values())
    return [_item(source, "brands", span, school=_owner(source, span, schools)) for span in spans]


def _single(text: str) -> Iterator[tuple[int, int]]:
    for rule in lexicon.rules("subject", "brand"):
        for match in rule.pattern.finditer(text):
            if rule.gives.get("sure") or not lexicon.pattern("subject", "scheme").search(
                match["name"]
            ):
                yield match.span("name")


def _listed(text: str) -> Iterator[tuple[int, int]]:
    for rule in lexicon.rules("subject", "brands"):
        for match in rule.pattern.finditer(text):
            for start, end in parts.cut(text, *match.span("list")):
                opening = max(text.rfind("“", start, end), text.rfind("《", start, end))
                closed = text[end - 1] in "”》"
                if closed and opening >= start:
                    yield opening + 1, end - 1


def _owner(source: Source, span: tuple[int, int], schools: list[Item]) -> str | None:
    """The document's one school, else the sentence's, else the one named last before it."""
    if len(schools) == 1:
        return schools[0].wording
    text = source.folded
    sentence = text[parts.clause_start(text, span[0], "。;!?\n") : span[0]]
    named = [(sentence.rfind(_said(source, item)), item.wording) for item in schools]
    place, name = max(named, default=(-1, ""))
    if place >= 0:
        return name
    start = parts.clause_start(text, span[0], "。!?\n")
    above = text[max(start - 400, 0) : start]
    place, name = max(
        ((above.rfind(_said(source, item)), item.wording) for item in schools), default=(-1, "")
    )
    return name if place >= 0 else None


def _said(source: Source, item: Item) -> str:
    return source.folded[item["from"] : item["to"]]


def _item(source: Source, field: str, span: tuple[int, int], **given: object) -> Item:
    place = {"from": span[0], "to": span[1]}
    return Item(field, source.wording(*span), *source.place(*span), {**given, **place})
