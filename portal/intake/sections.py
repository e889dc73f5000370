"""Headings: lines of their own, and the opening words of paragraphs that open alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.intake import lexicon
from portal.intake.draft import Item
from portal.intake.source import Paragraph, Source

LONGEST, LONGEST_OPENING, SHORT = 50, 36, 10
_INNER = re.compile(r"“[^”]*”|《[^》]*》|[(][^)]*[)]")
_SEGMENTS = re.compile(r"[, ]")
_RUN_IN = {"", "is", "han_paren", "number", "number_paren", "han"}


@dataclass(frozen=True)
class Heading:
    start: int
    end: int
    numbering: str
    run_in: bool


def find(source: Source) -> tuple[list[Item], list[Paragraph]]:
    """Sections, and the lines of the title."""
    parts = [part for part in source.paragraphs if not part.furniture]
    titles = _titles(source, parts)
    parts = parts[len(titles) :]
    lines = {part: heading for part in parts if (heading := _line(source, part))}
    _drop_lists(parts, lines)
    openings = _openings(source, parts, lines)
    found = sorted([*lines.values(), *openings], key=lambda heading: heading.start)
    return _items(source, found), titles


def numbering(text: str) -> str:
    return lexicon.classify("sections", "numbering", text, "")


def _titles(source: Source, parts: list[Paragraph]) -> list[Paragraph]:
    """Short lines above the first paragraph, unless they are built like later headings."""
    titles: list[Paragraph] = []
    for part in parts:
        text = source.text(part)
        if _is_body(text) or numbering(text) or _names_a_part(text):
            break
        titles.append(part)
    later = [source.text(part) for part in parts[len(titles) :] if _line(source, part)]
    plain = {_shape(text) for text in later if not numbering(text)}
    if len(titles) > 1 and _shape(source.text(titles[-1])) in plain:
        titles.pop()
    return titles if len(titles) < len(parts) else []


def _names_a_part(text: str) -> bool:
    return len(text) <= SHORT and bool(lexicon.classify("sections", "kind", text, ""))


def _is_body(text: str) -> bool:
    bare = _INNER.sub("", text)
    return bool(re.search("[。!?;]", bare)) or len(text) > LONGEST


def _line(source: Source, part: Paragraph) -> Heading | None:
    text = source.text(part)
    bare = _INNER.sub("", text)
    style = numbering(text)
    ending = bare.rstrip("。:;!").strip()
    if not 2 <= len(text) <= LONGEST or re.search("[。!?;]", ending):
        return None
    if bare.endswith(("。", ";")) and (not style or len(text) > LONGEST_OPENING):
        return None
    if lexicon.table("sections", "refuse")["line"].search(text) and style not in {
        "bracket",
        "part",
    }:
        return None
    return Heading(part.start, _trimmed(source, part.start, part.end), style, run_in=False)


def _drop_lists(parts: list[Paragraph], lines: dict[Paragraph, Heading]) -> None:
    """A heading without a number has a body below it; several in a row are a list."""
    for number, part in enumerate(parts):
        heading = lines.get(part)
        if heading is None or heading.numbering:
            continue
        below = parts[number + 1] if number + 1 < len(parts) else None
        again = parts[number + 2] if number + 2 < len(parts) else None
        numbered = below in lines and lines[below].numbering
        deeper = below in lines and again is not None and again not in lines
        if below is None or (below in lines and not numbered and not deeper):
            del lines[part]


def _openings(
    source: Source, parts: list[Paragraph], lines: dict[Paragraph, Heading]
) -> list[Heading]:
    """Run-in headings: at least two paragraphs in a row (one between is forgiven) open alike."""
    rows: list[list[tuple[int, Heading]]] = [[]]
    for number, part in enumerate(parts):
        if part in lines:
            rows.append([])
        elif opening := _opening(source, part):
            rows[-1].append((number, opening))
    found: list[Heading] = []
    for row in rows:
        for place, one in row:
            if any(
                other is not one and abs(place - near) <= 2 and _alike(source, one, other)
                for near, other in row
            ):
                found.append(one)
    return found


def _opening(source: Source, part: Paragraph) -> Heading | None:
    text = source.text(part)
    style = numbering(text)
    if style not in _RUN_IN:
        return None
    end = next((m.start() for m in re.finditer("[。:!]", text) if not _inside(text, m.start())), -1)
    if end < 0 or len(text) - end < 12:
        return None
    opening = text[:end]
    if text[end] == ":" and (len(opening) > 20 or lexicon.matches("document", "saying", opening)):
        return None
    if not 4 <= len(opening) <= LONGEST_OPENING + 14 * bool(style):
        return None
    if not style and lexicon.table("sections", "refuse")["opener"].search(opening):
        return None
    return Heading(part.start, part.start + end, style, run_in=True)


def _inside(text: str, place: int) -> bool:
    return any(m.start() < place < m.end() for m in _INNER.finditer(text))


def _alike(source: Source, one: Heading, other: Heading) -> bool:
    if one.numbering or other.numbering:
        return one.numbering == other.numbering
    a, b = source.folded[one.start : one.end], source.folded[other.start : other.end]
    sizes = [[len(part) for part in _SEGMENTS.split(text) if part] for text in (a, b)]
    same = len(sizes[0]) == len(sizes[1])
    near = same and all(abs(x - y) <= 1 for x, y in zip(*sizes, strict=True))
    close = same and all(abs(x - y) <= 6 for x, y in zip(*sizes, strict=True))
    return near or (close and (a[:2] == b[:2] or a[-2:] == b[-2:] or sizes[0][0] == sizes[1][0]))


def _shape(text: str) -> tuple[int, ...]:
    return tuple(len(part) for part in _SEGMENTS.split(text))


def _trimmed(source: Source, start: int, end: int) -> int:
    while end > start and source.folded[end - 1] in "。:,;、 ":
        end -= 1
    return end


def _items(source: Source, found: list[Heading]) -> list[Item]:
    items: list[Item] = []
    styles: list[str] = []
    kinds: list[str] = []
    for number, heading in enumerate(found):
        text = source.folded[heading.start : heading.end]
        style = f"run-in {heading.numbering}" if heading.run_in else heading.numbering or "line"
        if style in styles:
            level = styles.index(style)
            styles, kinds = styles[: level + 1], kinds[:level]
        else:
            styles.append(style)
        above = kinds[-1] if kinds else "practice"
        kind = _kind(text, heading, above)
        kinds.append(kind)
        last = found[number + 1].start if number + 1 < len(found) else len(source.folded)
        start, end = source.place(heading.start, heading.end)
        items.append(
            Item(
                "sections",
                source.wording(heading.start, heading.end),
                start,
                end,
                {
                    "kind": kind,
                    "depth": len(kinds),
                    "run_in": heading.run_in,
                    "body": _body(source, heading.end, last),
                    "from": heading.start,
                    "to": heading.end,
                },
            )
        )
    return items


def _kind(text: str, heading: Heading, above: str) -> str:
    told = lexicon.classify("sections", "kind", text, "")
    short = len(text) <= (SHORT + 4 if heading.numbering else SHORT)
    if told and (short or heading.numbering == "bracket") and not heading.run_in:
        return told
    return above


def _body(source: Source, start: int, end: int) -> str:
    """The section's own paragraphs, in the source's words."""
    paragraphs = []
    for part in source.paragraphs:
        first, last = max(part.start, start), min(part.end, end)
        if first < last and not part.furniture:
            paragraphs.append(source.wording(first, last).lstrip("。:：,， "))
    return "\n".join(text for text in paragraphs if text.strip())
