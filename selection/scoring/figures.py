"""Exact decimals: the one way to round, to print and to refuse a figure."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")

# Sixty digits: a quotient of short numbers either ends within a few digits or stays clearly away
# from …5, so that cutting it at sixty and rounding once more at two never rounds the wrong way.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


class ScoringError(ValueError):
    """Input that cannot be scored; the message is fit for the person who entered it."""


class BadFigure(ScoringError):
    """Not a finite, non-negative decimal of at most two places."""


class DuplicateName(ScoringError):
    """Two things that must be told apart carry one name."""


def total(values: Iterable[Decimal]) -> Decimal:
    """Exact sum; zero for nothing."""
    return sum(values, ZERO)


def rounded(value: Decimal, divisor: Decimal | int = 1) -> Decimal:
    """`value / divisor`, half up, two places: the only rounding in the whole reckoning."""
    return EXACT.quantize(EXACT.divide(value, Decimal(divisor)), CENT)


def shown(value: Decimal) -> str:
    """Two places, always: 88 → “88.00”."""
    return f"{rounded(value)}"


def percent(value: Decimal) -> str:
    """As short as it goes: 30.0 → “30%”."""
    return f"{value.normalize():f}%"


def require_figure(value: Decimal, name: str) -> None:
    """Refuse floats, NaN, negatives and more than two places."""
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        raise BadFigure(f"“{name}”要填不小于 0 的数，现在是 {value}。")
    if value != rounded(value):
        raise BadFigure(f"“{name}”最多两位小数，现在是 {value}。")


def require_unique(names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise DuplicateName(f"“{name}”出现了两次，请改成不同的名称。")
        seen.add(name)
