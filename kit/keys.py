"""Row numbers that arrive as text in an address or a form."""

from __future__ import annotations

LONGEST = 18  # digits; a database's largest number has nineteen


def row_number(text: str) -> int:
    """0, which no row has, when it is none."""
    return int(text) if text.isdecimal() and len(text) <= LONGEST else 0
