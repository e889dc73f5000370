"""Nothing that people wrote is deleted past the recycle bin without a reason given here."""

import ast

from tests.house.source import MODULES, ROOT, tree

# module: how many times it deletes, and why that is no loss
PAST_THE_BIN = {
    "activities.actions.records": (2, "types and partners are replaced by the form as a whole"),
    "activities.actions.photos": (1, "the copy that waited, once the picture is joined"),
    "portal.personal.actions": (2, "what an erased person asked to have deleted"),
    "portal.importing.actions": (3, "uploads that were never entered"),
    "schools.actions.deputies": (1, "a loan of a post that has not begun"),
    "schools.actions.partners": (1, "a second naming of the same body in one list"),
    "schools.actions.recycling": (4, "the bin itself"),
    "schools.actions.second_factor": (2, "telephones and codes that must not open any more"),
    "schools.actions.sessions": (2, "sessions that end"),
    "schools.actions.signing_in": (1, "sessions that end"),
    "schools.actions.ties": (1, "the agreement that a newer one replaces"),
    "selection.actions.apply": (1, "the team is replaced by the form as a whole"),
    "selection.actions.assign": (1, "a seat nobody has taken"),
    "selection.actions.batches": (2, "quotas and check list are replaced by the form as a whole"),
    "selection.actions.check": (1, "marks of the round before"),
    "selection.actions.decide": (1, "the list is written anew"),
    "selection.actions.defence": (2, "the order is drawn anew"),
    "selection.actions.evidence": (1, "a pointer to a row of the ledger, which stays"),
    "selection.actions.notices": (1, "the list is copied anew"),
    "selection.actions.paper": (1, "the copy from paper is made anew"),
    "selection.actions.review": (2, "an emptied box; the copy from paper is made anew"),
    "selection.actions.rubrics": (1, "stages are replaced by the form as a whole"),
    "selection.workflow.ladder": (1, "its own unsent line"),
    "selection.workflow.review": (1, "the copy from paper is made anew"),
}


def deletions():
    for path in MODULES:
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        if ".actions" in module or ".workflow" in module:
            calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
            named = [call.func for call in calls if isinstance(call.func, ast.Attribute)]
            if count := sum(one.attr == "delete" for one in named):
                yield module, count


def test_every_deletion_goes_through_the_bin_or_is_named_here():
    assert dict(deletions()) == {name: count for name, (count, _) in PAST_THE_BIN.items()}
