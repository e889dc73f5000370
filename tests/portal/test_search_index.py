"""The index holds exactly the public rows, and a search misses none of them."""

import random
import re

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.models import Activity
from activities.workflow import activity_flow
from honors.choices import Verification
from honors.models import Honor
from kit.publication import Scope
from kit.published import changed
from portal import indexing, search, terms
from portal.models import SearchDocument
from tests.factories import (
    ActivityFactory,
    BrandFactory,
    HonorFactory,
    PartnerFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    clerk,
    published,
)

pytestmark = pytest.mark.django_db


def titles(query, kind=""):
    return [hit.title for group in search.find(query, kind) for hit in group.hits]


def test_a_move_takes_a_row_out_in_the_same_breath():
    activity = published(ActivityFactory(title="云升旗"))
    assert titles("升旗") == ["云升旗"]
    activity_flow.perform(activity, "reopen", by=clerk(activity.school))
    assert titles("升旗") == []


def test_drafts_withdrawn_and_private_rows_are_never_stored():
    ActivityFactory()
    for values in ({"scope": Scope.PARTY}, {"scope": Scope.SYSTEM}, {"scope": Scope.PRIVATE}):
        activity = published(ActivityFactory())
        Activity.objects.filter(pk=activity.pk).update(**values)
        changed(activity)
    indexing.rebuild()
    assert SearchDocument.objects.count() == 0


@pytest.mark.parametrize("cap", [3, 30, 100], ids=["a tenth tells", "all of them tell", "few"])
def test_a_common_word_is_counted_so_far(monkeypatch, cap):
    monkeypatch.setattr(search, "CAP", cap)
    monkeypatch.setattr(search, "NEAR", 0)  # not met along the dates
    said = {"kind": "activities", "source": "activity", "folded": "升旗", "name_terms": "升旗"}
    SearchDocument.objects.bulk_create(
        SearchDocument(object_id=n, page_id=n, dated="2026-05-01", **said) for n in range(60)
    )
    found = search.Question("升旗", "activities").found("activities")
    assert len(found) == min(60, cap + 1)


def test_an_honor_leaves_when_it_runs_out():
    honor = HonorFactory(title="先进集体", valid_until=timezone.localdate())
    now = timezone.now()
    Honor.objects.filter(pk=honor.pk).update(
        verification=Verification.VERIFIED, verified_by=UserFactory(), verified_at=now
    )
    published(honor)
    assert titles("先进") == ["先进集体"]
    SearchDocument.objects.update(until="2020-01-01")
    assert titles("先进") == []


@pytest.mark.parametrize("query", ["dlzx", "donglin", "东林", "東林中學", "中学", "东"])
def test_a_school_is_found_by_pinyin_initials_and_either_writing(query):
    published(SchoolFactory(name="无锡市东林中学"))
    assert titles(query) == ["无锡市东林中学"]


def test_a_renamed_school_is_found_with_its_activities():
    school = published(SchoolFactory(name="旧名小学", short_name=""))
    published(ActivityFactory(school=school, title="云升旗"))
    type(school).objects.filter(pk=school.pk).update(name="新名小学")
    changed(school)
    assert (titles("旧名"), titles("新名")) == ([], ["新名小学", "云升旗"])


def test_names_come_before_texts_and_the_newest_first():
    school = SchoolFactory(name="甲校")
    told = [("甲", "2024-01-01", ""), ("乙", "2025-01-01", ""), ("丙", "2026-01-01", "升旗")]
    for mark, day, story in told:
        title = f"{mark}活动" if story else f"{mark}升旗"
        published(ActivityFactory(school=school, title=title, happened_on=day, story=story))
    assert titles("升旗") == ["乙升旗", "甲升旗", "丙活动"]


def test_a_partner_is_found_by_initials():
    tie = published(TieFactory(title="三校结对"))
    tie.members.create(partner=PartnerFactory(name="佐敦道官立小学"))
    changed(tie)
    assert titles("zdd") == ["三校结对"]


def test_no_query_misses_what_a_plain_scan_finds():
    dice = random.Random(6)  # noqa: S311 - repeatable on purpose
    letters = "姊妹校升旗学國国小學〇2025"
    school = SchoolFactory(name="甲校", short_name="")
    texts = ["".join(dice.choices(letters, k=dice.randint(2, 12))) for _ in range(60)]
    for text in texts:
        published(ActivityFactory(school=school, title=text, story="", place=""))
    han = [c for c in letters if not c.isdigit()]
    for _ in range(60):
        query = "".join(dice.choices(han, k=dice.choice([1, 2, 2, 3])))
        wanted = {text for text in texts if terms.fold(query) in terms.fold(text)}
        with_pages = {
            t
            for page in (1, 2, 3)
            for g in search.find(query, "activities", page)
            for t in [hit.title for hit in g.hits]
        }
        assert wanted - with_pages == set(), query


