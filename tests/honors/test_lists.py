from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from honors.models import Honor, Issuer
from portal import indexing
from tests.factories import (
    HonorFactory,
    RegionFactory,
    SchoolFactory,
    UserFactory,
    auditor,
    clerk,
    leader,
    published,
    staff,
)

pytestmark = pytest.mark.django_db
LEDGER = "/office/honors/"
WALL = "/honors/"


def titles(response):
    return [honor.title for honor in response.context["page"]]


def hung(**values):
    """An honour on the wall."""
    honor = published(HonorFactory(**values))
    Honor.objects.filter(pk=honor.pk).update(
        verification="verified", verified_by=UserFactory(), verified_at=timezone.now()
    )
    return honor


def test_each_desk_sees_its_own_ledger(client, enter, author, school):
    HonorFactory(school=school, title="本校的")
    HonorFactory(school=SchoolFactory(region=school.region), title="邻校的")
    HonorFactory(title="外区的")
    assert client.get(LEDGER).url == f"/login/?next={LEDGER}"
    assert titles(enter(author).get(LEDGER)) == ["本校的"]
    assert titles(enter(staff(school.region)).get(LEDGER)) == ["邻校的", "本校的"]
    assert titles(enter(leader(RegionFactory(code="3202"))).get(LEDGER)) == ["邻校的", "本校的"]
    assert enter(auditor()).get(LEDGER).status_code == 403


def test_the_ledger_is_narrowed_by_the_address(enter, author, school):
    HonorFactory(school=school, title="一", level="city", awarded_on="2024-01-01")
    HonorFactory(school=school, title="二", level="county", kind="research", awarded_on=None)
    browser = enter(author)
    for query, expected in (
        ("?level=county", ["二"]),
        ("?kind=honor", ["一"]),
        ("?verification=unfiled&level=city", ["一"]),
        ("?verification=waiting", []),
        ("?status=draft&q=二", ["二"]),
    ):
        assert (query, titles(browser.get(LEDGER + query))) == (query, expected)


def test_the_sheet_holds_what_the_filter_chose(enter, author, school):
    honor = HonorFactory(school=school, title="先锋", awarded_on="2023-01-01", precision="year")
    for name in ("教育局", "教育工会"):
        honor.issuers.add(Issuer.objects.create(name=name, level="city"))
    HonorFactory(school=school, title="别的", level="county")
    response = enter(author).get(f"{LEDGER}?level=city&export=xlsx")
    sheet = CalamineWorkbook.from_filelike(BytesIO(response.content)).get_sheet_by_index(0)
    found = [row for row in sheet.to_python() if {"先锋", "别的"} & set(row)]
    assert [(row[1], row[3], row[5], row[6]) for row in found] == [
        ("市级", "先锋", "教育局、教育工会", "2023")
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_ledger_asks_the_same_however_long_it_is(
    enter, author, school, count, django_assert_num_queries
):
    for n in range(count):
        HonorFactory(school=school).issuers.add(Issuer.objects.create(name=f"{n}", level="city"))
    browser = enter(author)
    browser.get(LEDGER)
    with django_assert_num_queries(7):
        assert len(browser.get(LEDGER).context["page"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_wall_asks_the_same_however_much_hangs_there(
    client, school, count, django_assert_num_queries
):
    for n in range(count):
        hung(school=school).issuers.add(Issuer.objects.create(name=f"{n}", level="city"))
    with django_assert_num_queries(9):
        assert len(client.get(WALL).context["page"]) == count


def test_the_wall_shows_what_is_published_verified_and_standing(client):
    hung(title="挂着的")
    published(HonorFactory(title="没核验的"))
    HonorFactory(title="草稿")
    today = timezone.localdate()
    hung(title="撤销的", revoked_on=today, revoke_reason="收回")
    hung(title="过期的", valid_until=today - timedelta(days=1))
    inside = hung(title="党内的")
    Honor.objects.filter(pk=inside.pk).update(scope="party")
    assert titles(client.get(WALL)) == ["挂着的"]


def test_the_wall_hangs_by_level_and_then_by_date(client):
    hung(title="市旧", level="city", awarded_on="2020-01-01")
    hung(title="校级", level="school")
    hung(title="市新", level="city", awarded_on="2024-01-01")
    hung(title="市不知", level="city", awarded_on=None)
    hung(title="国家", level="national")
    page = client.get(WALL)
    assert titles(page) == ["国家", "市新", "市旧", "市不知", "校级"]
    assert [(row["label"], row["count"]) for row in page.context["counts"]] == [
        ("国家级", 1),
        ("市级", 3),
        ("校级", 1),
    ]


def test_the_wall_is_narrowed_and_the_levels_keep_their_counts(client):
    school = SchoolFactory(name="城南小学")
    hung(title="市级", level="city", school=school, awarded_on="2024-05-01")
    hung(title="省级", level="province", kind="research")
    indexing.rebuild()
    page = client.get(f"{WALL}?level=city")
    assert (titles(page), page.context["total"]) == (["市级"], 2)
    for query, expected in (
        ("?kind=research", ["省级"]),
        (f"?school={school.pk}", ["市级"]),
        ("?year=2024", ["市级"]),
        ("?q=城南", ["市级"]),
    ):
        assert (query, titles(client.get(WALL + query))) == (query, expected)


def test_the_wall_is_also_a_table_and_a_sheet(client):
    hung(title="先锋", awarded_on=None)
    html = client.get(f"{WALL}?view=table").content.decode()
    assert ("<table" in html, "未注明" in html) == (True, True)
    assert client.get(f"{WALL}?export=xlsx")["Content-Disposition"].startswith("attachment")


def test_an_empty_wall_says_what_will_hang_there(client):
    assert "荣誉墙还是空的" in client.get(WALL).content.decode()


def test_levels_are_counted_in_one_query(school, django_assert_num_queries):
    for level in ("city", "city", "world"):
        HonorFactory(school=school, level=level)
    with django_assert_num_queries(1):
        assert Honor.objects.of_school(school).recent_first().count_by_level() == [
            {"level": "world", "label": "世界级", "count": 1},
            {"level": "city", "label": "市级", "count": 2},
        ]


def test_the_page_of_an_honour_belongs_to_its_school_and_region(enter, author, officer, school):
    honor = HonorFactory(school=school)
    for user in (author, officer):
        page = enter(user).get(honor.get_office_url())
        assert page.context["honor"] == honor
    assert page.context["can_edit"] is False
    assert enter(clerk(SchoolFactory())).get(honor.get_office_url()).status_code == 404


def test_the_wall_tells_no_numbers_of_a_word_that_too_many_have(client, monkeypatch):
    monkeypatch.setattr("kit.listing.COUNTED", 1)
    for level in ("city", "county"):
        hung(title="同心奖", level=level)
    indexing.rebuild()
    told = client.get(WALL, {"q": "同心"}).context
    assert (told["total"], {row["count"] for row in told["counts"]}) == (None, {None})
    assert client.get(WALL, {"q": "同心", "year": "1999"}).context["total"] == 0
