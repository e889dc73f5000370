"""What pages with frozen content need: the blind reading of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template

from selection.actions import masking, selfscore, snapshot
from selection.actions.passages import Passage, passages
from selection.models import Annotation

register = template.Library()


@register.filter
def masked(content: dict[str, Any]) -> dict[str, Any]:
    """Frozen content without whatever names the school."""
    return masking.masked(content)


@register.filter
def readable(content: dict[str, Any], is_anonymous: bool) -> dict[str, Any]:
    """Frozen content as an expert of the batch may read it."""
    return masking.readable(content, is_anonymous=is_anonymous)


@register.simple_tag(name="passages")
def passages_of(text: str, notes: Iterable[Annotation], section: str) -> list[Passage]:
    """A text in paragraphs with the reader's own remarks, which pages for others leave out."""
    return passages(text, notes or (), section)


@register.filter
def claims_for(content: dict[str, Any], indicator: str) -> list[dict[str, Any]]:
    """What the application says to one row of the rubric."""
    return [claim for claim in content["claims"] if claim.get("indicator") == indicator]


@register.filter
def self_score(content: dict[str, Any], indicator: str) -> dict[str, Any] | None:
    """What the school gave itself in one row of the rubric."""
    rows = content.get("self_scores", [])
    return next((row for row in rows if row["title"] == indicator and row["value"]), None)


@register.filter
def self_total(rows: list[dict[str, Any]]) -> Decimal:
    return selfscore.total(rows)


@register.filter
def entry(table: dict[str, str], key: str) -> str:
    """The name that a table gives for a key; the key itself when it has none."""
    return table.get(key, key)


@register.filter
def grouped(code: str) -> str:
    """A version code in groups of four, as it is printed."""
    return snapshot.grouped(code)
