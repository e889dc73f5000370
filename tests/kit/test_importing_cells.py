from datetime import date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kit.importing import cells

DAYS = st.dates(date(1954, 10, 4), date(2064, 4, 7))
WIDE = str.maketrans("0123456789-./", "０１２３４５６７８９－．／")
WRITTEN = (
    "{0.year}.{0.month}.{0.day}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}-{0.month:02d}-{0.day:02d}",
    "{0.year}/{0.month}/{0.day}",
    "{0:%Y%m%d}",
    "{0.year} 年 {0.month} 月 {0.day} 日",
    "{0:%Y-%m-%d} 00:00:00",
    "　{0.year}．{0.month}．{0.day}．",
)


@given(DAYS, st.sampled_from(WRITTEN), st.booleans())
def test_however_a_day_is_written_it_is_the_same_day(day, form, is_wide):
    written = form.format(day)
    assert cells.day(written.translate(WIDE) if is_wide else written) == f"{day:%Y-%m-%d}"


@given(DAYS)
def test_a_day_is_read_from_its_cell_its_serial_and_its_digits(day):
    serial = (day - date(1899, 12, 30)).days
    assert cells.day(serial) == cells.day(float(serial)) == f"{day:%Y-%m-%d}"
    assert cells.day(day) == cells.day(datetime.combine(day, time(8, 30))) == f"{day:%Y-%m-%d}"
    assert cells.day(float(f"{day:%Y%m%d}")) == f"{day:%Y-%m-%d}"


@given(st.dates(date(1962, 1, 1), date(2050, 1, 1)))
def test_a_book_that_counts_from_1904_means_other_days(day):
    serial = (day - date(1904, 1, 1)).days
    assert cells.day(serial, from_1904=True) == f"{day:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("2025", "2025"),
        (2025.0, "2025"),
        ("2025年", "2025"),
        ("2025.3", "2025-03"),
        (2025.3, "2025-03"),
        (2025.12, "2025-12"),
        ("2025年3月", "2025-03"),
        ("202503", "2025-03"),
        (202503, "2025-03"),
        ("", ""),
        (None, ""),
    ],
)
def test_what_is_not_known_of_a_date_is_not_invented(written, known):
    assert cells.partial_date(written) == known


@pytest.mark.parametrize(
    "written",
    [
        "2025.2.30",
        "20251301",
        "去年三月",
        "25.3.1",
        "2025.3.1-3.5",
        "3月1日",
        2025.1,
        7,
        True,
        "=A1",
    ],
)
def test_a_date_that_cannot_be_read_is_told_with_an_example(written):
    with pytest.raises(ValidationError) as caught:
        cells.partial_date(written)
    assert caught.value.messages[0].endswith("。")


def test_a_month_is_not_enough_where_a_day_is_asked_for():
    with pytest.raises(ValidationError, match="没有写到日"):
        cells.day("2025年3月")


@given(st.integers(0, 10**9), st.sampled_from(["{}", "{:,}", "{}人", " {} ", "{}.0", "{} 人次"]))
def test_a_count_is_read_however_it_is_written(count, form):
    written = form.format(count)
    assert float(cells.number(written.translate(WIDE))) == count


@given(st.one_of(st.integers(-(10**12), 10**12), st.floats(-1e9, 1e9, allow_nan=False)))
def test_a_number_in_a_cell_keeps_its_value(value):
    try:
        assert float(cells.number(value)) == value
    except ValidationError:
        assert "e" in repr(value)  # 1e-09: nobody counts so


@pytest.mark.parametrize("written", ["约30", "30余", "三十", "1,23", "12/13", "30人40"])
def test_an_estimate_is_no_number(written):
    with pytest.raises(ValidationError, match="不是数字"):
        cells.number(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("是", True), ("√", True), ("Ｙ", True), (1.0, True), (True, True), ("否", False), ("", None)],
)
def test_ticks_are_understood(written, meant):
    assert cells.tick(written) is meant


def test_a_doubtful_tick_is_asked_back():
    with pytest.raises(ValidationError, match="是还是否"):
        cells.tick("可能")


def answer(read, written):
    try:
        return f"{read(written)}。"
    except ValidationError as error:
        return error.messages[0]


@given(st.text())
def test_any_text_is_read_as_a_line_or_refused_in_a_sentence(written):
    line = cells.one_line(written)
    assert line == line.strip()
    assert "\n" not in line
    for read in (cells.partial_date, cells.number, cells.tick):
        assert answer(read, written).endswith("。")


def test_titles_keep_their_own_punctuation():
    assert cells.one_line("\u3000“一校一品”（首批）：\n成果\u200b ") == "“一校一品”（首批）： 成果"
    assert cells.code(" ３２０ ＡＢ ") == "320AB"
    assert cells.text(timedelta(hours=30)) == ""
