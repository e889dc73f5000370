from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kit import sheets
from kit.sheets import Column, Frame

COLUMNS = (
    Column("名称", "title"),
    Column("类型", "kind"),
    Column("日期", "on"),
    Column("人数", "people"),
    Column("地点", "places"),
)


def row(title="升旗", kind="主题党日", on=None, people=None, places=""):
    return SimpleNamespace(title=title, kind=kind, on=on, people=people, places=places)


def lines(content):
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        return book.get_sheet_by_index(0).to_python()


def written(*rows, columns=COLUMNS, frame=None):
    return sheets.write(columns, rows, frame or Frame("活动", signed=False))


@time_machine.travel("2026-03-05 12:00+08:00", tick=False)
def test_an_official_table_carries_unit_date_and_names_of_those_who_sign():
    content = written(row(), frame=Frame("活动台账", "某小学", "筛选条件：全部"))
    assert lines(content) == [
        ["活动台账", "", "", "", ""],
        ["筛选条件：全部", "", "", "", ""],
        ["填报单位（盖章）：某小学", "", "", "填报日期：2026 年 03 月 05 日", ""],
        ["名称", "类型", "日期", "人数", "地点"],
        ["升旗", "主题党日", "", "", ""],
        ["", "", "", "", ""],
        ["填报人：", "", "审核人：", "", ""],
    ]


def test_values_keep_their_kind():
    columns = [Column("值", "value")]
    values = [
        "=1+1",
        "https://example.org",
        "007",
        True,
        None,
        Decimal("2.5"),
        date(2026, 3, 5),
        datetime(2026, 3, 5, 16, 30, tzinfo=UTC),
        10**17,
    ]
    content = written(*[SimpleNamespace(value=value) for value in values], columns=columns)
    assert [line[0] for line in lines(content)[2:]] == [
        "=1+1",
        "https://example.org",
        "007",
        "是",
        "",
        2.5,
        date(2026, 3, 5),
        datetime(2026, 3, 6, 0, 30),  # noqa: DTZ001
        "100000000000000000",
    ]


def test_a_download_is_named_in_chinese():
    with time_machine.travel("2026-03-05 12:00+08:00", tick=False):
        response = sheets.download("活动", COLUMNS, [row()])
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E6%B4%BB%E5%8A%A8_20260305.xlsx"
    )
    assert lines(response.content)[0][0] == "活动"


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_any_text_survives_writing_and_reading(text):
    content = written(SimpleNamespace(value=text), columns=[Column("值", "value")])
    assert lines(content)[2:] == [[text]]
