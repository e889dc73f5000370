"""Who reads what, as a minimum-cost flow: pure arithmetic on keys, the same for the same seed.

What is wanted comes in ranks, and no gain in a lower one makes up for a loss in a higher one: as
many seats filled as can be, even loads, the better fit, and last a draw by the seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from networkx import MultiDiGraph

DRAW = 100  # the lot of a pair is below this
END = "end"


@dataclass(frozen=True)
class Room:
    """What an expert has already, and how many more may come."""

    load: int
    free: int


@dataclass(frozen=True)
class Matching:
    pairs: list[tuple[int, int]]  # application, expert
    lacking: dict[int, int]  # by application, only where seats stay empty

    @property
    def is_complete(self) -> bool:
        return not self.lacking


@dataclass(frozen=True)
class _Prices:
    """Each rank outweighs all that one exchange can bring in the ranks below it.

    A better solution differs from a worse one by a cycle, which meets every application and every
    expert at most once: `steps` pairs at the most.
    """

    fit: int
    load: int
    empty: int

    @classmethod
    def of(cls, steps: int, worst_fit: int, highest_load: int) -> _Prices:
        fit = DRAW * steps
        load = (worst_fit + 1) * fit * steps
        return cls(fit, load, load * (highest_load + 1) * steps)


def match(
    needs: Mapping[int, int],
    rooms: Mapping[int, Room],
    fits: Mapping[tuple[int, int], int],
    seed: str,
) -> Matching:
    """Fill `needs` (seats by application) from `rooms` (by expert).

    `fits` holds the pairs that may be, 0 for the best fit; a pair that is not in it never comes.
    """
    import networkx as nx  # noqa: PLC0415 - 11 MB, for a page that few open once a year

    pairs = {
        (application, expert): fits[application, expert]
        for application, expert in sorted(fits)
        if needs.get(application, 0) > 0 and expert in rooms and rooms[expert].free > 0
    }
    graph: MultiDiGraph = nx.MultiDiGraph()
    _lay(graph, needs, rooms, pairs, seed)
    _, flow = nx.network_simplex(graph)
    return Matching(
        pairs=[(a, e) for a, e in pairs if flow["a", a]["e", e][0]],
        lacking={pk: n for pk in sorted(needs) if (n := sum(flow["a", pk].get(END, {}).values()))},
    )


def _lay(
    graph: MultiDiGraph,
    needs: Mapping[int, int],
    rooms: Mapping[int, Room],
    pairs: Mapping[tuple[int, int], int],
    seed: str,
) -> None:
    """Seats flow from applications to experts; every further sheet of an expert costs more."""
    prices = _Prices.of(
        steps=2 * min(len(needs), len(rooms)) + 2,
        worst_fit=max(pairs.values(), default=0),
        highest_load=max((room.load + room.free for room in rooms.values()), default=0),
    )
    graph.add_node(END, demand=sum(max(0, need) for need in needs.values()))
    for pk in sorted(needs):
        graph.add_node(("a", pk), demand=-max(0, needs[pk]))
        for nth in range(1, needs[pk] + 1):  # two empty seats weigh more than twice one
            graph.add_edge(("a", pk), END, capacity=1, weight=prices.empty * nth)
    for (application, expert), fit in pairs.items():
        weight = prices.fit * fit + _lot(seed, application, expert)
        graph.add_edge(("a", application), ("e", expert), capacity=1, weight=weight)
    asked = {pk: sum(1 for _, expert in pairs if expert == pk) for pk in rooms}
    for pk in sorted(rooms):
        for nth in range(1, min(rooms[pk].free, asked[pk]) + 1):
            weight = prices.load * (rooms[pk].load + nth)
            graph.add_edge(("e", pk), END, capacity=1, weight=weight)


def _lot(seed: str, application: int, expert: int) -> int:
    """Drawn for the pair alone: who else is in the batch or in which order does not matter."""
    digest = blake2b(f"{seed}:{application}:{expert}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) % DRAW
