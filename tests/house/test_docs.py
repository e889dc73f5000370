"""What the documentation names is there, and nothing that it promises to cover is left out."""

import re
import runpy
from configparser import ConfigParser

import pytest
from django.conf import settings

from kit import photos
from portal import cached
from tests.house.source import ROOT

NAMED = re.compile(r"`((?:tests|bench|deploy|docs)/[\w./-]+?)(?:::(\w+))?`")
# Sections of each chapter of ASVS 5.0.
REASONS = {"does not apply", "see below"}
SECTIONS = (5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3)
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


def test_numbers_in_the_guide_are_those_of_the_program():
    guide = " ".join((ROOT / "docs" / "operations.md").read_text("utf-8").split())
    gunicorn = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    pages = settings.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"]
    pooler = ConfigParser()
    pooler.read(ROOT / "deploy" / "pgbouncer.ini", encoding="utf-8")
    told = [
        f"after {gunicorn['max_requests']:,} requests",
        f"web processes × {gunicorn['threads']} threads",
        f"up to {pages:,} of at most {cached.LARGEST // 1000} kB",
        f"{photos.MAX_BYTES >> 20} MB, {photos.MAX_PIXELS // 1_000_000} million pixels",
        f"`SCHOOL_QUOTA_MB` ({settings.SCHOOL_QUOTA_MB})",
        f"{settings.BIN_DAYS} days | `BIN_DAYS`",
        f"{settings.PERSONAL_DAYS} days after the answer | `PERSONAL_DAYS`",
        *(
            f"`{name} = {pooler['pgbouncer'][name]}`"
            for name in ("pool_mode", "server_login_retry", "query_wait_timeout")
        ),
        f"`DATABASE_PATIENCE` seconds ({pooler['pgbouncer']['query_wait_timeout']})",
    ]
    assert [one for one in told if one not in guide] == []


def test_every_section_of_asvs_has_its_tests_or_its_reason():
    text = (ROOT / "docs" / "security.md").read_text("utf-8")
    rows = re.findall(
        r"^\| (\d[\d., ]*) .* \| (.*) \|$", text.partition("## 等保")[0], re.MULTILINE
    )
    table = [(row, proof) for row, proof in rows if NAMED.search(proof) or proof in REASONS]
    told = [section for row, _ in table for section in re.findall(r"\d+\.\d+(?![\d.])", row)]
    wanted = [
        f"{chapter}.{n}" for chapter, last in enumerate(SECTIONS, 1) for n in range(1, last + 1)
    ]
    assert sorted(told) == sorted(wanted)
