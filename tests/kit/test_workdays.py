from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import workdays
from kit.models import SpecialDay

relaxed = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 3, 2), True),  # Monday
        (date(2026, 3, 7), False),  # Saturday
        (date(2026, 2, 14), True),  # Saturday worked for the Spring Festival
        (date(2026, 2, 23), False),  # Monday of the Spring Festival
        (date(2025, 10, 8), False),
        (date(2024, 10, 12), True),
    ],
)
def test_a_day_is_worked_or_not(db, day, works):
    assert workdays.is_workday(day) is works


def test_the_first_counted_day_is_the_next_working_day(db):
    assert workdays.add_workdays(date(2026, 3, 2), 1) == date(2026, 3, 3)
    assert workdays.add_workdays(date(2026, 3, 6), 1) == date(2026, 3, 9)
    assert workdays.add_workdays(date(2026, 3, 2), 0) == date(2026, 3, 2)


def test_five_working_days_across_the_national_holiday(db):
    # Friday, Sunday worked instead … 30 September is the third, then 8, 9 October.
    assert workdays.add_workdays(date(2025, 9, 26), 5) == date(2025, 10, 10)


def test_a_year_without_arrangement_is_named(db):
    assert workdays.known_years() == {2024, 2025, 2026}
    with pytest.raises(workdays.UnknownYear, match="还没有 2027 年的放假安排"):
        workdays.add_workdays(date(2026, 12, 30), 5)
    with pytest.raises(ValueError, match="negative"):
        workdays.add_workdays(date(2026, 1, 1), -1)


@relaxed
@given(
    start=st.dates(date(2024, 1, 1), date(2026, 9, 1)),
    count=st.integers(0, 60),
)
def test_counting_forward_and_back_agree(db, start, count):
    end = workdays.add_workdays(start, count)
    assert workdays.workdays_between(start, end) == count
    assert end == start or workdays.is_workday(end)


def test_every_day_worked_instead_is_a_weekend_day(db):
    worked = SpecialDay.objects.filter(is_workday=True).values_list("date", flat=True)
    assert [day for day in worked if day.weekday() < 5] == []


def test_calculation_costs_two_queries(db, django_assert_num_queries):
    with django_assert_num_queries(2):
        workdays.add_workdays(date(2025, 12, 1), 30)


def test_a_new_year_is_imported_and_corrected(db, tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text("日期,安排,名称\n2027-01-01,休,元旦\n2027-01-04,休,元旦\n", "utf-8")
    out = StringIO()
    call_command("import_holidays", file, stdout=out)
    assert out.getvalue() == "已导入 2 天。现在有安排的年份：2024、2025、2026、2027。\n"
    assert not workdays.is_workday(date(2027, 1, 4))
    file.write_text("日期,安排,名称\n2027-01-01,休,元旦\n", "utf-8")
    call_command("import_holidays", file, stdout=out)
    assert workdays.is_workday(date(2027, 1, 4))


@pytest.mark.parametrize("line", ["2027/1/1,休,元旦", "2027-01-01,假,元旦", "2027-01-01"])
def test_a_faulty_line_is_named_and_nothing_is_entered(db, tmp_path, line):
    file = tmp_path / "2027.csv"
    file.write_text(f"日期,安排,名称\n2027-01-02,休,元旦\n{line}\n", "utf-8")
    with pytest.raises(CommandError, match=r"没有导入“2027\.csv”：第 3 行看不懂"):
        call_command("import_holidays", file)
    assert SpecialDay.objects.filter(date__year=2027).count() == 0


def test_a_file_with_other_titles_is_refused(db):
    with pytest.raises(workdays.BadCalendar, match="第一行应当是“日期,安排,名称”"):
        workdays.parse("date,kind,name\n")


def test_parsing_what_was_written_gives_it_back():
    days = workdays.parse(workdays.SHIPPED.read_text("utf-8"))
    assert len({day.date for day in days}) == len(days)
    assert days[0].date + timedelta(0) == date(2024, 1, 1)
