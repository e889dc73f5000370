"""The old .xls: read like any other table, and measured before anything opens it."""

import struct
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.importing import biff
from kit.importing.books import opened
from kit.importing.importer import Column
from kit.importing.matching import find_head

REAL = (Path(__file__).parent / "data" / "honors.xls").read_bytes()
END = 0xFFFFFFFE


def record(kind, *numbers):
    body = struct.pack(f"<{len(numbers)}H", *numbers)
    return struct.pack("<HH", kind, len(body)) + body


def compound(book, name="Workbook"):
    """A Compound File whose one file is so small that it stands in the stream of small sectors."""

    def sector(numbers):
        return struct.pack(f"<{len(numbers)}I", *numbers).ljust(512, b"\xff")

    def entry(name, kind, first, size):
        words = name.encode("utf-16-le").ljust(64, b"\0")
        return (
            words
            + struct.pack("<HB49x", len(name) * 2 + 2, kind)
            + struct.pack("<III", first, size, 0)
        )

    minis, sectors = -(-len(book) // 64), -(-len(book) // 512)
    head = biff.START + b"\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 2, 1, END, 0, 0).ljust(472, b"\xff")
    table = [0xFFFFFFFD, END, END, *range(4, 3 + sectors), END]
    directory = entry("Root Entry", biff.ROOT, 3, minis * 64) + entry(name, 2, 0, len(book))
    small = sector([*range(1, minis), END])
    return head + sector(table) + directory.ljust(512, b"\0") + small + book.ljust(sectors * 512, b"\0")  # fmt: skip


def refusal(content):
    with pytest.raises(ValidationError) as caught, opened(BytesIO(content)) as book:
        list(book.lines(book.names[0]))
    return caught.value.messages[0]


def test_an_old_table_is_read_below_its_merged_title_and_on_its_second_sheet():
    titles = {"名称": "title", "获得时间": "awarded"}
    columns = [Column(title, name, forms.CharField()) for title, name in titles.items()]
    with opened(BytesIO(REAL)) as book:
        head = find_head(book, columns)
        lines = list(book.lines(head.sheet))
    assert (book.names, head.sheet, head.line) == (["说明", "荣誉"], "荣誉", 2)
    assert lines[2] == (
        3,
        ["无锡市先进基层党组织", date(2024, 6, 18), 12, "锡教工委〔２０２４〕３号"],
    )


def test_a_few_records_that_span_a_huge_sheet_are_counted_before_they_are_opened():
    sheet = [record(0x0809, 0x0600, 0x0010), record(0x0203, 0, 0, 0, 0, 0, 0, 0)]
    sheet += [record(0x0203, 65535, 255, 0, 0, 0, 0, 0), record(0x000A)]
    content = compound(b"".join(sheet * 3))
    assert biff.area(biff.Compound(content).files) == 3 * 65536 * 256
    assert "太大" in refusal(content)
    blank = [*sheet[:2], record(0x0201, 65535, 255, 0), record(0x00BD, 2, 1, *[0] * 6, 2)]
    assert biff.area(biff.Compound(compound(b"".join(blank))).files) == 3 * 3


def test_macros_and_tables_that_bite_their_tail_are_refused():
    assert "宏" in refusal(compound(record(0x0809, 0, 0), "_VBA_PROJECT_CUR"))
    assert "损坏" in refusal(REAL[:44] + b"\xff" * 40 + REAL[84:])
    endless = bytearray(compound(record(0x0809, 0, 0)))
    endless[512 + 4 : 512 + 8] = struct.pack("<I", 1)  # the directory follows itself
    assert "损坏" in refusal(bytes(endless))


@settings(max_examples=80)
@given(st.data())
def test_damage_anywhere_is_read_or_refused_in_a_sentence(data):
    content = bytearray(REAL)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(4, len(content) - 4))
        content[at : at + 4] = data.draw(st.binary(min_size=4, max_size=4))
    said = "。"
    try:
        with opened(BytesIO(bytes(content))) as book:
            for name in book.names:
                list(book.lines(name))
    except ValidationError as error:
        said = error.messages[0]
    assert said.endswith("。")
