"""Statistics count what is public, lead to what they count, and never compare schools."""

import csv
import io
import json
import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from portal.showcase import charts
from tests.factories import (
    ActivityFactory,
    BrandFactory,
    HonorFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    published,
)

PAGE = "/statistics/"


@pytest.fixture(autouse=True)
def _counted_anew():
    cache.clear()


def on_the_wall(**facts):
    honor = HonorFactory(**facts)
    signed = {"verified_by": UserFactory(), "verified_at": timezone.now()}
    type(honor).objects.filter(pk=honor.pk).update(verification="verified", **signed)
    return published(honor)


def test_every_figure_leads_to_a_list_of_as_many(client, db):
    school = published(SchoolFactory(stage="primary"))
    brand = published(BrandFactory(school=school))
    brand.results.create(level="city", batch_name="首批")
    BrandFactory()
    published(ActivityFactory(school=school)).typings.create(type="lecture")
    on_the_wall(school=school, level="city")
    published(TieFactory())
    page = client.get(PAGE)
    rows = [row for chart in page.context["charts"] for row in chart.rows]
    assert {chart.key for chart in page.context["charts"]} == {
        "stage",
        "level",
        "region",
        "type",
        "honor",
        "year",
        "tie",
    }
    for row in rows:
        assert client.get(row.url).context["page"].paginator.count == row.total, row
    assert str(school) not in re.sub(r"<nav.*?</nav>", "", page.content.decode())
    month = page.context["months"][-1]
    assert (month.total, client.get(month.url).context["month"].total) == (1, 1)


def test_without_anything_public_the_page_says_so(client, db):
    assert "还没有可以统计的" in client.get(PAGE).content.decode()


def test_a_chart_names_the_largest_and_scales_to_it():
    made = charts.chart(("k", "题", "个", "数"), [("甲", 4, ""), ("乙", 1, ""), ("丙", 0, "")])
    assert made.finding == "共 5 个，最多的是甲，4 个"
    assert [(row.label, row.share) for row in made.rows] == [("甲", 100), ("乙", 25)]
    same = charts.chart(("k", "题", "个", "数"), [("甲", 1, ""), ("乙", 1, "")], overlaps=True)
    assert same.finding == ""


def test_statistics_ask_as_often_for_three_rows_as_for_one(client, db, django_assert_num_queries):
    def add():
        school = SchoolFactory()
        published(BrandFactory(school=school))
        published(ActivityFactory(school=school)).typings.create(type="lecture")
        on_the_wall(school=school)

    add()
    with django_assert_num_queries(15):
        client.get(PAGE)
    add()
    add()
    cache.clear()
    with django_assert_num_queries(15):
        client.get(PAGE)


def lines(response):
    text = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_open_data_holds_what_is_public_and_nothing_else(client, db, django_assert_num_queries):
    shown, hidden = published(BrandFactory(title="同|心")), BrandFactory(title="没公开")
    for brand in (shown, hidden):
        brand.results.create(level="city", batch_name="首批", document_number="1 号")
    on_the_wall(title="=1+1", recipient="某某")
    HonorFactory(title="没核验")
    with django_assert_num_queries(2):
        [brand] = lines(client.get("/open-data/brands.csv"))
    [result] = lines(client.get("/open-data/results.csv"))
    honors = client.get("/open-data/honors.csv")
    [honor] = lines(honors)
    assert (brand["名称"], result["品牌"], honor["名称"]) == ("同心", "同心", "'=1+1")
    assert "某某" not in str(honor)
    assert honors.headers["Content-Disposition"].startswith('attachment; filename="honors-')


def test_the_json_names_its_licence_and_can_be_read_whole(client, db, settings):
    published(BrandFactory(title="甲"))
    published(BrandFactory(title="乙"))
    answer = client.get(reverse("data", args=["brands", "json"]))
    told = json.loads(b"".join(answer.streaming_content))
    assert told["licence"] == settings.SITE_DATA_LICENCE
    assert [item["name"] for item in told["items"]] == ["甲", "乙"]
    assert settings.SITE_DATA_LICENCE in client.get("/open-data/").content.decode()
