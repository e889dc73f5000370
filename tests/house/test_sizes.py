"""Files stay short enough to be read in one sitting, and each says first what it is for."""

import ast
import io
import re
import tokenize

from tests.house.source import MODULES, PAGES, ROOT, TESTS, each, name, tree

LIMITS = [(path, 300) for path in MODULES] + [(path, 150) for path in PAGES]
SCRIPTS = [ROOT / "manage.py", ROOT / "gunicorn.conf.py"]
# A test module is named after what it tests; its tests are the sentences.
SPEAKING = [*MODULES, *SCRIPTS, *(path for path in TESTS if not path.stem.startswith("test_"))]
BANNED = {"utils", "helpers", "services", "signals", "common", "misc", "managers", "constants"}
HAN = re.compile(r"[\u4e00-\u9fff]")


@each(LIMITS, label=lambda item: name(item[0]))
def test_file_is_short(item):
    path, limit = item
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@each(SPEAKING)
def test_module_opens_with_a_docstring(path):
    module = tree(path)
    assert module.body == [] or ast.get_docstring(module), (
        f"{name(path)} does not say what it is for"
    )


@each(MODULES)
def test_module_is_named_after_its_place_not_after_a_drawer(path):
    assert not BANNED & {path.stem, *path.relative_to(ROOT).parts}


@each([*MODULES, *SCRIPTS, *TESTS])
def test_comments_and_docstrings_are_english(path):
    text = path.read_text(encoding="utf-8")
    words = [
        t.string
        for t in tokenize.generate_tokens(io.StringIO(text).readline)
        if t.type == tokenize.COMMENT
    ]
    words += [
        ast.get_docstring(node) or ""
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    ]
    assert [w for w in words if HAN.search(w) and not re.search(r"[A-Za-z]", w)] == []
