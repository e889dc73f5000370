"""Moves of decision and publication."""

from kit.workflow import Move

decide_moves: dict[str, Move] = {}
batch_result_moves: dict[str, Move] = {}
