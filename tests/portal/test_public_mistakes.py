"""我要纠错: told by anybody, a task of the right office, answered once, read by a receipt."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from kit.models import AuditEntry
from portal.mistakes import actions
from portal.models import Mistake
from tests import factories
from tests.factories import BrandFactory, RegionFactory, SchoolFactory, published

ASK = "/mistakes/"


@pytest.fixture(autouse=True)
def _no_memory():
    cache.clear()


@pytest.fixture
def region(db):
    return RegionFactory()


@pytest.fixture
def brand(region):
    return published(BrandFactory(school=SchoolFactory(region=region)))


def send(client, **words):
    return client.post(ASK, {"page": "/brands/", "text": "年份应当是 2024。", **words})


def test_the_form_knows_the_page_the_reader_comes_from(client, db):
    came = client.get(ASK, headers={"referer": "http://testserver/brands/3/"}).content.decode()
    assert 'value="/brands/3/"' in came
    for elsewhere in ("https://evil.example/x/", "http://testserver/office/brands/"):
        text = client.get(ASK, headers={"referer": elsewhere}).content.decode()
        assert 'name="page" value="/"' in text


def test_a_mistake_goes_to_the_office_of_the_school_and_its_contact_is_unreadable(client, brand):
    response = send(client, page=brand.get_absolute_url(), contact="13812345678")
    found = Mistake.objects.get()
    assert response.url == reverse("mistake", args=[found.code])
    assert (found.region, found.contact) == (brand.school.region, "13812345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM portal_mistake")
        assert "13812345678" not in cursor.fetchone()[0]


def test_a_page_in_traditional_characters_belongs_to_the_same_office(brand):
    page = f"/zh-hant{brand.get_absolute_url()}"
    assert actions.region_of(page) == brand.school.region


@pytest.mark.parametrize(
    "page", ["https://evil.example/", "//evil.example/", "/\\evil.example", "brands/"]
)
def test_a_page_elsewhere_is_refused_for_the_office_will_follow_it(client, db, page):
    assert "请写本站的页面地址" in send(client, page=page).content.decode()
    assert Mistake.objects.count() == 0


def test_a_second_click_finds_the_first(client, db):
    assert send(client).url == send(client).url
    assert Mistake.objects.count() == 1


def test_a_machine_that_fills_in_everything_and_one_that_never_stops_are_refused(client, db):
    assert "请留空" in send(client, website="http://x").content.decode()
    for number in range(actions.FROM_ONE):
        send(client, text=f"第 {number} 处错了。")
    refused = send(client, text="再写一处，前面的都没丢。")
    assert "请过一小时再交" in refused.content.decode()
    assert "再写一处，前面的都没丢。" in refused.content.decode()
    assert Mistake.objects.count() == actions.FROM_ONE


def test_the_office_answers_once_and_the_reader_sees_it_by_the_receipt(client, brand, region):
    code = send(client, page=brand.get_absolute_url(), contact="a@b.cn").url
    row, staff = Mistake.objects.get(), factories.staff(region)
    client.force_login(staff)
    assert "答复 1 条读者纠错" in client.get("/office/").content.decode()
    assert "a@b.cn" in client.get(reverse("office:mistake", args=[row.pk])).content.decode()
    assert AuditEntry.objects.filter(verb="mistake.read", actor=staff).count() == 1
    mend = reverse("office:mistake_move", args=[row.pk, "mend"])
    client.post(mend, {"note": "", "seen": "open"})
    row.refresh_from_db()
    assert row.status == "open"
    client.post(mend, {"note": "已改为 2024。", "seen": "open"})
    client.post(mend, {"note": "再改一次。", "seen": "open"})
    client.logout()
    shown = client.get(code).content.decode()
    assert ("已改为 2024。" in shown, "a@b.cn" in shown, "再改一次" in shown) == (
        True,
        False,
        False,
    )
    assert "读者纠错" not in client.get("/").content.decode()


def test_another_region_sees_only_what_is_about_nobodys_page(client, brand):
    send(client, page=brand.get_absolute_url(), text="这一处是那个区的。")
    send(client, page="/about/", text="这一处是全站的。")
    client.force_login(factories.staff(RegionFactory()))
    text = client.get("/office/mistakes/").content.decode()
    assert ("全站的" in text, "那个区的" in text) == (True, False)


def test_the_list_asks_as_often_for_three_as_for_one(client, region, django_assert_num_queries):
    client.force_login(factories.staff(region))

    def asked():
        with connection.execute_wrapper(lambda run, *a: (calls.append(1), run(*a))[1]):
            calls = []
            client.get("/office/mistakes/")
        return len(calls)

    Mistake.objects.create(page="/", text="一处", region=region)
    one = asked()
    for _ in range(2):
        Mistake.objects.create(page="/", text="一处", region=region)
    assert asked() == one
