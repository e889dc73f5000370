"""Moves of the review."""

from kit.workflow import Move

review_moves: dict[str, Move] = {}
batch_moves: dict[str, Move] = {}
