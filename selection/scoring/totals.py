"""From stage means to one total: weights, capped bonus and deduction rows, vetoes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from selection.scoring.figures import (
    HUNDRED,
    ScoringError,
    percent,
    require_figure,
    require_unique,
    rounded,
    shown,
    total,
)
from selection.scoring.stages import StageResult


class WeightsNotHundred(ScoringError):
    """The weights of the stages do not add up to 100 %."""


class UnequalScales(ScoringError):
    """Stages that are to be weighted have different full marks."""


@dataclass(frozen=True, kw_only=True)
class WeightedStage:
    """A stage by name with its weight in percent."""

    name: str
    weight: Decimal
    result: StageResult


@dataclass(frozen=True, kw_only=True)
class Row:
    """A bonus or a deduction row; `amount` is what was found, `counted` stops at `cap`."""

    label: str
    amount: Decimal
    cap: Decimal | None = None

    def __post_init__(self) -> None:
        require_figure(self.amount, self.label)
        if self.cap is not None:
            require_figure(self.cap, f"{self.label}：上限")

    @property
    def counted(self) -> Decimal:
        return self.amount if self.cap is None else min(self.amount, self.cap)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Rows of one kind, all bonus or all deductions, with a cap on their sum."""

    rows: tuple[Row, ...] = ()
    cap: Decimal | None = None

    def __post_init__(self) -> None:
        if self.cap is not None:
            require_figure(self.cap, "合计上限")

    @property
    def uncapped(self) -> Decimal:
        return total(row.counted for row in self.rows)

    @property
    def counted(self) -> Decimal:
        return self.uncapped if self.cap is None else min(self.uncapped, self.cap)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`base` is the weighted score, `net` what grade thresholds look at, `total` what ranks.

    net = base − deductions; total = net + bonus; neither is cut off at zero or at the full mark.
    All are None when a stage has no score. A veto leaves the figures visible and takes the item
    out of the ranking.
    """

    stages: tuple[WeightedStage, ...]
    bonus: Tally
    deductions: Tally
    vetoes: tuple[str, ...]
    base: Decimal | None
    net: Decimal | None
    total: Decimal | None

    @property
    def is_rankable(self) -> bool:
        return self.total is not None and not self.vetoes


def settle(
    stages: Sequence[WeightedStage],
    *,
    bonus: Tally = Tally(),
    deductions: Tally = Tally(),
    vetoes: Iterable[str] = (),
) -> Outcome:
    """Bring everything about one application together; `vetoes` are the labels of those met.

    Stage means enter the weighting with the two places they are printed with, so that anybody can
    work the base out again from the sheet; the weighted sum itself is exact and rounded once.
    """
    _check_stages(stages)
    base = _base(stages)
    net = None if base is None else base - deductions.counted
    return Outcome(
        stages=tuple(stages),
        bonus=bonus,
        deductions=deductions,
        vetoes=tuple(vetoes),
        base=base,
        net=net,
        total=None if net is None else net + bonus.counted,
    )


def _check_stages(stages: Sequence[WeightedStage]) -> None:
    require_unique(stage.name for stage in stages)
    for stage in stages:
        require_figure(stage.weight, f"{stage.name}：权重")
    weights = total(stage.weight for stage in stages)
    if weights != HUNDRED:
        raise WeightsNotHundred(f"各阶段权重合计 {percent(weights)}，要正好 100%。")
    if len({stage.result.rubric.full for stage in stages}) > 1:
        fulls = "，".join(f"{s.name} {shown(s.result.rubric.full)}" for s in stages)
        raise UnequalScales(f"各阶段满分不一样（{fulls}），不能加权，请先改成一样。")


def _base(stages: Sequence[WeightedStage]) -> Decimal | None:
    means = [stage.result.mean for stage in stages]
    known = [mean for mean in means if mean is not None]
    if len(known) < len(means):
        return None
    products = (stage.weight * mean for stage, mean in zip(stages, known, strict=True))
    return rounded(total(products), HUNDRED)


def explain_base(outcome: Outcome) -> str:
    """“基础分：材料评审 88.30×60%＋现场答辩 91.00×40%＝89.38。” or which stage has no score."""
    if outcome.base is None:
        missing = "、".join(s.name for s in outcome.stages if s.result.mean is None)
        return f"{missing}还没有出分，暂时算不出基础分。"
    parts = [
        f"{stage.name} {shown(stage.result.mean)}×{percent(stage.weight)}"
        for stage in outcome.stages
        if stage.result.mean is not None
    ]
    return f"基础分：{'＋'.join(parts)}＝{shown(outcome.base)}。"


def explain_tally(name: str, tally: Tally) -> str:
    """Each row and each cap that bit; `name` is 加分 or 扣分."""
    if not tally.rows:
        return f"{name}：没有。"
    rows = "，".join(_row(row) for row in tally.rows)
    total_cap = "" if tally.counted == tally.uncapped else f"，按合计上限计 {shown(tally.counted)}"
    return f"{name}：{rows}；合计 {shown(tally.uncapped)}{total_cap}。"


def _row(row: Row) -> str:
    capped = "" if row.counted == row.amount else f"（按上限计 {shown(row.counted)}）"
    return f"{row.label} {shown(row.amount)}{capped}"


def explain_total(outcome: Outcome) -> str:
    """“基础分 89.38＋加分 7.00－扣分 0.50＝总分 95.88。”, with the vetoes after it."""
    sentences = []
    if outcome.base is not None and outcome.total is not None:
        sentences.append(
            f"基础分 {shown(outcome.base)}＋加分 {shown(outcome.bonus.counted)}"
            f"－扣分 {shown(outcome.deductions.counted)}＝总分 {shown(outcome.total)}。"
        )
    else:
        sentences.append("还没有出分，不参加排名。")
    if outcome.vetoes:
        sentences.append(f"一票否决：{'、'.join(outcome.vetoes)}。不参加排名，不评等次。")
    return "".join(sentences)


def explain_net(outcome: Outcome) -> str:
    """“评等次看 85.83（基础分 89.33－扣分 3.50，不含加分）。”; empty without a score."""
    if outcome.base is None or outcome.net is None:
        return ""
    parts = f"基础分 {shown(outcome.base)}－扣分 {shown(outcome.deductions.counted)}"
    return f"评等次看 {shown(outcome.net)}（{parts}，不含加分）。"
