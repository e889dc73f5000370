"""The state machines of a selection: one table for batches, one for applications."""

from kit.workflow import Workflow
from selection.workflow.apply import apply_moves
from selection.workflow.batches import batch_moves
from selection.workflow.build import build_moves
from selection.workflow.decide import batch_result_moves, decide_moves
from selection.workflow.review import review_moves

application_flow = Workflow(
    "application", {**apply_moves, **review_moves, **decide_moves, **build_moves}
)
batch_flow = Workflow("batch", {**batch_moves, **batch_result_moves})
