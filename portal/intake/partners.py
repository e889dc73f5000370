"""Partners: named bodies and places the school is tied to, with kind, region and relation."""

from __future__ import annotations

import re

from portal.intake import lexicon, parts
from portal.intake.draft import Item
from portal.intake.source import Source, folded

_OR = re.compile("以及|还有|和|与|及")


def find(source: Source) -> list[Item]:
    text = source.folded
    inside = [(part.start, part.end) for part in source.paragraphs if not part.furniture]
    found: dict[tuple[int, int], Item] = {}
    for first, last in inside:
        for rule in lexicon.rules("partners"):
            for match in rule.pattern.finditer(text, first, last):
                for start, end in _members(text, *match.span("list")):
                    if not parts.meets((start, end), found):
                        relation = rule.gives.get("relation") or _relation(text, start, end)
                        found[start, end] = _item(source, start, end, relation)
    return _once([found[span] for span in sorted(found)])


def _members(text: str, start: int, end: int) -> list[tuple[int, int]]:
    words = lexicon.lists("partners")
    kept = []
    for first, last in parts.cut(text, start, end):
        edges = [first, *(edge for m in _OR.finditer(text, first, last) for edge in m.span()), last]
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            a, b = parts.trim(text, a, b, words["front"], words["back"])  # noqa: PLW2901 - trimmed
            general = lexicon.pattern("partners", "refuse").search(text[a:b])
            if text[a:b] in lexicon.regions() or (b - a > 2 and not general):
                kept.append((a, b))
    return kept


def _relation(text: str, start: int, end: int) -> str:
    """By the words around the name: its own clause and what follows closely."""
    first = parts.clause_start(text, start, "。;!?,\n")
    last = min(parts.clause_end(text, end, len(text)), end + 42)
    return lexicon.classify("partners", "relation", text[first:last], "other")


def _item(source: Source, start: int, end: int, relation: str) -> Item:
    name = source.folded[start:end]
    given = {
        "kind": lexicon.classify("partners", "kind", name, "other"),
        "region": _region(source, start, end),
        "relation": relation,
        "from": start,
        "to": end,
    }
    return Item("partners", source.wording(start, end), *source.place(start, end), given)


def _region(source: Source, start: int, end: int) -> str | None:
    """The place the name begins with, without 省 or 市."""
    name = source.folded[start:end]
    size = len(lexicon.region_of(name)[0])
    if not size:
        return None
    if size > 2 and name[size - 1] in "省市":
        size -= 1
    return source.wording(start, start + size)


def _once(items: list[Item]) -> list[Item]:
    """One item per body: the fullest form of a name; its Party branch is no other body."""
    party = re.compile(f"{lexicon.lists('partners')['party']}$")
    names = [party.sub("", re.sub(r"\W", "", folded(item.wording))) for item in items]
    return [
        item
        for place, item in enumerate(items)
        if names[place] not in names[:place]
        and not any(name != names[place] and name.endswith(names[place]) for name in names)
    ]
