from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from kit import sheets
from kit.sheets import Column, Frame


class ActivityForm(forms.Form):
    title = forms.CharField(
        label="名称", max_length=10, error_messages={"required": "请填写名称。"}
    )
    kind = forms.ChoiceField(label="类型", choices=[("day", "主题党日"), ("talk", "联合教研")])
    on = forms.DateField(label="日期", required=False)
    people = forms.IntegerField(label="人数", required=False)
    places = forms.MultipleChoiceField(
        label="地点", required=False, choices=[("a", "操场"), ("b", "礼堂")]
    )


COLUMNS = (
    Column("名称", "title", "title"),
    Column("类型", "kind", "kind"),
    Column("日期", "on", "on"),
    Column("人数", "people", "people"),
    Column("地点", "places", "places"),
)


def row(title="升旗", kind="主题党日", on=None, people=None, places=""):
    return SimpleNamespace(title=title, kind=kind, on=on, people=people, places=places)


def lines(content):
    with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
        return book.get_sheet_by_index(0).to_python()


def written(*rows, columns=COLUMNS, frame=None):
    return sheets.write(columns, rows, frame or Frame("活动", signed=False))


def read(content, columns=COLUMNS):
    return list(sheets.read(BytesIO(content), columns, ActivityForm))


def refusal(content):
    with pytest.raises(ValidationError) as caught:
        read(content)
    return caught.value.messages


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


def test_what_was_written_is_read_back_into_the_form():
    content = written(row("升旗", "联合教研", date(2026, 3, 5), 30, "操场，礼堂"))
    (line,) = read(content)
    assert (line.number, line.problems) == (3, [])
    assert line.form.cleaned_data == {
        "title": "升旗",
        "kind": "talk",
        "on": date(2026, 3, 5),
        "people": 30,
        "places": ["a", "b"],
    }


def test_empty_lines_are_skipped_and_faulty_ones_named():
    content = written(row(), row("", ""), row("", "升学", people=1))
    good, bad = read(content)
    assert (good.problems, bad.number) == ([], 5)
    assert bad.problems[0] == "第 5 行“名称”：请填写名称。"
    assert bad.problems[1].startswith("第 5 行“类型”：")


def test_a_number_in_a_text_column_stays_as_typed():
    (line,) = read(written(row(title=2026)))
    assert line.form.is_valid()
    assert line.form.cleaned_data["title"] == "2026"


def test_other_sheets_are_refused_with_the_titles_they_should_have():
    assert refusal(written(row(), columns=[Column("别的", "title")])) == [
        "没有找到表头，应当有这些列：名称、类型、日期、人数、地点。"
    ]
    assert refusal(written(row(), columns=COLUMNS[:3])) == [
        "表头里少了这些列：人数、地点。请用最新的模板。"
    ]


def test_files_that_are_no_sheets_or_too_big_are_refused(monkeypatch):
    assert refusal(b"") == ["打不开这个表格，请另存为 .xlsx 再传。"]
    assert refusal(b"hello") == ["打不开这个表格，请另存为 .xlsx 再传。"]
    content = written(row())
    too_big = ["表格太大或已经损坏。请只留要导入的内容，另存为 .xlsx 再传。"]
    assert refusal(content[:-30]) == too_big
    monkeypatch.setattr(sheets, "MAX_UNZIPPED", 1000)
    assert refusal(content) == too_big
    monkeypatch.setattr(sheets, "MAX_BYTES", 10)
    assert refusal(content) == too_big


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_LINES", 5)
    assert refusal(written(*[row()] * 20)) == ["一次最多导入 5 行，请分成几个表格。"]


def test_a_download_is_named_in_chinese():
    with time_machine.travel("2026-03-05 12:00+08:00", tick=False):
        response = sheets.download("活动", COLUMNS, [row()])
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E6%B4%BB%E5%8A%A8_20260305.xlsx"
    )
    assert lines(response.content)[0][0] == "活动"


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30))
def test_any_text_survives_writing_and_reading(text):
    content = written(SimpleNamespace(value=text), columns=[Column("值", "value")])
    assert lines(content)[2:] == [[text]]
