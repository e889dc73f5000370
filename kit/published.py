"""What the public may see: who wants to know of a change, and who finds it by words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

Finder: TypeAlias = Callable[[type, str], Any]
_finders: list[Finder] = []
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


def find_with(finder: Finder) -> None:
    """`finder(model, query)` answers the keys of public rows, to stand in `pk__in`."""
    _finders[:] = [finder]


def matching(model: type, query: str) -> Any:
    """The keys of the public rows of `model` in which every word of `query` occurs."""
    return _finders[0](model, query)
