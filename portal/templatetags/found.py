"""Marks the words somebody searched for."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal import search

register = template.Library()


@register.filter
def marked(text: str, words: list[str]) -> SafeString:
    """The text with every searched word in <mark>; everything else is escaped."""
    folded, origin = _folded(text)
    lit = [False] * len(text)
    for word in filter(None, words):
        start = folded.find(word)
        while start >= 0:
            for place in range(start, start + len(word)):
                lit[origin[place]] = True
            start = folded.find(word, start + len(word))
    return mark_safe("".join(_drawn(text, lit)))


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place it comes from."""
    folded = search.fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    pieces = [search.fold(character) for character in text]  # a ligature falls apart
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


def _drawn(text: str, lit: list[bool]) -> list[str]:
    pieces: list[str] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or lit[place] != lit[start]:
            part = text[start:place]
            pieces.append(format_html("<mark>{}</mark>", part) if lit[start] else escape(part))
            start = place
    return pieces
