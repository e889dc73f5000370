"""Calls for applications are found from every side, and those the public may not see from none."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from portal import indexing, search
from portal.mistakes.actions import region_of
from selection.actions.batches import change_batch
from selection.choices import BatchStatus
from selection.models import Batch
from selection.workflow import batch_flow
from tests.factories import BatchFactory, leader, staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def begun(days, **values):
    """A batch that takes applications since so many days."""
    return BatchFactory(opens_at=timezone.now() - days * DAY, **values)


def opened(batch):
    """A draft, announced by the office."""
    batch_flow.perform(batch, "open", by=leader(batch.region))
    return batch


def soup(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "lxml")


def listed(client):
    return [link.text for link in soup(client, reverse("selection:batch_list")).select(".entry a")]


def found(query="申报通知"):
    return [hit.title for group in search.find(query) for hit in group.hits]


def hidden():
    """One nobody has announced."""
    return [begun(1, name="草稿批", status=BatchStatus.DRAFT)]


def test_every_announced_batch_is_listed_the_newest_first(client):
    begun(400, name="首批", status=BatchStatus.ARCHIVED)
    begun(3, name="第三批")
    begun(90, name="第二批", status=BatchStatus.REVIEWING)
    begun(-3, name="第四批")
    hidden()
    titles = [f"{name}申报通知" for name in ("第四批", "第三批", "第二批", "首批")]
    assert listed(client) == titles
    states = [tag.text.strip() for tag in soup(client, "/batches/").select(".entry .status")]
    assert states == ["还没开始", "正在申报", "已截止", "已截止"]


def test_the_call_of_a_batch_is_listed_though_its_applications_are_sealed(client):
    begun(9, is_sealed=True, name="第六批")
    indexing.rebuild()
    assert listed(client) == found() == ["第六批申报通知"]


def test_on_a_site_with_one_call_menu_and_home_lead_to_it(client):
    batch = begun(1)
    page = soup(client, "/")
    here = reverse("selection:batch_list")
    assert here in [link["href"] for link in page.select(".mainnav a")]
    assert page.select_one("#s-not + .more")["href"] == here
    assert [tab.text for tab in soup(client, here).select(".tabs a")] == ["申报通知"]
    assert listed(client) == [batch.call_title]


def test_the_page_tells_what_every_official_page_tells(client):
    batch = opened(BatchFactory(status=BatchStatus.DRAFT, basis_number="教〔2026〕5 号"))
    page = soup(client, batch.get_absolute_url())
    day = timezone.localdate(batch.announced_at)
    index = f"{batch.region.code}-{day.year}-TZ-{batch.pk:04d}"
    told = [tag.text.strip() for tag in page.select(".doc-index dd")]
    assert told == [index, batch.region.committee_name, "教〔2026〕5 号", str(day)]
    assert f"发布时间：{day}" in page.select_one(".art-meta").text
    assert page.select_one(f'[data-hx-post="/c/{batch.pk}/views/"]')
    assert page.select_one("img.qr")["src"] == f"/c/{batch.pk}/qr.svg"
    assert page.select_one('meta[property="og:title"]')["content"] == batch.call_title
    assert str(day) in page.select_one('script[type="application/ld+json"]').text
    assert page.select_one(".crumb a[href='/batches/']").text == "申报通知"


def test_short_addresses_and_site_maps_know_calls_and_no_others(client):
    batch, others = begun(1), hidden()
    assert client.get(f"/c/{batch.pk}/").url == batch.get_absolute_url()
    told = client.get("/sitemap-c.xml").content.decode()
    assert f"/batches/{batch.pk}/<" in told
    for one in others:
        assert f"/batches/{one.pk}/<" not in told
        assert client.get(f"/c/{one.pk}/qr.svg").status_code == 404
        assert client.post(f"/c/{one.pk}/views/").status_code == 404
    assert region_of(batch.get_absolute_url()) == batch.region


def test_a_call_stays_in_the_feed_and_on_home_when_it_has_closed(client):
    begun(40, name="第二批", status=BatchStatus.CHECKING)
    hidden()
    assert "第二批开始申报" in client.get("/feeds/notices.atom").content.decode()
    assert [item["title"] for item in client.get("/").context["notices"]] == ["第二批开始申报"]


def test_a_call_is_found_as_soon_as_it_is_out_and_by_its_new_name():
    batch = BatchFactory(status=BatchStatus.DRAFT, name="第五批")
    assert found() == []
    opened(batch)
    assert found() == ["第五批申报通知"]
    batch.name, batch.summary = "第六批", "每校报一项。"
    change_batch(batch=batch, changed=["批次名称"], by=staff(batch.region))
    assert found() == found("每校报一项") == ["第六批申报通知"]
    assert indexing.differences() == []


def test_drafts_are_not_found():
    hidden()
    indexing.rebuild()
    assert found() == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(client, django_assert_num_queries, count):
    for _ in range(count):
        begun(1)
    with django_assert_num_queries(5):
        client.get(reverse("selection:batch_list"))
    assert Batch.objects.announced().count() == count
