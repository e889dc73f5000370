"""Dates of which only the year or the month is known."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

_WRITTEN = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")
_FULL = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")
PATTERNS = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}


def months_after(day: date, months: int) -> date:
    """The same day of another month; the last one where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class PartialDate(NamedTuple):
    """`day` is the first of what is known; `precision` is "year", "month" or "day"."""

    day: date | None
    precision: str


def text(day: date | None, precision: str, unknown: str = "未注明") -> str:
    """2024, 2024-03 or 2024-03-12."""
    return day.strftime(PATTERNS[precision]) if day else unknown


class PartialDateField(forms.CharField):
    """Reads 2024, 2024-3, 2024-03-12 and 2024年3月12日 into a PartialDate."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "知道多少写多少：2024、2024-03、2024-03-12 都可以。")
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        written = re.sub(r"\s", "", super().clean(value)).translate(_FULL)
        if not written:
            return PartialDate(None, "day")
        match = _WRITTEN.fullmatch(written)
        if not match:
            raise ValidationError("年份请写四位数字，如 2024；知道月、日的写 2024-03-12。")
        year, month, day = match.groups()
        try:
            known = date(int(year), int(month or 1), int(day or 1))
        except ValueError as error:
            raise ValidationError(f"没有“{written}”这一天，请核对月和日。") from error
        return PartialDate(known, "day" if day else "month" if month else "year")
