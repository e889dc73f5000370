"""What people mean by what they write into a cell: dates, numbers, ticks, words."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from kit import invisible
from kit.dates import PATTERNS

# Digits, letters and signs of full width; Chinese punctuation stays as it is.
NARROW = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
NARROW |= {code: code - 0xFEE0 for code in range(0xFF41, 0xFF5B)}
SIGNS = {
    **NARROW,
    **{ord(wide): narrow for wide, narrow in zip("－—／．，：", "--/.,:", strict=True)},
}
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"), "")
DATE = re.compile(r"(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?|年)?")
PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})?")
TIME = re.compile(r"[T ]?\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
COUNTED = re.compile(r"(?<=\d)(人次?|名|个|次|位|件|项|篇|所|届|元|小时|学时|课时|班)$")
FIRST_SERIAL, LAST_SERIAL = 20_000, 60_000  # from 1954 to 2064
YES = {"是", "有", "对", "√", "✓", "v", "y", "yes", "true", "1", "原创"}
NO = {"否", "无", "不是", "没有", "×", "x", "n", "no", "false", "0", "转载"}


def text(value: Any) -> str:
    """As a person reads the cell: no blanks around, 3 for 3.0, days without a time."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return (
            f"{value:%Y-%m-%d %H:%M}"
            if value.time() != datetime.min.time()
            else f"{value:%Y-%m-%d}"
        )
    if isinstance(value, timedelta):
        return ""
    return "" if value is None else invisible.without(str(value).translate(INVISIBLE)).strip()


def one_line(value: Any) -> str:
    return " ".join(text(value).split())


def code(value: Any) -> str:
    """Numbers of registers and documents, letters and digits of half width."""
    return re.sub(r"\s", "", text(value).translate(NARROW))


def number(value: Any) -> str:
    """30 for ３０, 1,200 and 30人; anything else is left for the field to refuse."""
    written = re.sub(r"\s", "", text(value).translate(SIGNS))
    plain = COUNTED.sub("", written)
    plain = re.sub(r"(?<=\d),(?=\d{3}(\D|$))", "", plain)
    if written and not NUMBER.fullmatch(plain):
        raise ValidationError(f"“{_short(written)}”不是数字。请只写阿拉伯数字，如 30。")
    return plain


def tick(value: Any) -> bool | None:
    """None for an empty cell."""
    written = code(value).lower()
    if written in YES:
        return True
    if written in NO:
        return False
    if written:
        raise ValidationError(f"“{_short(written)}”看不出是还是否。请写“是”或“否”。")
    return None


def partial_date(value: Any, *, from_1904: bool = False) -> str:
    """2025, 2025-03 or 2025-03-01, as exact as it was written; "" for an empty cell."""
    if isinstance(value, date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _from_number(value, from_1904)
    written = re.sub(r"\s*([-./年月日])\s*", r"\1", text(value).translate(SIGNS))
    written = TIME.sub("", written).strip().rstrip(".").replace(" ", "")
    if not written:
        return ""
    match = PACKED.fullmatch(written) or DATE.fullmatch(written)
    if match is None:
        raise ValidationError(
            f"“{_short(written)}”看不出是哪一天。请写成 2025-03-01；"
            "只知道年、月的写 2025 或 2025-03，起止日期分两列写。"
        )
    return _joined(*match.groups())


def day(value: Any, *, from_1904: bool = False) -> str:
    """A whole date; what is known to the month alone is asked for."""
    found = partial_date(value, from_1904=from_1904)
    if found and len(found) < len("2025-03-01"):
        raise ValidationError(f"“{text(value)}”没有写到日。请写成 2025-03-01 这样。")
    return found


def _from_number(value: float, from_1904: bool) -> str:
    """A cell that holds a bare number: 20250301, 202503, 2025, 2025.3 or a day's serial."""
    if float(value).is_integer():
        whole = int(value)
        if FIRST_SERIAL <= whole <= LAST_SERIAL:
            first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
            return (first + timedelta(days=whole)).strftime(PATTERNS["day"])
        written = str(whole)
    else:
        written = repr(float(value))
        if written.endswith(".1"):
            year = written[:-2]
            raise ValidationError(
                f"“{written}”分不清是 1 月还是 10 月。请写成 {year}-01 或 {year}-10。"
            )
    return partial_date(written)


def _joined(year: str, month: str | None, on: str | None) -> str:
    try:
        known = date(int(year), int(month or 1), int(on or 1))
    except ValueError as error:
        written = "-".join(filter(None, (year, month, on)))
        raise ValidationError(f"没有“{written}”这一天，请核对年、月、日。") from error
    return known.strftime(PATTERNS["day" if on else "month" if month else "year"])


def _short(written: str) -> str:
    return written if len(written) <= 30 else f"{written[:30]}…"
