"""State machines: one table says who may change what into what, one function does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import transaction

from kit import audit, published


class Refused(Exception):
    """A move that cannot happen; the message goes to the user as it is."""


def _nothing(obj: Any) -> list[str]:
    return []


def _no_values(obj: Any, by: Any) -> dict[str, Any]:
    return {}


def _no_hold(obj: Any) -> None:
    return None


def _no_effect(obj: Any, by: Any, note: str) -> None:
    return None


@dataclass(frozen=True, kw_only=True)
class Move:
    """One arrow of a state machine.

    allowed(user, obj)      may this person; False hides the button and answers 403
    hold(obj)               locks the row that the blockers depend on, before they are asked
    blockers(obj)           reasons against it now, shown beside the button
    also(obj, by)           values written in the same UPDATE as the status
    effect(obj, by, note)   what follows, in the same transaction
    confirm                 the consequence, asked back before the move
    sentence                how the audit trail tells it, e.g. "{actor}退回了“{target}”"
    """

    label: str
    sources: tuple[str, ...]
    target: str
    allowed: Callable[[Any, Any], bool]
    hold: Callable[[Any], None] = _no_hold
    blockers: Callable[[Any], list[str]] = _nothing
    also: Callable[[Any, Any], dict[str, Any]] = _no_values
    effect: Callable[[Any, Any, str], None] = _no_effect
    needs_note: bool = False
    note_label: str = "意见"
    style: Literal["primary", "line", "danger"] = "line"
    confirm: str = ""
    sentence: str = ""


class Offer(NamedTuple):
    """A move as a page offers it: a button when `blockers` is empty, else the reasons."""

    key: str
    move: Move
    blockers: list[str]


def written(model: Any) -> list[str]:
    """The fields that forms may change: to write the rest could undo a move made meanwhile."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return [f.name for f in fields if f.editable or getattr(f, "auto_now", False)]


@dataclass(frozen=True)
class Workflow:
    name: str
    moves: Mapping[str, Move]
    field: str = "status"

    def __post_init__(self) -> None:
        audit.register(
            {
                f"{self.name}.{key}": move.sentence or f"{{actor}}对“{{target}}”做了“{move.label}”"
                for key, move in self.moves.items()
            }
        )

    def available(self, obj: Any, user: Any) -> Iterator[Offer]:
        status = getattr(obj, self.field)
        for key, move in self.moves.items():
            if status in move.sources and move.allowed(user, obj):
                yield Offer(key, move, move.blockers(obj))

    @transaction.atomic
    def perform(
        self, obj: Any, key: str, *, by: Any, note: str = "", seen: str | None = None
    ) -> None:
        """Move `obj` or raise Refused / PermissionDenied.

        `seen` is the status the user's page showed; it differs when somebody was faster. The row
        is locked before the blockers are asked: what they said still holds when it moves.
        """
        move = self.moves.get(key)
        if move is None:
            raise Refused("没有这个操作，请刷新页面后再试。")
        old = getattr(obj, self.field)
        if seen is not None and seen != old:
            raise self._too_late(obj)
        if not move.allowed(by, obj):
            raise PermissionDenied
        move.hold(obj)
        rows = type(obj)._default_manager.filter(pk=obj.pk, **{self.field: old})
        if not list(rows.select_for_update().values("pk")):
            obj.refresh_from_db()
            raise self._too_late(obj)
        self._check(obj, move, note)
        if not rows.update(**{self.field: move.target}, **move.also(obj, by)):
            obj.refresh_from_db()  # SQLite locks no rows
            raise self._too_late(obj)
        obj.refresh_from_db()
        move.effect(obj, by, note)
        audit.record(by, f"{self.name}.{key}", obj, old=old, new=move.target, note=note.strip())
        published.changed(obj)

    def _check(self, obj: Any, move: Move, note: str) -> None:
        if getattr(obj, self.field) not in move.sources:
            raise Refused(f"现在是“{self._label(obj)}”，不能做“{move.label}”。")
        if move.needs_note and not note.strip():
            raise Refused(f"请填写{move.note_label}。")
        if problems := move.blockers(obj):
            raise Refused("；".join(text.rstrip("。；") for text in problems) + "。")

    def _too_late(self, obj: Any) -> Refused:
        now = self._label(obj)
        return Refused(f"有人先一步改了状态，现在是“{now}”。请看过最新内容再操作。")

    def _label(self, obj: Any) -> str:
        return str(getattr(obj, f"get_{self.field}_display")())
