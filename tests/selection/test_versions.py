"""Versions side by side, and what of a check outlives a correction."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from selection.actions import check, compare
from selection.choices import ApplicationStatus as Status
from selection.models import CheckMark
from selection.workflow import application_flow
from tests.selection.test_apply import Place, main
from tests.selection.test_check import all_met


def url(name, *args):
    return reverse(f"office:selection:{name}", args=args)


@pytest.fixture
def place(db):
    return Place()


def corrected(place, application, field="result", text="新的成效。"):
    """Returned, answered and signed: one more version."""
    check.ask(application=application, notes={field: "补"}, due_on=None, by=place.staff)
    application_flow.perform(application, "return_for_correction", by=place.staff)
    answers = dict.fromkeys(check.current_round(application), ("已补", text))
    check.answer(application=application, answers=answers, by=place.clerk)
    application_flow.perform(application, "send_to_sign", by=place.clerk)
    application_flow.perform(application, "sign", by=place.secretary)


def test_the_difference_is_told_character_by_character():
    assert compare.difference("获奖三次", "获奖 3 次") == [
        ("same", "获奖"),
        ("gone", "三"),
        ("new", " 3 "),
        ("same", "次"),
    ]


def test_one_equal_character_between_two_changes_is_no_island():
    assert compare.difference("开头甲的乙结尾处", "开头丙的丁结尾处") == [
        ("same", "开头"),
        ("gone", "甲的乙"),
        ("new", "丙的丁"),
        ("same", "结尾处"),
    ]


@given(st.text("党建品牌，。12 \n", max_size=60), st.text("党建品牌，。12 \n", max_size=60))
def test_both_texts_can_be_read_from_their_difference(before, after):
    runs = compare.difference(before, after)
    assert "".join(text for kind, text in runs if kind != "new") == before
    assert "".join(text for kind, text in runs if kind != "gone") == after


def test_every_part_of_a_version_is_compared(place):
    old = place.submitted().latest.content
    new = {
        **old,
        "school": {**old["school"], "student_count": 1234},
        "team": [{"name": "林知夏", "title": "", "unit": "", "duty": "统筹"}],
        "brand": {**old["brand"], "tagline": "另一句"},
        "prose": old["prose"][1:],
        "facts": {**old["facts"], "ties": {"count": 77, "items": []}},
        "claims": [{**old["claims"][0], "evidence": []}, *old["claims"][1:]],
    }
    assert [part["label"] for part in compare.compare(old, new)] == [
        "师生人数",
        "项目组成员",
        "一句话介绍",
        "台账数据",
        "成效条目 1",
        "品牌内涵",
    ]
    assert compare.compare(old, old) == []


def test_any_two_of_three_versions_are_compared_from_the_older_to_the_newer(client, place):
    application = place.submitted()
    corrected(place, application, text="第二版成效。")
    corrected(place, application, text="第三版成效。")
    client.force_login(place.staff)
    for number, other in ((3, 1), (1, 3), (2, 3)):
        page = client.get(f"{url('version', application.pk, number)}?with={other}")
        first, last = sorted((number, other))
        assert f"从第 {first} 版到第 {last} 版" in page.text
        assert [change["label"] for change in page.context["changes"]] == ["工作成效"]
    same = client.get(f"{url('version', application.pk, 2)}?with=2")
    assert "版到第" not in main(same.text)


def test_met_lines_stay_met_after_a_correction_and_unmet_ones_are_open_again(client, place):
    application = place.submitted()
    items = check.ensure_items(place.batch)
    all_met(application, place.staff, texts=(items[4].text,))
    corrected(place, application)
    left = CheckMark.objects.filter(application=application)
    assert {mark.item for mark in left} == {item for item in items if item != items[4]}
    assert check.obstacles(application) == ["还有 1 项没有核对，暂不能通过"]
    client.force_login(place.staff)
    page = client.get(url("check", application.pk)).text
    assert "这一版只动了：工作成效。" in page
    assert "原来核对“符合”的仍然有效" in page
    assert application.status == Status.SUBMITTED
