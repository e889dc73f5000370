"""What the documentation names is there."""

import re

import pytest

from tests.house.source import ROOT

NAMED = re.compile(r"`((?:tests|bench|deploy|docs)/[\w./-]+?)(?:::(\w+))?`")
DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "bench" / "README.md"]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_files_and_tests_named_in_a_document_exist(path):
    missing = []
    for place, test in NAMED.findall(path.read_text("utf-8")):
        if not (ROOT / place).exists():
            missing.append(place)
        elif test and not re.search(
            rf"^def {test}\(", (ROOT / place).read_text("utf-8"), re.MULTILINE
        ):
            missing.append(f"{place}::{test}")
    assert missing == []
