"""One box over everything public."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from brands.choices import BrandKind
from honors.choices import Verification
from honors.models import Honor, Issuer
from portal import indexing, search
from portal.templatetags.found import marked
from schools.choices import Level
from selection.choices import NoticeStatus
from selection.models import PublicNotice
from tests.factories import (
    ActivityFactory,
    BatchFactory,
    BrandFactory,
    HonorFactory,
    PartnerFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    published,
)


def found(query):
    indexing.rebuild()
    return {group.key: [hit.title for hit in group.hits] for group in search.find(query)}


def wall(**fields):
    honor = HonorFactory(**fields)
    Honor.objects.filter(pk=honor.pk).update(
        verification=Verification.VERIFIED, verified_by=UserFactory(), verified_at=timezone.now()
    )
    return published(honor)


@pytest.fixture
def columns(db):
    """The word 同心 in every column, once public and once not."""
    today = timezone.localdate()
    batch = BatchFactory()
    notice = {"batch": batch, "starts_on": today, "ends_on": today}
    PublicNotice.objects.create(title="同心公示", status=NoticeStatus.RUNNING, **notice)
    PublicNotice.objects.create(title="同心公示草稿", **notice)
    place = SchoolFactory(name="甲校")
    published(SchoolFactory(name="同心小学"))
    SchoolFactory(name="同心中学")
    published(BrandFactory(school=place, title="同|心圆"))
    BrandFactory(school=SchoolFactory(name="乙校"), title="同心草稿")
    published(ActivityFactory(school=place, title="同心升旗"))
    ActivityFactory(school=place, title="同心会议")
    wall(school=place, title="同心奖")
    published(HonorFactory(school=place, title="没核验的同心奖"))
    for title, out in (("同心结对", True), ("洽谈中的同心", False)):
        tie = TieFactory(title=title)
        tie.members.create(partner=PartnerFactory())
        if out:
            published(tie)
    indexing.rebuild()


def test_every_column_is_searched_and_only_public_rows_are_found(columns):
    assert found("同心") == {
        "brands": ["同心圆"],
        "schools": ["同心小学"],
        "activities": ["同心升旗"],
        "honors": ["同心奖"],
        "ties": ["同心结对"],
        "notices": ["同心公示"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["ＡＢＣ小學", "abc小学", "Abc 小学", "小学 ＡBC"])
def test_width_case_and_traditional_writing_do_not_matter(query):
    published(SchoolFactory(name="abc小学"))
    assert found(query) == {"schools": ["abc小学"]}


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["佐敦道官立小學", "佐敦道", "jordan road", "新疆"])
def test_ties_are_found_by_every_name_and_place_of_a_partner(query):
    tie = published(TieFactory(title="三校结对"))
    tie.members.create(
        partner=PartnerFactory(
            name="佐敦道官立小学", name_hant="佐敦道官立小學", name_en="Jordan Road", place="新疆"
        )
    )
    assert found(query) == {"ties": ["三校结对"]}


@pytest.mark.django_db
def test_former_names_sub_projects_and_issuers_lead_to_their_rows():
    school = published(SchoolFactory(name="新校"))
    school.former_names.create(name="竢实学堂")
    brand = published(BrandFactory(title="三连", school=SchoolFactory(name="乙校")))
    brand.sub_projects.create(title="竢实讲堂")
    honor = wall(title="先进", school=SchoolFactory(name="丙校"))
    honor.issuers.add(Issuer.objects.create(name="竢实基金会", level=Level.CITY))
    assert found("竢实") == {"brands": ["三连"], "schools": ["新校"], "honors": ["先进"]}


@pytest.mark.django_db
def test_every_word_must_occur():
    published(ActivityFactory(title="云升旗", place="操场"))
    assert (found("升旗 操场"), found("升旗 礼堂")) == ({"activities": ["云升旗"]}, {})


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "   ", "%", "_", "\\", "'; --", "a" * 500, "\x00"])
def test_odd_queries_are_only_words(client, query):
    published(ActivityFactory(title="云升旗"))
    answer = client.get("/search/", {"q": query})
    assert (answer.status_code, answer.context["groups"]) == (200, [])


@pytest.mark.django_db
@pytest.mark.parametrize("cap", [3, 1000], ids=["nearly everywhere", "in some"])
def test_a_list_reads_what_too_many_have_in_its_own_order(client, monkeypatch, cap):
    monkeypatch.setattr(search, "CAP", cap)
    monkeypatch.setattr("kit.listing.COUNTED", 3)
    for day in range(1, 6):
        title = "升旗" if day != 4 else "读书"
        published(ActivityFactory(title=f"{title}{day}", happened_on=f"2026-05-0{day}", story=""))
    page = client.get("/activities/", {"q": "升旗"}).context["page"]
    assert [a.title for a in page] == ["升旗5", "升旗3", "升旗2"]
    assert page.paginator.total_label == "超过 3 条"


@pytest.mark.django_db
def test_counts_stop_and_one_kind_comes_in_pages(client, monkeypatch):
    monkeypatch.setattr(search, "CAP", 25)
    school = SchoolFactory(name="甲校")
    for number in range(30):
        published(ActivityFactory(school=school, title=f"升旗{number}", place=""))
    answer = client.get("/search/", {"q": "升旗"})
    assert [g.count_text for g in answer.context["groups"]] == ["25+"]
    assert answer.content.decode().count('<article class="hit') == 8
    shown = [
        client.get("/search/", {"q": "升旗", "kind": "activities", "page": page})
        for page in ("1", "2", "x")
    ]
    assert [a.content.decode().count('<article class="hit') for a in shown] == [20, 5, 20]


def test_the_page_groups_counts_and_marks(client, columns):
    text = client.get("/search/", {"q": "同心"}).content.decode()
    assert "找到 <b>6</b> 条" in text
    assert "<mark>同心</mark>升旗" in text
    assert 'value="同心"' in text
    assert '<meta name="robots" content="noindex">' in text


def test_one_kind_can_be_read_alone(client, columns):
    answer = client.get("/search/", {"q": "同心", "kind": "ties"})
    assert [group.key for group in answer.context["groups"]] == ["ties"]
    assert [tab["label"] for tab in answer.context["tabs"] if tab["current"]] == ["姊妹校"]


@pytest.mark.django_db
def test_the_everyday_name_of_a_column_and_the_kind_find_a_row_after_those_named_so():
    for title, kind in (("甲乙牵手", "sister"), ("姊妹校之约", "rural")):
        tie = TieFactory(title=title, kind=kind)
        tie.members.create(partner=PartnerFactory(name="乙校"))
        published(tie)
    published(BrandFactory(title="领|航", kind=BrandKind.SECRETARY_PROJECT))
    published(BrandFactory(title="扎|根"))
    assert found("姊妹校") == {"ties": ["姊妹校之约", "甲乙牵手"]}
    assert found("姊妹学校") == {"ties": ["甲乙牵手"]}
    assert found("城乡结对") == {"ties": ["姊妹校之约"]}
    assert found("书记项目") == {"brands": ["领航"]}
    assert set(found("品牌")["brands"]) == {"领航", "扎根"}


def offered(client):
    page = BeautifulSoup(client.get("/search/").content, "lxml")
    return [link.text for link in page.select("aside a.chip")]


@pytest.mark.django_db
def test_only_words_that_find_something_are_offered(client, monkeypatch):
    assert offered(client) == []
    activity = published(ActivityFactory(title="云升旗"))
    assert offered(client) == ["升旗"]
    with monkeypatch.context() as patch:  # neither among the newest nor one by one
        patch.setattr(search.Question, "_few", {})
        published(ActivityFactory(school=activity.school, title="思政课"))
        assert offered(client) == ["升旗", "思政"]


@pytest.mark.django_db
def test_nothing_found_gives_advice(client):
    text = client.get("/search/", {"q": "没有的词"}).content.decode()
    assert "没有找到“没有的词”" in text
    assert "换个短一点的词试试" in text


@pytest.mark.django_db
def test_a_name_that_was_meant_is_one_click_away(client):
    school = published(SchoolFactory(name="无锡市东林中学"))
    text = client.get("/search/", {"q": "东琳中学"}).content.decode()
    assert "是不是要找：" in text
    assert f'<a class="chip" href="/schools/{school.pk}/">无锡市东林中学</a>' in text


@pytest.mark.django_db
def test_proposals_are_options_of_a_list_in_the_writing_of_the_page(client):
    school = published(SchoolFactory(name="无锡市东林中学"))
    for prefix, name in (
        ("", "无锡市<mark>东林</mark>中学"),
        ("/zh-hant", "無錫市<mark>東林</mark>中學"),
    ):
        text = client.get(f"{prefix}/search/suggest/", {"q": "東林"}).content.decode()
        assert f'data-href="{prefix}/schools/{school.pk}/"' in text
        assert name in text
        assert text.count('role="option"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "'; --", "\x00", "a" * 500])
def test_nothing_is_proposed_for_nothing(client, query):
    published(SchoolFactory(name="无锡市东林中学"))
    assert "option" not in client.get("/search/suggest/", {"q": query}).content.decode()


def test_proposals_cost_nine_queries_however_many_there_are(
    client, columns, django_assert_max_num_queries
):
    with django_assert_max_num_queries(9):
        client.get("/search/suggest/", {"q": "同心"})


def test_a_search_costs_at_most_twelve_queries(client, columns, django_assert_max_num_queries):
    client.get("/search/")  # the menu and the words that are offered are kept
    with django_assert_max_num_queries(12):
        client.get("/search/", {"q": "同心 小学"})


def test_marking_escapes_everything_else():
    assert marked("<b>升旗</b>", ["升旗"]) == "&lt;b&gt;<mark>升旗</mark>&lt;/b&gt;"


def test_marking_sees_through_width_and_writing():
    assert marked("佐敦道官立小學ＡＢ", ["小学ab"]) == "佐敦道官立<mark>小學ＡＢ</mark>"


def test_marking_a_text_whose_folding_changes_its_length_is_safe():
    assert marked("ﬁ<升旗", ["升旗"]) == "ﬁ&lt;<mark>升旗</mark>"


def test_words_are_few_short_and_each_once():
    assert search.words("A a　b b c d e f g") == ["a", "b", "c", "d", "e"]
