"""One application in one stage: which sheets count, their trimmed mean, how far they differ."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from selection.scoring.figures import EXACT, ScoringError, require_unique, rounded, shown, total
from selection.scoring.sheets import Rubric, Sheet, UnknownLeaf


@dataclass(frozen=True, kw_only=True)
class PanelRule:
    """`trim_from`: number of valid sheets from which extremes are dropped, None for never.

    `minimum_valid`: fewer valid sheets give no score. Both count sheets before dropping.
    """

    trim_from: int | None = 5
    minimum_valid: int = 3

    def __post_init__(self) -> None:
        if self.minimum_valid < 1:
            raise ScoringError("最少有效份数不能小于 1。")
        if self.trim_from is not None and self.trim_from < 3:
            raise ScoringError("去掉最高最低以后至少要剩 1 份，所以不能少于 3 份就开始去。")

    def trims(self, count: int) -> bool:
        return self.trim_from is not None and count >= self.trim_from


@dataclass(frozen=True, kw_only=True)
class StageResult:
    """`valid` and `excluded` in order of label; `kept` is `valid` without `highest` and `lowest`.

    `mean` has two places and is None below the minimum. `spread` (highest − lowest total) and
    `deviation` (population, two places) look at all valid sheets, dropped ones too, because
    disagreement is what they are for; None without a valid sheet.
    """

    rubric: Rubric
    rule: PanelRule
    valid: tuple[Sheet, ...]
    excluded: tuple[Sheet, ...]
    highest: Sheet | None
    lowest: Sheet | None
    kept: tuple[Sheet, ...]
    mean: Decimal | None
    spread: Decimal | None
    deviation: Decimal | None


def judge_stage(
    rubric: Rubric, sheets: Iterable[Sheet], rule: PanelRule = PanelRule()
) -> StageResult:
    """Reckon one stage; the order of `sheets` has no influence on anything."""
    ordered = sorted(sheets, key=_label_order)
    require_unique(sheet.expert for sheet in ordered)
    for sheet in ordered:
        rubric.check(sheet)
    valid = tuple(sheet for sheet in ordered if not sheet.excluded)
    highest, lowest = _extremes(rubric, valid) if rule.trims(len(valid)) else (None, None)
    kept = tuple(sheet for sheet in valid if sheet is not highest and sheet is not lowest)
    totals = [sheet.total for sheet in valid]
    return StageResult(
        rubric=rubric,
        rule=rule,
        valid=valid,
        excluded=tuple(sheet for sheet in ordered if sheet.excluded),
        highest=highest,
        lowest=lowest,
        kept=kept,
        mean=_mean([s.total for s in kept]) if len(valid) >= rule.minimum_valid else None,
        spread=max(totals) - min(totals) if totals else None,
        deviation=_deviation(totals) if totals else None,
    )


def indicator_mean(result: StageResult, leaves: Collection[str]) -> Decimal | None:
    """Mean of an indicator (the sum of its `leaves`) over the sheets kept for the stage mean.

    Dropping follows the total, never the leaf: an indicator is read from the same sheets.
    """
    if unknown := sorted(set(leaves) - {leaf.key for leaf in result.rubric.leaves}):
        raise UnknownLeaf(f"评分表里没有“{'、'.join(unknown)}”，不能用它比较。")
    if result.mean is None:
        return None
    return _mean([total(sheet.scores[key] for key in set(leaves)) for sheet in result.kept])


def most_disputed(results: Mapping[str, StageResult]) -> list[str]:
    """Names of the items with any spread, the widest deviation first, then spread, then name."""
    known = {
        name: (result.deviation, result.spread)
        for name, result in results.items()
        if result.deviation is not None and result.spread
    }
    return sorted(sorted(known), key=lambda name: known[name], reverse=True)


def _label_order(sheet: Sheet) -> tuple[int, str]:
    return len(sheet.expert), sheet.expert  # 专家2 before 专家10


def _extremes(rubric: Rubric, valid: tuple[Sheet, ...]) -> tuple[Sheet, Sheet]:
    """Highest and lowest; among sheets alike in every score the first label goes."""
    # max and min keep the first of equals
    highest = max(_level(valid, max), key=rubric.height)
    rest = tuple(sheet for sheet in valid if sheet is not highest)
    return highest, min(_level(rest, min), key=rubric.height)


def _level(sheets: tuple[Sheet, ...], end: Callable[..., Decimal]) -> list[Sheet]:
    """Those whose total is the highest, or the lowest: only among them every score is looked at."""
    extreme = end(sheet.total for sheet in sheets)
    return [sheet for sheet in sheets if sheet.total == extreme]


def _mean(values: list[Decimal]) -> Decimal:
    return rounded(total(values), len(values))


def _deviation(values: list[Decimal]) -> Decimal:
    """√(n·Σx² − (Σx)²) ÷ n: everything under the root is exact."""
    count = len(values)
    squares = total(value * value for value in values)
    return rounded(EXACT.sqrt(count * squares - total(values) ** 2), count)


def explain_rule(rule: PanelRule) -> str:
    """The panel rule in words, for the head of a result sheet."""
    trimming = (
        "不去最高分和最低分"
        if rule.trim_from is None
        else f"满 {rule.trim_from} 份时，去掉总分最高和最低各 1 份"
    )
    return (
        f"有效评分至少 {rule.minimum_valid} 份才出分；{trimming}；"
        "其余评分取平均，四舍五入到两位小数。"
    )


def explain_stage(result: StageResult) -> str:
    """How the mean came about, with every figure used."""
    count, rule = len(result.valid), result.rule
    if result.mean is None:
        return f"有效评分 {count} 份，少于规定的 {rule.minimum_valid} 份，不出分。请补派专家评分。"
    if result.highest and result.lowest:
        return (
            f"{count} 份有效评分，去掉最高 {_named(result.highest)}和最低 {_named(result.lowest)}，"
            f"其余 {len(result.kept)} 份平均 {shown(result.mean)}。"
        )
    reason = "" if rule.trim_from is None else f"不满 {rule.trim_from} 份，不去最高最低，"
    return f"{count} 份有效评分，{reason}平均 {shown(result.mean)}。"


def explain_excluded(result: StageResult) -> str:
    """Who does not count and why; empty when everybody counts."""
    if not result.excluded:
        return ""
    named = "、".join(f"{sheet.expert}（{sheet.excluded}）" for sheet in result.excluded)
    return f"{len(result.excluded)} 份不计入：{named}。"


def explain_spread(result: StageResult) -> str:
    """How far the experts are apart; empty without a valid sheet."""
    if result.spread is None or result.deviation is None:
        return ""
    return f"最高与最低相差 {shown(result.spread)} 分，标准差 {shown(result.deviation)}。"


def _named(sheet: Sheet) -> str:
    return f"{shown(sheet.total)}（{sheet.expert}）"
