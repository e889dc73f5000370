import zipfile
from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.importing import books
from kit.importing.books import opened
from tests.kit.importing import xlsx


def lines(file, sheet=0):
    with opened(file) as book:
        return [line for _, line in book.lines(book.names[sheet])]


def refusal(content):
    with pytest.raises(ValidationError) as caught, opened(BytesIO(content)) as book:
        list(book.lines(book.names[0]))
    return caught.value.messages[0]


def altered(file, **members):
    """The same archive with members replaced or added; None leaves one out."""
    out = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *members}:
            content = members[name] if name in members else old.read(name)
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def sheet_with(cell):
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row>{cell}</row></sheetData></worksheet>'


def test_line_numbers_and_columns_are_those_of_the_spreadsheet_program():
    file = xlsx((), ("", "名称"), ("", "升旗"))
    with opened(file) as book:
        assert list(book.lines("表")) == [(1, ["", ""]), (2, ["", "名称"]), (3, ["", "升旗"])]


def test_a_formula_gives_its_value():
    file = BytesIO()
    import xlsxwriter

    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("表").write_formula(0, 0, "=1+1", None, 2)
    assert lines(file) == [[2.0]]


@pytest.mark.parametrize(
    "cell",
    ["<c r='A1'><f>1+1</f></c>", '<c r="A1" s="2"><f>1+1</f><v></v></c>', '<c><f si="0"/><v/></c>'],
)
def test_a_formula_nobody_has_solved_is_refused_and_an_empty_result_is_not(cell):
    part, good = "xl/worksheets/sheet1.xml", xlsx(("名称",)).getvalue()
    assert "公式" in refusal(altered(BytesIO(good), **{part: sheet_with(cell)}))
    empty = '<c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>1+1</f><v>2</v></c>'
    assert lines(BytesIO(altered(BytesIO(good), **{part: sheet_with(empty)}))) == [["", 2.0]]


def test_a_cell_merged_over_lines_counts_for_each_of_them():
    file = xlsx(("学校", "名称"), ("", "升旗"), ("", "党课"), **{"A2:A3": "东林小学"})
    assert lines(file) == [["学校", "名称"], ["东林小学", "升旗"], ["东林小学", "党课"]]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_text_tables_are_read_whatever_program_wrote_them(code, sign):
    text = f'名称{sign}备注\r\n升旗{sign}"有{sign}也有\n换行"\r\n'
    assert lines(BytesIO(text.encode(code))) == [
        ["名称", "备注"],
        ["升旗", f"有{sign}也有\n换行"],
    ]


def test_which_day_a_book_counts_from_is_known():
    with opened(xlsx((date(2025, 3, 1),), options={"date_1904": True})) as book:
        assert book.counts_from_1904
        assert list(book.lines("表")) == [(1, [date(2025, 3, 1)])]
    with opened(xlsx(("a",))) as book:
        assert not book.counts_from_1904


def test_hostile_and_broken_files_are_refused_in_a_sentence(monkeypatch):
    good = xlsx(("名称",), ("升旗",)).getvalue()
    part = "xl/worksheets/sheet1.xml"
    monkeypatch.setattr(books, "MAX_UNZIPPED", 1_000_000)
    bomb = altered(BytesIO(good), **{part: b" " * 1_000_001})
    assert len(bomb) < 20_000
    assert "太大" in refusal(bomb)
    for corner in (
        '</row><row r="900000000"><c><v>1</v></c>',
        '<c r="XFD1048576"><v>1</v></c>',
        "<c s='1' r = 'A900000000' t='n'><v>1</v></c>",
    ):
        assert "太大" in refusal(altered(BytesIO(good), **{part: sheet_with(corner)}))
    assert "宏" in refusal(altered(BytesIO(good), **{"xl/vbaProject.bin": b"x"}))
    assert "不是 .xlsx" in refusal(altered(BytesIO(good), **{"xl/workbook.xml": None}))
    assert "损坏" in refusal(good[:-40])
    assert "损坏" in refusal(altered(BytesIO(good), **{part: b"<worksheet"}))
    assert "空的" in refusal(b"")
    assert "损坏" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 2000)
    assert "网页" in refusal(b"\xef\xbb\xbf<html><table><tr><td>1</td></tr></table></html>")
    assert "损坏" in refusal(b"a,b\x00c\n")
    assert "编码" in refusal(b"\xff\xff\xff\xff,")
    monkeypatch.setattr(books, "MAX_BYTES", 10)
    assert "太大" in refusal(good)


def test_a_written_corner_is_nothing_when_it_is_empty():
    good = xlsx(("名称",)).getvalue()
    content = sheet_with('<c r="A1"><v>1</v></c><c r="XFD1048576" s="1"/>')
    assert lines(BytesIO(altered(BytesIO(good), **{"xl/worksheets/sheet1.xml": content}))) == [
        [1.0]
    ]


@settings(max_examples=60)
@given(
    st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\xff\xfe"])
)
def test_any_bytes_are_read_or_refused(content, start):
    try:
        lines(BytesIO(start + content))
    except ValidationError as error:
        sentence = error.messages[0]
        assert sentence.endswith("。")


DOCTYPE = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">'
    '<!ENTITY a "ha"><!ENTITY y "&a;&a;&a;&a;">]>'
)


@pytest.mark.parametrize("entity", ["&x;", "&y;"])
def test_a_book_brings_in_no_file_of_the_server_and_does_not_swell(entity):
    cell = f'<c r="A1" t="inlineStr"><is><t>{entity}</t></is></c>'
    sheet = DOCTYPE + sheet_with(cell).replace("<row>", '<row r="1">')
    content = altered(xlsx(("名称",)), **{"xl/worksheets/sheet1.xml": sheet})
    assert refusal(content).startswith("打不开这个表格")
