"""The wordings that are looked for, as a page lists them."""

from __future__ import annotations

from typing import NamedTuple

from kit.models import Phrase, Treatment
from kit.wording.phrases import SHIPPED, Row

KINDS = {Treatment.BLOCK: "back", Treatment.WARN: "wait", Treatment.OFF: "none"}
SHORT = {Treatment.BLOCK: "拦住", Treatment.WARN: "提醒", Treatment.OFF: "不再查"}


class Listed(NamedTuple):
    """`pk` is None for what ships; `kind` and `label` are those of components/status.html."""

    pk: int | None
    wrong: str
    right: str
    severity: str
    reason: str
    kind: str
    label: str
    source: str


def own() -> list[Listed]:
    rows = Phrase.objects.select_related("updated_by")
    return [_listed(row, row.pk, f"{row.updated_by}，{row.updated_at:%Y-%m-%d}") for row in rows]


def shipped() -> list[Listed]:
    """Without those that an own row replaces."""
    replaced = set(Phrase.objects.values_list("wrong", flat=True))
    return [_listed(row, None, "平台自带") for row in SHIPPED if row.wrong not in replaced]


def _listed(row: Phrase | Row, pk: int | None, source: str) -> Listed:
    treatment = Treatment(row.severity)
    kind, label = KINDS[treatment], SHORT[treatment]
    return Listed(pk, row.wrong, row.right, row.severity, row.reason, kind, label, source)
