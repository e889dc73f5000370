"""What a user reads has Chinese punctuation; `python -m tests.house.han FILES` mends most of it."""

import csv

import pytest

from tests.house.han import MENDERS, mend, mend_python, mend_template, quotes
from tests.house.source import MODULES, PAGES, ROOT, each

SCRIPTS = [p for p in (ROOT / "static" / "js").rglob("*.js") if "vendor" not in p.parts]
DATA = [
    p
    for m in {p.parts[len(ROOT.parts)] for p in MODULES}
    for p in (ROOT / m).rglob("*.*")
    if p.suffix in {".json", ".txt", ".md"}
]
MANUALS = list(ROOT.rglob("*.zh-CN.md"))
TABLES = [p for m in {p.parts[len(ROOT.parts)] for p in MODULES} for p in (ROOT / m).rglob("*.csv")]
READ = sorted({*MODULES, *PAGES, *SCRIPTS, *DATA, *MANUALS})


@each(READ)
def test_punctuation_beside_chinese_is_full_width(path):
    text = path.read_text(encoding="utf-8")
    mended = MENDERS[path.suffix](text)
    pairs = zip(text.splitlines(), mended.splitlines(), strict=True)
    assert [
        f"{n}: {old.strip()}" for n, (old, new) in enumerate(pairs, start=1) if old != new
    ] == []


@each(sorted(TABLES))
def test_cells_of_tables_have_full_width_punctuation(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if mend(cell) != cell] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("先保存,再提交", "先保存，再提交"),
        ("状态:已提交", "状态：已提交"),
        ("共3个,全部通过", "共3个，全部通过"),
        ("支部(党总支)", "支部（党总支）"),
        ("党员({n})", "党员（{n}）"),
        ("第 {n} 行:姓名没有填.", "第 {n} 行：姓名没有填。"),
        ("{name}:没有找到", "{name}：没有找到"),
        ("请稍候...", "请稍候……"),
        ("保存失败， 请重试", "保存失败，请重试"),
        ("网址：https://a.cn/?q=党,a", "网址：https://a.cn/?q=党，a"),
        ("a, b (c): d", "a, b (c): d"),
    ],
)
def test_mending(typed, meant):
    assert mend(typed) == meant


def test_straight_quotes_around_chinese_become_curved():
    assert quotes('选择"提交"后') == "选择“提交”后"


def test_mending_python_leaves_docstrings_patterns_and_code_alone():
    text = '"""Rows (公示) here."""\nx = {"党": f(a, "好,的")}\ny = r"党(a)"\nz = [  # 党,a\n    "好(的)",\n]\n'
    assert mend_python(text) == text.replace("好,的", "好，的").replace("好(的)", "好（的）")


def test_mending_templates_leaves_comments_and_tags_alone():
    text = '{# name (党) #}<p title="党">{% if a == "党" %}说"好"了{% endif %}</p>'
    assert mend_template(text) == text.replace('说"好"了', "说“好”了")
