"""What the public may see: who wants to know of a change, who finds it by words, who keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Finder: TypeAlias = Callable[[type, str], Any]
Looker: TypeAlias = Callable[[Any, str], tuple[Any, Any, bool]]
Keeper: TypeAlias = Callable[[Any, str, Callable[[], Any]], Any]
_finders: list[tuple[Finder, Looker]] = []
_keepers: list[Keeper] = []
_listeners: dict[type, list[Callable[[Any], None]]] = {}


def on_change(model: type, function: Callable[[Any], None]) -> None:
    """Call `function(obj)` after each change of a `model` row; once per function."""
    known = _listeners.setdefault(model, [])
    if function not in known:
        known.append(function)


def changed(obj: Any) -> None:
    """Tell those who signed up, in the caller's transaction."""
    for function in _listeners.get(type(obj), ()):
        function(obj)


def find_with(finder: Finder, looker: Looker) -> None:
    """How public rows are found by words, see `matching` and `looked_at`."""
    _finders[:] = [(finder, looker)]


def matching(model: type, query: str) -> Any:
    """The keys, for `pk__in`, of the public rows of `model` in which every word of `query` is."""
    return _finders[0][0](model, query)


def looked_at(rows: Any, query: str) -> tuple[Any, Any, bool]:
    """Those of public rows in which every word is, for a list read in its order until a page is
    full; those, maybe not all of them, that tell soonest that there are too many to count; and
    whether any page of so many is soon full."""
    return _finders[0][1](rows, query)


def keep_with(keeper: Keeper) -> None:
    """How what is the same for everybody is kept, see `kept`."""
    _keepers[:] = [keeper]


def kept(request: Any, name: str, make: Callable[[], T]) -> T:
    """What `make` finds, whoever asks: made once, and anew when anything public has changed.

    Only what many pages share, and nobody writes into it: a menu, the choices of a filter.
    """
    found: T = _keepers[0](request, name, make)
    return found
