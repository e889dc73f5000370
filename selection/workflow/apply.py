"""Moves of applying and the formal check."""

from kit.workflow import Move

apply_moves: dict[str, Move] = {}
