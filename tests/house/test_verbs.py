"""Every audited verb has its sentence, and only a workflow writes a status."""

import ast
import gc
import re

from kit.audit import SENTENCES
from kit.workflow import Workflow
from tests.house.source import MODULES, each, import_everything, name, tree

LOADED = import_everything()
KNOWN = set(SENTENCES)  # before other tests add sentences of their own
FLOWS = {
    id(value): value
    for module in LOADED
    for value in vars(module).values()
    if isinstance(value, Workflow)
}.values()
FIELDS = {flow.field for flow in FLOWS}


def recorded(path):
    """The verb of each `audit.record(by, verb, …)` as a pattern; `{…}` in it stands for a word."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        called = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        owner = getattr(getattr(node.func, "value", None), "id", "audit")
        if called == "record" and owner == "audit" and len(node.args) > 1:
            verb = node.args[1]
            parts = verb.values if isinstance(verb, ast.JoinedStr) else [verb]
            yield "".join(
                re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+"
                for part in parts
            )


SOURCES = [path for path in MODULES if name(path) != "kit/workflow.py"]
VERBS = {verb for path in SOURCES for verb in recorded(path)}


@each(sorted(VERBS), label=str)
def test_every_audited_verb_has_a_sentence(verb):
    assert any(re.fullmatch(verb, known) for known in KNOWN), f"{verb} has no sentence"


def test_every_sentence_has_a_verb():
    # Other tests may have made workflows of their own, which no module holds any more.
    alive = [thing for thing in gc.get_objects() if type(thing) is Workflow]
    moves = {re.escape(f"{flow.name}.{key}") for flow in alive for key in flow.moves}
    stale = [s for s in sorted(KNOWN) if not any(re.fullmatch(verb, s) for verb in VERBS | moves)]
    assert stale == []


def test_no_two_workflows_share_a_name():
    names = [flow.name for flow in FLOWS]
    assert sorted(names) == sorted(set(names))


def written(node):
    """The fields a statement writes: `x.status = …`, `.update(status=…)`, `setattr(x, "status", …)`."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return {t.attr for t in targets if isinstance(t, ast.Attribute)}
    if isinstance(node, ast.Call):
        called = (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        words = {a.value for arg in node.args for a in ast.walk(arg) if isinstance(a, ast.Constant)}
        if called == "update":
            return {keyword.arg for keyword in node.keywords}
        if called in {"setattr", "bulk_update"}:
            return words
    return set()


@each(SOURCES)
def test_only_a_workflow_writes_a_status(path):
    lines = [node.lineno for node in ast.walk(tree(path)) if FIELDS & written(node)]
    assert lines == []
