import tracemalloc
from datetime import date
from io import BytesIO

import pytest

from kit.dates import PartialDate
from kit.importing import checking
from kit.importing.blank import workbook
from kit.importing.books import opened
from kit.importing.matching import find_head
from tests.kit.importing import Things, checked, told, xlsx

HEAD = ("名称", "类别", "时间", "人数")


def head_of(file, sheet=""):
    with opened(file) as book:
        return find_head(book, Things(None).columns, sheet)


def entered(file):
    importer = Things(None)
    with opened(file) as book:
        checking.enter(book, find_head(book, importer.columns), importer)
    return importer.saved


def test_the_head_is_found_below_merged_titles_on_any_sheet():
    file = xlsx(
        (), ("", "某小学"), HEAD, ("升旗", "", 2025, 30), before=("封面",), **{"A1:D1": "活动台账"}
    )
    head = head_of(file)
    assert (head.sheet, head.line, head.fields) == ("表", 3, ["title", "kind", "at", "count"])
    assert not head.unsure
    assert head_of(file, "封面") is None


def test_titles_over_two_lines_belong_together():
    file = xlsx(("名称", "时间", "参加", ""), ("", "", "人数", "编号"), ("升旗", "2025", 30, 1))
    head = head_of(file)
    assert (head.line, head.fields) == (2, ["title", "at", "count", "code"])


def test_titles_are_known_by_other_words_stars_and_remarks():
    head = head_of(xlsx(("活动 名称*", "日期（年月日）", "参加人数\n（人）", "别的")))
    assert (head.fields, head.unsure) == (["title", "at", "count", ""], [])


def test_a_title_that_is_nearly_right_is_guessed_and_shown():
    head = head_of(xlsx(("名称", "类别", "截至日期")))
    assert (head.fields, head.unsure) == (["title", "kind", "on"], [2])


def test_a_sheet_without_titles_is_told_apart():
    assert head_of(xlsx(("一", "二"), (1, 2))) is None
    assert head_of(xlsx()) is None
    assert head_of(xlsx(("人数", "时间"))).missing(Things(None).columns) == ["名称"]


@pytest.mark.django_db
def test_what_people_write_arrives_as_the_form_would_have_cleaned_it():
    file = xlsx(
        ("名称", "类别", "形式", "时间", "截止日期", "人数", "公开", "校区", "编号"),
        (
            " 升旗\n仪式 ",
            "第一类",
            "线上，线下",
            "2025年3月",
            date(2025, 5, 1),
            "３０人",
            "否",
            "东校区",
            320206,
        ),
        ("党课", "", "", "", "20250301", "", "", "", "００７"),
    )
    first, second = entered(file)
    assert first == {
        "title": "升旗 仪式",
        "kind": "a",
        "kinds": ["x", "y"],
        "at": PartialDate(date(2025, 3, 1), "month"),
        "on": date(2025, 5, 1),
        "count": 30,
        "open": False,
        "place": 1,
        "code": "320206",
    }
    assert (second["kind"], second["open"], second["place"], second["code"]) == (
        "a",
        True,
        None,
        "007",
    )
    assert (second["on"], second["at"]) == (date(2025, 3, 1), PartialDate(None, "day"))


def test_every_problem_names_its_line_and_column_and_says_what_to_do():
    file = xlsx(
        (*HEAD, "校区", "截止日期"),
        ("", "丙类", "去年", "约30", "东小区", ""),
        ("矛盾", "甲类", "", "3", "分校", ""),
        ("矛盾", "甲类", "", "3", "", ""),
    )
    assert told(file) == [
        (2, "名称", "请填写名称。"),
        (2, "类别", "没有“丙类”这一项。是不是“甲类”？可以填：甲类、乙类。"),
        (
            2,
            "时间",
            "“去年”看不出是哪一天。请写成 2025-03-01；只知道年、月的写 2025 或 2025-03，起止日期分两列写。",
        ),
        (2, "人数", "“约30”不是数字。请只写阿拉伯数字，如 30。"),
        (2, "校区", "没有找到校区“东小区”。是不是“东校区”？请照全称改。"),
        (3, "校区", "叫“分校”的校区不止一个。请在前面加上地区，如“梁溪区第一小学”，或者写标识码。"),
        (4, "人数", "这样的东西没有人数，请清空。"),
    ]
    assert checked(file).faulty == 3


def test_blank_lines_the_example_and_the_signatures_are_no_lines():
    file = xlsx(
        HEAD,
        ("示例", "", "", ""),
        (),
        ("升旗", "", "", ""),
        ("合计", "", "", 3),
        ("填报人：", "", "审核人："),
    )
    report = checked(file)
    assert (report.lines, report.fresh, report.problem_count) == (1, 1, 0)


def test_a_table_with_a_head_alone_is_told():
    assert told(xlsx(HEAD)) == [(1, "", "表头下面没有内容。请从表头的下一行填起。")]


def test_the_same_thing_twice_is_a_problem_and_a_known_one_is_passed_over(monkeypatch):
    monkeypatch.setattr(Things, "held", {"党课"})
    file = xlsx(
        HEAD, ("升旗", "", "2025", ""), ("党课", "", "2025", ""), ("升旗", "", "2025年", "")
    )
    report = checked(file)
    assert (report.fresh, report.existing, report.faulty) == (1, 1, 1)
    assert report.problems[0].text == "和第 2 行重复（名称和时间都相同）。请删去其中一行。"


@pytest.mark.django_db
def test_all_lines_enter_or_none():
    with pytest.raises(checking.Faulty) as caught:
        entered(xlsx(HEAD, ("升旗", "", "", ""), ("", "", "2025", "")))
    assert caught.value.report.problem_count == 1


@pytest.mark.django_db
def test_who_cancels_is_heard_between_groups(monkeypatch):
    monkeypatch.setattr(checking, "AT_ONCE", 2)
    asked = []

    def beat(done):
        asked.append(done)
        return done < 4

    importer = Things(None)
    with opened(xlsx(HEAD, *[(f"第{n}次", "", "", "") for n in range(9)])) as book:
        head = find_head(book, importer.columns)
        with pytest.raises(checking.Cancelled):
            checking.enter(book, head, importer, beat)
    assert asked == [2, 4]


def test_too_many_lines_are_refused(monkeypatch):
    monkeypatch.setattr(Things, "most", 3)
    file = xlsx(HEAD, *[(f"第{n}次", "", "", "") for n in range(5)])
    assert told(file) == [(5, "", "一次最多导入 3 行，请分成几个表格。")]


def test_many_problems_are_counted_and_the_first_kept(monkeypatch):
    monkeypatch.setattr(checking, "TOLD", 4)
    report = checked(xlsx(HEAD, *[("", "", "2025", "")] * 9))
    assert (len(report.problems), report.problem_count, report.faulty) == (4, 9, 9)


def test_the_empty_workbook_is_understood_by_its_own_reader():
    file = BytesIO(workbook(Things(None)))
    head = head_of(file)
    assert (head.sheet, head.line) == ("填写", 1)
    assert head.fields == [column.name for column in Things(None).columns]
    assert told(file) == [(1, "", "表头下面没有内容。请从表头的下一行填起。")]


def test_memory_does_not_grow_with_the_lines():
    def peak(count):
        file = BytesIO("\n".join(["名称,时间", *(f"第{n}次,2025" for n in range(count))]).encode())
        tracemalloc.start()
        checked(file)
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    assert peak(4000) < 4 * peak(1000)
