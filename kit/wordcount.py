"""Word-style 字数, the same rule as static/js/wordcount.js.

A Chinese character or full-width mark counts 1; a run of other characters between spaces, such
as a Latin word or a number, counts 1.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.deconstruct import deconstructible

# Spelled out, because "\s" means different characters in Python and in JavaScript.
_SPACE = (
    r"\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000"
    r"\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
)
_WIDE = (
    r"\u00b7\u2014\u2018\u2019\u201c\u201d\u2026\u2e80-\u2fff\u3001-\ua4cf\uac00-\ud7af"
    r"\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
)
# ’ is a Chinese mark on its own and an apostrophe inside a Latin word.
_UNIT = re.compile(f"[{_WIDE}]|[^{_WIDE}{_SPACE}]+(?:\u2019[A-Za-z][^{_WIDE}{_SPACE}]*)*")


def count(text: str) -> int:
    return sum(1 for _ in _UNIT.finditer(text))


@deconstructible
class MaxWords:
    """Validator; `HouseForm` shows the count live beside a field that has it."""

    code = "max_words"

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, value: str) -> None:
        now = count(value)
        if now > self.limit:
            over = now - self.limit
            raise ValidationError(
                f"最多 {self.limit} 字，现在是 {now} 字，请删去 {over} 字。", code=self.code
            )

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, MaxWords) and other.limit == self.limit

    def __hash__(self) -> int:
        return hash(self.limit)
