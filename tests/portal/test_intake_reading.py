"""Case documents are read into drafts: newly written ones of the kinds offices have."""

import json
import re
from io import BytesIO
from pathlib import Path

import docx
import pytest

from bench.intake import compare, plain, score
from portal.intake import FIELDS, Item, read
from portal.intake.upload import Unreadable, text_of

CASES = Path(__file__).with_name("cases")
DOCUMENTS = sorted(CASES.glob("*.txt"))
LEAST = {"sections": 0.9, "honors": 0.9, "media": 0.9, "figures": 0.9, "partners": 0.75}
LEAST |= {"activities": 0.75, "schools": 0.75, "brands": 0.75}


@pytest.fixture(scope="module")
def tallies():
    return score(CASES)


@pytest.mark.parametrize("name", FIELDS)
def test_the_written_cases_are_read_well(tallies, name):
    assert tallies[name].f1 >= LEAST[name], tallies[name]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_nothing_is_invented_every_item_stands_in_the_source(document):
    text = document.read_text("utf-8")
    draft = read(text)
    assert draft.items
    for item in draft.items:
        assert plain(text[item.start : item.end]) == plain(item.wording)


def test_debris_is_left_out_and_lost_bytes_are_told():
    text = "一、背景\n學(xué)校堅持當(dāng)?shù)貙W(xué)校的傳統(tǒng),榮獲無錫市文明校園。\n"
    draft = read(text)
    assert [item.wording for item in draft.of("honors")] == ["無錫市文明校園"]
    assert [gap.wording for gap in draft.unread] == ["?shù)貙W"]
    assert text[draft.unread[0].start : draft.unread[0].end] == "?shù)貙W"


def test_a_pupil_beside_a_result_is_never_taken():
    text = "一、成效\n学校获评南通市文明校园。今年高三学生李明轩同学以667分被北京大学录取。教师有60名。"
    draft = read(text)
    assert draft.of("honors")
    said = json.dumps([[item.wording, item.attributes] for item in draft.items], default=str)
    assert "李明轩" not in said
    assert any("李明轩" in gap.wording and "没有取" in gap.reason for gap in draft.unread)


def test_telephone_numbers_are_not_taken():
    draft = read(
        "一、概况\n学校现有教师45名。联系人电话13812345678。\n二、做法\n开展“晨光”志愿服务活动。"
    )
    bodies = "".join(item["body"] for item in draft.of("sections"))
    assert "教师45名" in bodies
    assert "13812345678" not in bodies


def test_goals_and_sums_are_no_honours():
    draft = read("学校努力争创全国文明校园,三年来获得30余项省级荣誉,师生获奖70余次。")
    assert draft.of("honors") == []
    assert {item["unit"] for item in draft.of("figures")} >= {"余项", "余次"}


def test_the_study_platform_is_no_outlet_unless_it_reported():
    assert read("党员每天使用“学习强国”学习,积分上墙,学校作了报道。").of("media") == []
    assert [item.wording for item in read("经验被“学习强国”平台刊发。").of("media")] == ["学习强国"]


def test_a_county_level_city_ranks_as_a_county():
    draft = read("学校被评为宜兴市先进基层党组织、无锡市文明校园。")
    assert [item["level"] for item in draft.of("honors")] == ["county", "municipal"]


def test_dates_and_ordinals_are_no_figures():
    draft = read("2023年9月,第三批“一校一品”项目启动,“333工程”等按照四个意识推进,共评选8个项目。")
    assert [item.wording for item in draft.of("figures")] == ["8个"]


@pytest.mark.parametrize(
    ("text", "value", "unit", "hedge"),
    [
        ("送出教材万余册。", 10000, "余册", "余"),
        ("帮助一千二百名学生。", 1200, "名", ""),
        ("捐款7000多元。", 7000, "多元", "多"),
        ("现有教师近300人。", 300, "人", "近"),
        ("惠及3.6万人次。", 3.6, "万人次", ""),
    ],
)
def test_figures_keep_their_unit_and_hedge(text, value, unit, hedge):
    (figure,) = read(text).of("figures")
    assert (float(figure["value"]), figure["unit"], figure["hedge"]) == (value, unit, hedge)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_files_are_read_in_the_encodings_offices_use(encoding):
    assert text_of("案例.txt", "一、做法\n三会一课".encode(encoding)) == "一、做法\n三会一课"


def test_a_damaged_byte_costs_one_sign_and_is_told():
    content = "学校开展三会一课。".encode() + b"\xff" + "获评南通市文明校园。".encode()
    draft = read(text_of("案例.txt", content))
    assert [item.wording for item in draft.of("honors")] == ["南通市文明校园"]
    assert len(draft.unread) == 1


def test_a_word_file_is_read_with_its_tables():
    document = docx.Document()
    document.add_paragraph("一、做法")
    document.add_table(1, 2).cell(0, 1).text = "开展三会一课"
    stream = BytesIO()
    document.save(stream)
    assert text_of("案例.docx", stream.getvalue()) == "一、做法\n\t开展三会一课"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("空.txt", b" \n", "空的"),
        ("旧.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 40, "另存为 .docx"),
        ("坏.docx", b"PK\x03\x04 nothing", "打不开"),
        ("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "不是文字文件"),
        ("长.txt", ("字" * 30_001).encode(), "3 万字"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_next_step(name, content, why):
    with pytest.raises(Unreadable, match=re.escape(why)):
        text_of(name, content)


def test_hostile_text_does_not_hold_the_reader_up():
    for text in (
        "“" * 3000,
        "《》、" * 1500,
        "一、" * 2000,
        "与和、" * 2000 + "小学",
        "获评" * 2000,
    ):
        assert read(text).items is not None


def test_the_scorer_counts_optional_items_neither_way():
    found = [Item("media", "南通日报", 0, 4), Item("media", "江海晚报", 5, 9)]
    gold = [{"name": "南通日报"}, {"name": "江海晚报", "optional": True}, {"name": "人民网"}]
    tally, told = compare(found, gold, "media")
    assert (tally.found, tally.missed, tally.wrong) == (1, 1, 0)
    assert told == ["- 人民网"]


def test_the_scorer_accepts_a_part_of_at_least_sixty_per_cent():
    gold = [{"title": "南通市先进基层党组织"}]
    near, _ = compare([Item("honors", "先进基层党组织", 0, 7)], gold, "honors")
    far, _ = compare([Item("honors", "党组织", 0, 3)], gold, "honors")
    assert (near.found, far.found) == (1, 0)
