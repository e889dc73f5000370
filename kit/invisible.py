"""Characters that nobody types and that make a text read other than it is."""

from __future__ import annotations

import re

# NUL, which PostgreSQL refuses, and what turns the direction of the words around it, so that
# "甲\u202e乙" reads otherwise than it is stored, compared and signed.
_TURNING = re.compile("[\0\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def without(text: str) -> str:
    return _TURNING.sub("", text)


def is_in(text: str) -> bool:
    return _TURNING.search(text) is not None
