"""An expert's remarks beside the words they are about: where a quoted passage stands in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from selection.models import Annotation

# Its list of parts calls the claims “佐证 12”, after how many proofs there are.
CLAIMS = "佐证"


class Passage(NamedTuple):
    """A paragraph cut where quotations begin and end, and the remarks on it, in their order."""

    pieces: list[tuple[str, bool]]  # text, is it quoted
    notes: list[Annotation]


def passages(text: str, notes: Iterable[Annotation], section: str) -> list[Passage]:
    """The paragraphs of a part; a remark without a quotation, or of another part, is not here.

    A quotation stands where it is found first.
    """
    left = [note for note in notes if note.quote and note.section.startswith(section)]
    found = []
    for paragraph in paragraphs(text):
        spans = {note.pk: span for note in left if (span := place(note.quote, paragraph))}
        here = [note for note in left if note.pk in spans]
        left = [note for note in left if note.pk not in spans]
        found.append(Passage(list(_cut(paragraph, sorted(spans.values()))), here))
    return found


def paragraphs(text: str) -> list[str]:
    """Parted by empty lines, as they are shown."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return [part for part in re.split(r"\n{2,}", plain) if part.strip()]


def place(quote: str, paragraph: str) -> tuple[int, int] | None:
    """Where a quotation stands; browsers copy spaces and line breaks in their own ways."""
    letters = r"\s*".join(map(re.escape, "".join(quote.split())))
    found = re.search(letters, paragraph) if letters else None
    return found.span() if found else None


def is_quoted(content: dict[str, Any], section: str, quote: str) -> bool:
    """Whether a part of frozen content has these words within one paragraph."""
    return any(place(quote, paragraph) for paragraph in _texts(content, section))


def _texts(content: dict[str, Any], section: str) -> Iterator[str]:
    if section.startswith(CLAIMS):
        yield from (claim["text"] for claim in content["claims"])
    for part in content["prose"]:
        if section == (part["label"] or part["heading"]):
            yield from paragraphs(part["text"])


def _cut(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Quotations that overlap are marked as one."""
    at = 0
    for start, end in spans:
        if start > at:
            yield text[at:start], False
        if end > at:
            yield text[max(start, at) : end], True
        at = max(at, end)
    if at < len(text):
        yield text[at:], False
