"""Templates obey the Content-Security-Policy, exist when named, and are named when they exist."""

import re

from django.contrib.staticfiles import finders

from tests.house.source import MODULES, PAGES, ROOT, TEMPLATES, each

# What Django and its views look for by themselves
CONVENTION = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
FORBIDDEN = {
    "an inline style": r"<[^>]*\sstyle\s*=|<style\b",
    "an inline event handler": r"<[^>]*\son[a-z]+\s*=|hx-on\b",
    "an inline script": r"<script\b(?![^>]*\bsrc=)(?![^>]*\btype=\"application/(?:ld\+)?json\")",
    "a script address": r"javascript:|\bjs:",
    "a foreign host": r"<(?:script|img|iframe|video|audio|source)\b[^>]*\ssrc=\"(?:https?:)?//"
    r"|<link\b[^>]*\shref=\"(?:https?:)?//|@import",
    "a filter that switches escaping off": r"\|\s*safe\b|{%-?\s*autoescape off",
}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
NAMED = re.compile(r"[\"']([\w/-]+\.html)(?:#[\w-]+)?[\"']")
STATIC = re.compile(r"{%-?\s*static\s+[\"']([^\"']+)[\"']")


def bare(path):
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@each(PAGES)
def test_template_holds_nothing_the_policy_forbids(path):
    found = [
        what for what, pattern in FORBIDDEN.items() if re.search(pattern, bare(path), re.IGNORECASE)
    ]
    assert found == []


@each(PAGES)
def test_template_is_plain_utf8(path):
    data = path.read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.decode("utf-8").endswith("\n")


@each(PAGES)
def test_static_files_named_in_a_template_exist(path):
    assert [file for file in STATIC.findall(bare(path)) if finders.find(file) is None] == []


@each([*PAGES, *MODULES])
def test_templates_named_in_a_file_exist(path):
    named = {
        n
        for n in NAMED.findall(
            bare(path) if path.suffix == ".html" else path.read_text(encoding="utf-8")
        )
        if "/" in n
    }
    ours = {p.name for p in TEMPLATES.iterdir() if p.is_dir()}
    missing = [
        n for n in sorted(named) if n.split("/")[0] in ours and not (TEMPLATES / n).is_file()
    ]
    assert missing == []


@each([path for path in PAGES if "components/pager.html" in bare(path)])
def test_a_pager_turns_a_part_of_its_own_page(path):
    """Without the element it replaces a click on a page number would do nothing at all."""
    text = bare(path)
    assert 'target="#main"' in text or ('id="results"' in text and "partialdef results" in text)


def test_every_template_is_used():
    named = {
        n for path in [*PAGES, *MODULES] for n in NAMED.findall(path.read_text(encoding="utf-8"))
    }
    unused = [
        page
        for page in (path.relative_to(TEMPLATES).as_posix() for path in PAGES)
        if page not in named | CONVENTION and not page.startswith("registration/")
    ]
    assert unused == []


@each([p for p in MODULES if "views" in p.relative_to(ROOT).parts or p.stem == "views"])
def test_views_ask_for_rows_by_name(path):
    assert ".filter(" not in path.read_text(encoding="utf-8")


@each([p for p in PAGES if 'class="actbar' in bare(p)])
def test_on_phones_the_tab_bar_leaves_its_place_to_the_buttons_of_a_form(path):
    page = bare(path)
    assert "layouts/office.html" not in page or "{% block tabbar %}" in page
