"""What cannot be true together of one activity, typed or imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activities.choices import NEVER_PUBLIC, ActivityType
from kit.publication import Scope


def contradictions(cleaned: Mapping[str, Any]) -> dict[str, str]:
    """Reasons by field."""
    problems = {}
    never = [ActivityType(t).label for t in cleaned.get("types", ()) if t in NEVER_PUBLIC]
    if never and cleaned.get("scope") != Scope.PRIVATE:
        problems["scope"] = f"{'、'.join(never)}的记录不能公开，请选“只作台账”。"
    first, last = cleaned.get("happened_on"), cleaned.get("ended_on")
    if first and last and last < first:
        problems["ended_on"] = "结束日期不能早于开始日期。"
    expected, present = cleaned.get("expected"), cleaned.get("present")
    if expected is not None and present is not None and present > expected:
        problems["present"] = "实到人数不能多于应到人数，列席的另填。"
    return problems
