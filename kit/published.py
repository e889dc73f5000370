"""Who wants to know that something the public may see has changed: the upper floors sign up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
