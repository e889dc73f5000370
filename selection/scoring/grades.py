"""Grades from the ranking: thresholds without bonus, percentage caps, handed out from the top."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, pairwise

from selection.scoring.figures import (
    HUNDRED,
    ZERO,
    ScoringError,
    percent,
    require_figure,
    require_unique,
    shown,
)
from selection.scoring.ranking import Place


class BadGrades(ScoringError):
    """A table of grades that contradicts itself."""


@dataclass(frozen=True, kw_only=True)
class Grade:
    """`threshold`: least score after deductions and without bonus. `cap`: percent of the ranked."""

    name: str
    threshold: Decimal = ZERO
    cap: Decimal | None = None

    def __post_init__(self) -> None:
        require_figure(self.threshold, f"{self.name}：分数线")
        if self.cap is not None:
            require_figure(self.cap, f"{self.name}：比例上限")
            if self.cap > HUNDRED:
                raise BadGrades(f"“{self.name}”的比例上限是 {percent(self.cap)}，不能超过 100%。")

    def seats(self, ranked: int) -> int:
        """Whole seats, never rounded up: “不超过 30%” of 9 is 2."""
        return ranked if self.cap is None else int(ranked * self.cap // HUNDRED)


@dataclass(frozen=True)
class Award:
    """`grade` is None for no grade; `passed` says why each higher grade was missed."""

    place: Place
    ranked: int
    grade: Grade | None = None
    passed: tuple[str, ...] = ()


def award(places: Sequence[Place], grades: Sequence[Grade]) -> tuple[Award, ...]:
    """Hand out `grades` (best first) along `places` as `rank` returned them.

    A grade goes down the ranking to everybody at or above its threshold until its seats are gone.
    Tied applications that do not all fit wait together for the next grade, and nobody ranked
    behind them overtakes: from there on the grade is closed, even with a seat left over.
    """
    _check_grades(grades)
    waiting = [Award(place, len(places)) for place in places]
    done: list[Award] = []
    for grade in grades:
        offered = _offer(grade, waiting, grade.seats(len(places)))
        done += [one for one in offered if one.grade]
        waiting = [one for one in offered if not one.grade]
    order = {place.contender.name: index for index, place in enumerate(places)}
    return tuple(sorted(done + waiting, key=lambda one: order[one.place.contender.name]))


def _check_grades(grades: Sequence[Grade]) -> None:
    require_unique(grade.name for grade in grades)
    for upper, lower in pairwise(grades):
        if lower.threshold > upper.threshold:
            raise BadGrades(f"“{lower.name}”的分数线高于“{upper.name}”，请从高到低排。")


def _offer(grade: Grade, waiting: list[Award], seats: int) -> list[Award]:
    """The same awards, each with the grade or with the reason why not."""
    offered: list[Award] = []
    left, closed = seats, False
    for _, tied in groupby(waiting, key=lambda one: one.place.rank):
        group = list(tied)
        able = [one for one in group if one.place.contender.net >= grade.threshold]
        fits = not closed and len(able) <= left
        full = "" if fits else _full(grade, group[0].ranked, left, 0 if closed else len(able))
        for one in group:
            if one not in able:
                offered.append(_pass(one, f"不含加分不到{grade.name}的 {shown(grade.threshold)}"))
            elif fits:
                offered.append(replace(one, grade=grade))
            else:
                offered.append(_pass(one, full))
        left -= len(able) if fits else 0
        closed = closed or not fits
    return offered


def _pass(one: Award, reason: str) -> Award:
    return replace(one, passed=(*one.passed, reason))


def _full(grade: Grade, ranked: int, left: int, tied: int) -> str:
    """Why the seats do not reach; `tied` is 0 when somebody ranked before did not fit already."""
    seats = grade.seats(ranked)
    share = f"（{ranked} 个的 {percent(grade.cap or ZERO)}，只取整数）"
    if not seats:
        why = "这次没有名额"
    elif not left:
        why = "已经满了"
    elif tied:
        why = f"只剩 {left} 个，并列的 {tied} 个放不下，一起顺延"
    else:
        why = f"剩下 {left} 个空着，不越过前面并列的"
    return f"{grade.name}最多 {seats} 个{share}，{why}"


def explain_award(one: Award) -> str:
    """Why each higher grade was missed, then “评为二等奖（不含加分 88.00，分数线 80.00）。”"""
    net = shown(one.place.contender.net)
    verdict = (
        f"评为{one.grade.name}（不含加分 {net}，分数线 {shown(one.grade.threshold)}）"
        if one.grade
        else f"不评等次（不含加分 {net}）"
    )
    return f"{'；'.join((*one.passed, verdict))}。"


def explain_grades(grades: Sequence[Grade], ranked: int) -> str:
    """The table of grades in words, for the head of a summary sheet."""
    terms = "；".join(_terms(g, ranked) for g in grades)
    return f"{terms}。分数线看基础分减扣分，不含加分。名额从高到低给，放不下的顺延到下一等。"


def _terms(grade: Grade, ranked: int) -> str:
    threshold = f"{grade.name}：不含加分不低于 {shown(grade.threshold)}"
    if grade.cap is None:
        return threshold
    seats = f"{ranked} 个里最多 {grade.seats(ranked)} 个"
    return f"{threshold}，不超过参加排名的 {percent(grade.cap)}（{seats}）"
