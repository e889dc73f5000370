"""What a check finds in a text, and how number signs of every width are read alike."""

from __future__ import annotations

import re
from enum import StrEnum
from string import ascii_letters, digits
from typing import Literal, NamedTuple

Severity = Literal["block", "warn"]


class Kind(StrEnum):
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    LANDLINE = "landline"
    BANK_CARD = "bank_card"
    ADDRESS = "address"
    EMAIL = "email"
    PUPIL = "pupil"
    EXAM = "exam"
    REGION = "region"
    PHRASE = "phrase"
    SECRET = "secret"  # noqa: S105 - a kind of finding
    PAIR = "pair"
    HALF_WIDTH = "half_width"
    EMPTY_HEADING = "empty_heading"
    LONG_PARAGRAPH = "long_paragraph"


class Finding(NamedTuple):
    """`quote` is text[start:end]; `reason` and `suggestion` are clauses without a full stop."""

    kind: Kind
    severity: Severity
    start: int
    end: int
    quote: str
    reason: str
    suggestion: str


def found(
    kind: Kind, severity: Severity, text: str, span: tuple[int, int], reason: str, suggestion: str
) -> Finding:
    start, end = span
    return Finding(kind, severity, start, end, text[start:end], reason, suggestion)


# Digits and letters; the punctuation keeps its width, for its width is looked at too.
_WIDE = {0xFEE0 + ord(sign): sign for sign in f"{ascii_letters}{digits}@._+*"}
_DASHES: dict[int, str] = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_SPACES: dict[int, str] = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2009\u202f\u3000\t"), " ")
_TABLE: dict[int, str] = {**_WIDE, **_DASHES, **_SPACES}
_DIGITS = re.compile(r"\d")


def narrow(text: str) -> str:
    """Full-width signs, dashes and spaces in their ASCII form; every position stays the same."""
    return text.translate(_TABLE)


def masked(quote: str) -> str:
    """A long number keeps its first three and last two digits: enough to find it again."""
    places = [match.start() for match in _DIGITS.finditer(quote)]
    if len(places) < 7:
        return quote
    hidden = set(places[3:-2])
    return "".join("*" if n in hidden else sign for n, sign in enumerate(quote))
