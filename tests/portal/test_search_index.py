"""The index holds exactly the public rows, and a search misses none of them."""

import random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

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
