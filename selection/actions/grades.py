"""The batch's table of grades against the ranking: what the scores come to, and what exceeds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from brands.choices import Grade
from selection import scoring
from selection.models import Batch

VALUES = {label: value for value, label in Grade.choices}


def table(batch: Batch) -> list[scoring.Grade]:
    """The batch's grades, the best first; empty where it gives none."""
    return [
        scoring.Grade(
            name=row["name"],
            threshold=Decimal(row["threshold"]),
            cap=Decimal(row["cap"]) if row["cap"] else None,
        )
        for row in batch.grade_rules
    ]


def choices(batch: Batch) -> list[tuple[str, str]]:
    """Grades the meeting may give; a batch without a table leaves it to the meeting.

    入选 and 立项培育 are outcomes already; as a grade they would say the same thing twice.
    """
    listed = [(VALUES[g.name], g.name) for g in table(batch) if g.name in VALUES]
    outcomes = (Grade.SELECTED, Grade.CULTIVATED)
    return listed or [choice for choice in Grade.choices if choice[0] not in outcomes]


def advice(batch: Batch, places: Sequence[scoring.Place]) -> dict[str, str]:
    """What the scores alone come to, in words, by the contender's name."""
    rules = table(batch)
    if not rules:
        return {}
    awards = scoring.award(places, rules)
    return {one.place.contender.name: scoring.explain_award(one) for one in awards}


def excess(
    batch: Batch, given: Mapping[int, str], nets: Mapping[int, Decimal | None], ranks: Iterable[int]
) -> dict[int, str]:
    """Why a grade may not be given, by the key of `given`: below its line, or one too many.

    `ranks` are the keys that stand in the ranking, the best first; the last ones are too many.
    """
    order = list(ranks)
    found: dict[int, str] = {}
    for rule in table(batch):
        holders = [key for key in order if given.get(key) == VALUES.get(rule.name)]
        unranked = [k for k in given if given[k] == VALUES.get(rule.name) and k not in order]
        found |= dict.fromkeys(unranked, f"没有评审名次，不能评{rule.name}。")
        for key in holders:
            net = nets.get(key)
            if net is not None and net < rule.threshold:
                line = f"{rule.name}的分数线是 {rule.threshold:.2f}"
                found[key] = f"{line}，这个项目不含加分是 {net:.2f}，不能评。"
        seats = rule.seats(len(order))
        for key in holders[seats:]:
            many = f"{rule.name}最多 {seats} 个（{len(order)} 个的 {rule.cap:g}%，只取整数）"
            found.setdefault(key, f"{many}，现在选了 {len(holders)} 个，请减少。")
    return found
