"""Who stands where: by total, then a named indicator, then votes, else side by side."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from selection.scoring.figures import ScoringError, require_unique, shown
from selection.scoring.totals import Outcome


class NotRankable(ScoringError):
    """An application without a total, or under a veto, has no place."""


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One application in the ranking; `name` is unique and is what the sentences print."""

    name: str
    net: Decimal
    total: Decimal
    indicator: Decimal | None = None
    votes: int | None = None

    @classmethod
    def of(
        cls,
        name: str,
        outcome: Outcome,
        *,
        indicator: Decimal | None = None,
        votes: int | None = None,
    ) -> "Contender":
        if outcome.net is None or outcome.total is None or outcome.vetoes:
            raise NotRankable(f"“{name}”没有出分或被一票否决，不能参加排名。")
        return cls(
            name=name, net=outcome.net, total=outcome.total, indicator=indicator, votes=votes
        )


@dataclass(frozen=True)
class Step:
    """One comparison a contender went through and who was still level with it afterwards."""

    text: str
    level_with: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """Equal rank numbers mean 并列; the next number skips (1, 2, 2, 4)."""

    rank: int
    contender: Contender
    steps: tuple[Step, ...]

    @property
    def tied_with(self) -> tuple[str, ...]:
        return self.steps[-1].level_with


@dataclass(frozen=True)
class _Criterion:
    value: Callable[[Contender], Decimal | int | None]
    text: Callable[[Decimal | int], str]


_Group = list[tuple[Contender, tuple[Step, ...]]]


def rank(contenders: Iterable[Contender], *, indicator: str = "") -> tuple[Place, ...]:
    """Places from the top, tied ones in order of name; `indicator` is the label to print.

    A tie-breaker speaks only where every one of the tied has it: a vote taken on two of three
    tied applications decides nothing about the third, so all three stay side by side.
    """
    entrants = sorted(contenders, key=lambda contender: contender.name)
    require_unique(contender.name for contender in entrants)
    groups: list[_Group] = [[(contender, ()) for contender in entrants]]
    for criterion in _criteria(indicator):
        groups = [part for group in groups for part in _split(group, criterion)]
    places: list[Place] = []
    for group in groups:
        number = len(places) + 1
        places += [Place(number, contender, steps) for contender, steps in group]
    return tuple(places)


def _criteria(indicator: str) -> tuple[_Criterion, ...]:
    return (
        _Criterion(lambda c: c.total, lambda value: f"总分 {shown(Decimal(value))}"),
        _Criterion(
            lambda c: c.indicator, lambda value: f"“{indicator}”平均 {shown(Decimal(value))}"
        ),
        _Criterion(lambda c: c.votes, lambda value: f"得票 {value}"),
    )


def _split(group: _Group, criterion: _Criterion) -> Iterator[_Group]:
    """Cut a group of equals by one criterion, highest first; whole if it cannot speak."""
    values = {contender.name: criterion.value(contender) for contender, _ in group}
    known = {name: value for name, value in values.items() if value is not None}
    is_settled = len(group) == 1 and group[0][1]
    if is_settled or len(known) < len(values):
        yield group
        return

    def value_of(member: tuple[Contender, tuple[Step, ...]]) -> Decimal | int:
        return known[member[0].name]

    for value, members in groupby(sorted(group, key=value_of, reverse=True), key=value_of):
        equals = list(members)
        names = [contender.name for contender, _ in equals]
        yield [
            (c, (*steps, Step(criterion.text(value), tuple(n for n in names if n != c.name))))
            for c, steps in equals
        ]


def explain_place(place: Place) -> str:
    """Every comparison made, and the rank: “总分 88.30，与甲校相同；…；第 2 名。”"""
    parts = [
        step.text + (f"，与{'、'.join(step.level_with)}相同" if step.level_with else "")
        for step in place.steps
    ]
    return f"{'；再比'.join(parts)}；{'并列' if place.tied_with else ''}第 {place.rank} 名。"
