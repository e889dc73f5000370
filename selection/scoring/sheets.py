"""One expert's sheet: a score on every leaf of the rubric, counted or excluded with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from selection.scoring.figures import (
    ScoringError,
    require_figure,
    require_unique,
    shown,
    total,
)


class ScoreOutOfRange(ScoringError):
    """A score above the points of its leaf."""


class WrongStep(ScoringError):
    """A score between two steps."""


class IncompleteSheet(ScoringError):
    """A counted sheet without a score on some leaf."""


class UnknownLeaf(ScoringError):
    """A leaf that is not in the rubric."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """A second-level indicator; `points` is a whole number of steps."""

    key: str
    label: str
    points: Decimal
    step: Decimal = Decimal("0.5")

    def __post_init__(self) -> None:
        require_figure(self.points, f"{self.label}：满分")
        require_figure(self.step, f"{self.label}：步长")
        if not self.step or not self.points:
            raise ScoringError(f"“{self.label}”的满分和步长都要大于 0。")
        if self.points % self.step:
            raise WrongStep(
                f"“{self.label}”满分 {shown(self.points)}，不是 {shown(self.step)} 的整数倍。"
            )


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What one expert gave in one stage.

    `expert` is the label to print, chosen by the caller (anonymous or not), unique in the stage.
    `excluded` is empty for a counted sheet, else the reason (回避, 未按时提交, …): the scores stay
    visible and may be incomplete.
    """

    expert: str
    scores: Mapping[str, Decimal]
    excluded: str = ""

    @cached_property
    def total(self) -> Decimal:
        return total(self.scores.values())


@dataclass(frozen=True)
class Rubric:
    """The leaves of one stage in printing order."""

    leaves: tuple[Leaf, ...]

    def __post_init__(self) -> None:
        if not self.leaves:
            raise ScoringError("评分表还没有指标，至少要有一项。")
        require_unique(leaf.key for leaf in self.leaves)

    @cached_property
    def full(self) -> Decimal:
        return total(leaf.points for leaf in self.leaves)

    @cached_property
    def _sound(self) -> set[tuple[str, Decimal]]:
        """Leaves with scores that were checked before: of a batch's thousands few are different."""
        return set()

    def check(self, sheet: Sheet) -> None:
        """Refuse a sheet that this rubric cannot have produced."""
        if self._has_sound(sheet):
            return
        if unknown := sorted(sheet.scores.keys() - {leaf.key for leaf in self.leaves}):
            raise UnknownLeaf(f"{sheet.expert}：评分表里没有“{'、'.join(unknown)}”。")
        for leaf in self.leaves:
            if leaf.key in sheet.scores:
                _check_score(sheet.expert, leaf, sheet.scores[leaf.key])
                self._sound.add((leaf.key, sheet.scores[leaf.key]))
            elif not sheet.excluded:
                raise IncompleteSheet(f"{sheet.expert}：“{leaf.label}”还没有打分。")

    def _has_sound(self, sheet: Sheet) -> bool:
        """Whether it is complete and was seen before, score by score; 8.0 equals its float."""
        scores = sheet.scores
        is_exact = len(scores) == len(self.leaves) and {*map(type, scores.values())} == {Decimal}
        return is_exact and scores.items() <= self._sound

    def height(self, sheet: Sheet) -> tuple[Decimal, ...]:
        """Orders complete sheets: by total, among equals leaf by leaf in printing order.

        Two sheets of one height are the same in every score, so that which of them is dropped
        changes no figure; and exchanging every score for points − score turns the order round.
        """
        return (sheet.total, *(sheet.scores[leaf.key] for leaf in self.leaves))


def _check_score(expert: str, leaf: Leaf, score: Decimal) -> None:
    require_figure(score, f"{expert}：{leaf.label}")
    if score > leaf.points:
        raise ScoreOutOfRange(
            f"{expert}：“{leaf.label}”打了 {shown(score)} 分，满分只有 {shown(leaf.points)} 分。"
        )
    if score % leaf.step:
        raise WrongStep(
            f"{expert}：“{leaf.label}”打了 {shown(score)} 分，要以 {shown(leaf.step)} 分为一档。"
        )


def explain_sheet(sheet: Sheet) -> str:
    """“专家3：合计 88.50 分。” or why it does not count."""
    if sheet.excluded:
        return f"{sheet.expert}：不计入（{sheet.excluded}）。"
    return f"{sheet.expert}：合计 {shown(sheet.total)} 分。"