def test_the_command_rebuilds_and_proves(capsys):
    activity = published(ActivityFactory(title="云升旗"))
    published(BrandFactory())
    call_command("search_index", "--check")
    SearchDocument.objects.filter(object_id=activity.pk, source="activity").update(title="错")
    with pytest.raises(CommandError, match="1 条和公开内容不一致"):
        call_command("search_index", "--check")
    call_command("search_index")
    call_command("search_index", "--check")
    assert capsys.readouterr().out.splitlines()[-1] == "搜索索引和公开内容一致。"


def test_the_excerpt_shows_the_place_of_the_word():
    text = "一" * 200 + "升旗" + "二" * 200
    assert search.excerpt(text, ["升旗"]) == "……" + "一" * 26 + "升旗" + "二" * 52 + "……"


RUN = re.compile(r"[a-z0-9]+|[一-鿿〇]+")
LETTERS = "姊妹校升旗学國国小學〇着著里裏后後ＡａA25、 "


@pytest.fixture
def lists():
    """Forty rows of any texts, made once for all examples."""
    school = SchoolFactory(name="甲乙", short_name="")
    dice = random.Random(7)  # noqa: S311 - repeatable on purpose
    texts = [
        "".join(dice.choices(LETTERS, k=dice.randint(3, 14))).strip() or "空" for _ in range(40)
    ]
    for place, text in enumerate(texts):
        row = {"title": f"{place}号", "story": text} if place % 2 else {"title": text, "story": ""}
        published(ActivityFactory(school=school, place="", **row))
    return texts


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
@given(data=st.data())
def test_any_part_of_a_text_finds_it_and_nothing_else_is_found(lists, data):
    text = data.draw(st.sampled_from(lists))
    start = data.draw(st.integers(0, len(text) - 1))
    query = text[start : data.draw(st.integers(start + 1, len(text)))]
    queried = data.draw(st.sampled_from([query, query[::-1]]))

    found = set()
    for page in (1, 2, 3):
        for group in search.find(queried, "activities", page):
            found |= {hit.title + hit.text for hit in group.hits}

    told = [text if place % 2 == 0 else f"{place}号{text}" for place, text in enumerate(lists)]
    wanted = {told[place] for place, text in enumerate(lists) if scanned(queried, told[place])}
    assert found == wanted, queried


def scanned(query, text):
    """Han stand in the text letter by letter, a number or Latin word at the head of one."""
    told = RUN.findall(search.fold(text))
    parts = [part for word in search.words(query) for part in RUN.findall(word)]
    return bool(parts) and all(any(fits(part, word) for word in told) for part in parts)


def fits(part, word):
    if not part.isascii():
        return part in word
    return word.startswith(part) if len(part) > 1 else word == part


def test_a_word_whose_pairs_stand_apart_is_no_hit():
    published(ActivityFactory(title="东林与林中、中学", story="", place=""))
    assert titles("东林中学") == []
    assert titles("东林 林中 中学") == ["东林与林中、中学"]


@pytest.mark.parametrize("typed", ["东", "东林", "dong", "dlz", "東林中", "东林中学"])
def test_names_are_proposed_while_somebody_types(typed):
    published(SchoolFactory(name="无锡市东林中学", short_name="东林中学"))
    published(SchoolFactory(name="西村小学"))
    assert [hit.title for hit in search.suggest(typed)] == ["无锡市东林中学"]


def test_proposals_begin_with_the_word_are_short_and_few():
    for number in range(9):
        published(SchoolFactory(name=f"第{number}东林小学"))
    published(SchoolFactory(name="东林小学分校"))
    published(SchoolFactory(name="东林小学"))
    shown = [hit.title for hit in search.suggest("东林小学")]
    assert (shown[:2], len(shown)) == (["东林小学", "东林小学分校"], 8)


@pytest.mark.parametrize(
    "typed", ["东林种学", "东琳中学", "冬林", "donlin", "donglinzhonxue", "东林初级中学", "東琳"]
)
def test_a_slip_of_the_pen_leads_to_the_name_that_was_meant(typed):
    published(SchoolFactory(name="无锡市东林中学"))
    published(SchoolFactory(name="西村小学"))
    assert titles(typed) == []
    assert [hit.title for hit in search.closest(typed)] == ["无锡市东林中学"]


@pytest.mark.parametrize("typed", ["没有的词", "2025", "x", "，", "小学生守则", "0510-80007732"])
def test_what_is_like_nothing_leads_nowhere(typed):
    published(SchoolFactory(name="无锡市东林中学"))
    published(SchoolFactory(name="西村小学"))
    assert search.closest(typed) == []
