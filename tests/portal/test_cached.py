"""Public pages are made once and kept until what they show changes; nothing personal ever is."""

import threading
from datetime import timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.template import defaulttags
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from activities.models import Coverage, Outlet
from honors.choices import Verification
from kit.publication import STEPS, CheckStatus, Publishable
from portal import cached
from schools.models import School
from selection.choices import NoticeStatus
from selection.models import PublicNotice
from tests.factories import (
    ActivityFactory,
    BatchFactory,
    BrandFactory,
    HonorFactory,
    SchoolFactory,
    TieFactory,
    UserFactory,
    clerk,
    published,
)

pytestmark = pytest.mark.django_db
WORD = "山水一色"  # written alike in both writings


def kept():
    return len(caches["pages"]._cache)


def withdrawn(row):
    """By one bulk statement, as actions write."""
    values = {"status": NoticeStatus.WITHDRAWN}
    if isinstance(row, Publishable):
        trail = {f"{step}_{part}": None for step in STEPS for part in ("by", "at")}
        values = {"status": CheckStatus.WITHDRAWN, **trail}
    type(row).objects.filter(pk=row.pk).update(**values)


def notice():
    today = timezone.localdate()
    return PublicNotice.objects.create(
        title=WORD,
        batch=BatchFactory(),
        status=NoticeStatus.RUNNING,
        starts_on=today,
        ends_on=today,
    )


def coverage():
    activity = published(ActivityFactory())
    outlet = Outlet.objects.create(name="日报", kind="newspaper", level="city")
    row = Coverage.objects.create(
        school=activity.school,
        activity=activity,
        outlet=outlet,
        title=WORD,
        link="https://example.com/1",
    )
    return published(row)


def honor():
    row = published(HonorFactory(title=WORD))
    signed = {"verified_by": UserFactory(), "verified_at": timezone.now()}
    type(row).objects.filter(pk=row.pk).update(verification=Verification.VERIFIED, **signed)
    return row


def tie():
    row = TieFactory(title=WORD)
    row.members.create(school=published(SchoolFactory()))
    return published(row)


# What it is → how it comes to the public, and where it is read.
NOUNS = {
    "brand": (
        lambda: published(BrandFactory(title=WORD)),
        lambda row: ["/", "/brands/", row.get_absolute_url(), row.school.get_absolute_url()],
    ),
    "school": (
        lambda: published(SchoolFactory(name=WORD)),
        lambda row: ["/schools/", row.get_absolute_url()],
    ),
    "activity": (
        lambda: published(ActivityFactory(title=WORD)),
        lambda row: ["/activities/", "/activities/calendar/", row.get_absolute_url()],
    ),
    "honor": (honor, lambda row: ["/honors/"]),
    "tie": (tie, lambda row: ["/ties/", row.get_absolute_url()]),
    "notice": (notice, lambda row: ["/notices/", row.get_absolute_url(), "/feeds/notices.rss"]),
    "coverage": (coverage, lambda row: [row.activity.get_absolute_url()]),
}


@pytest.mark.parametrize("writing", ["", "/zh-hant"])
@pytest.mark.parametrize("noun", NOUNS)
def test_what_leaves_the_public_is_on_no_kept_page_and_what_comes_is_on_all(client, noun, writing):
    make, places = NOUNS[noun]
    row = make()
    school = getattr(row, "school", None)
    if isinstance(school, School):
        published(school)
    pages = [f"{writing}{place}" for place in places(row)]
    for page in pages:
        assert WORD in client.get(page).content.decode()
    assert kept() == len(pages)
    withdrawn(row)
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 404 or WORD not in answer.content.decode()
    if isinstance(row, Publishable):
        published(row)
        for page in pages:
            assert WORD in client.get(page).content.decode()


def test_an_unchanged_page_costs_one_look_up(client, django_assert_num_queries):
    first = client.get("/brands/")
    with django_assert_num_queries(1):
        second = client.get("/brands/")
    number = "X-Request-ID"
    assert first.headers.pop(number) != second.headers.pop(number)
    assert (second.content, second.headers) == (first.content, first.headers)
    assert first.headers["Cache-Control"] == "no-cache"


def test_a_browser_that_has_the_page_is_told_so_and_gets_the_changed_one(client):
    school = published(SchoolFactory())
    page = school.get_absolute_url()
    etag = client.get(page).headers["ETag"]
    again = client.get(page, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    School.objects.filter(pk=school.pk).update(name=WORD)
    assert WORD in client.get(page, headers={"If-None-Match": etag}).content.decode()


def test_a_page_turns_at_midnight_and_when_a_batch_opens(client, monkeypatch):
    now = timezone.now().replace(hour=2)  # ten in the morning
    batch = BatchFactory(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(days=9))

    def at(moment):
        monkeypatch.setattr(timezone, "now", lambda: moment)
        clock = SimpleNamespace(now=moment.astimezone)  # what {% now %} asks
        monkeypatch.setattr(defaulttags, "datetime", clock)
        return client.get("/").content.decode()

    opened = f"{batch.name}开始申报"
    assert opened not in at(now)
    assert opened not in at(now + timedelta(minutes=59))
    assert opened in at(now + timedelta(hours=1))
    today, tomorrow = (
        f"{day.year} 年 {day.month} 月 {day.day} 日 星期"
        for day in map(timezone.localtime, (now, now + timedelta(days=1)))
    )
    assert today in at(now + timedelta(hours=13, minutes=59 - now.minute))
    assert tomorrow in at(now + timedelta(hours=14))


def test_who_is_signed_in_is_given_nothing_kept_and_leaves_nothing(client):
    brand = BrandFactory()
    client.force_login(clerk(brand.school))
    for page in (
        "/",
        "/brands/",
        brand.cover_url,
        reverse("office:brands:preview", args=[brand.pk]),
    ):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "private" in answer.headers["Cache-Control"]
    assert kept() == 0


def test_a_waiting_message_is_shown_once_and_to_its_visitor_alone(client):
    client.get("/about/")
    assert kept() == 1
    client.post("/password/", {"username": "nobody"})  # leaves a message
    assert client.cookies["messages"].value
    answer = client.get("/about/")
    assert "链接已发到邮箱" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert "链接已发到邮箱" not in client.get("/about/").content.decode()


@pytest.mark.parametrize("page", ["/login/", "/password/", "/password/x/set-password/", "/office/"])
def test_pages_of_accounts_are_kept_nowhere(client, page):
    for _ in range(2):
        assert "no-store" in client.get(page).headers["Cache-Control"]
    assert kept() == 0


def test_a_reader_is_counted_though_the_page_is_kept(client):
    school = published(SchoolFactory())
    for count in (1, 2):
        client.get(school.get_absolute_url())
        answer = client.post(reverse("views", args=["s", school.pk]))
        assert f'<span class="num">{count}</span>' in answer.content.decode()
    assert kept() == 1


SAME = {"path": "/a/", "QUERY_STRING": "b=1"}
DIFFERENT = [
    {"path": "/a/"},
    {"path": "/a/", "QUERY_STRING": "b=1&"},
    {"path": "/a/?b=1"},
    {"path": "/a/\0b=1"},
    {"path": "/zh-hant/a/", "QUERY_STRING": "b=1"},
    SAME | {"HTTP_HOST": "localhost"},
    SAME | {"secure": True},
    SAME | {"HTTP_COOKIE": "reading=elder"},
    SAME | {"HTTP_COOKIE": "reading=elder.large"},
    SAME | {"HTTP_HX_REQUEST": "true"},
    SAME | {"HTTP_HX_REQUEST": "true", "HTTP_HX_BOOSTED": "true"},
    SAME,
]


def key(path, **more):
    return cached.key_of(RequestFactory().get("/", PATH_INFO=path, **more))


def test_pages_that_may_differ_have_keys_that_differ():
    assert len({key(**asked) for asked in DIFFERENT}) == len(DIFFERENT)
    odd = SAME | {"HTTP_COOKIE": "reading=elder.onload; other=1", "HTTP_USER_AGENT": "x"}
    assert key(**odd) == key(**SAME | {"HTTP_COOKIE": "reading=elder"})


def answered(body=b"<p>", status=200, kind="text/html", **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(body, status=status, content_type=kind, headers=headers)


def with_cookie():
    answer = answered()
    answer.cookies = SimpleCookie("a=b")
    return answer


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (answered(), True),
        (answered(Vary="Cookie, HX-Request", Cache_Control="public, max-age=60"), True),
        (answered(b'<input name="csrfmiddlewaretoken">'), False),
        (answered(b"x" * (cached.LARGEST + 1)), False),
        (answered(status=404), False),
        (answered(kind="application/pdf"), False),
        (answered(Cache_Control="private"), False),
        (answered(Cache_Control="max-age=0, no-store"), False),
        (answered(Vary="Cookie, User-Agent"), False),
        (answered(Vary="*"), False),
        (with_cookie(), False),
        (StreamingHttpResponse([b"<p>"]), False),
    ],
)
def test_only_what_is_whole_small_and_alike_for_everybody_is_kept(answer, expected):
    answer.headers.setdefault("Cache-Control", "no-cache")
    assert cached.may_be_kept(RequestFactory().get("/"), answer) == expected
    assert not cached.may_be_kept(RequestFactory().head("/"), answer)


def test_no_flood_of_questions_fills_the_memory(client, monkeypatch):
    monkeypatch.setattr(caches["pages"], "_max_entries", 6)
    monkeypatch.setattr(caches["pages"], "_cull_frequency", 3)
    client.get("/about/")
    for number in range(12):
        client.get("/privacy/", {"q": "x" * 100 * number})
        client.get("/about/")  # what is read again and again stays
    assert kept() <= 6
    assert cached.key_of(RequestFactory().get("/about/")) in str(caches["pages"]._cache)


def test_without_the_shared_cache_pages_are_kept_all_the_same(client, settings, monkeypatch):
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    first = client.get("/brands/").content
    assert (client.get("/brands/").content, kept()) == (first, 1)


def test_without_the_edition_a_page_is_made_each_time(client, monkeypatch):
    client.get("/about/")

    def lost():
        raise DatabaseError

    monkeypatch.setattr("portal.edition.current", lost)
    assert client.get("/about/").status_code == 200
    assert client.get("/about/").headers.get("ETag") is None


@pytest.mark.django_db(transaction=True)
def test_a_change_in_another_process_shows_when_it_is_committed_and_not_before(client):
    school = published(SchoolFactory())
    page = school.get_absolute_url()
    first = client.get(page).content
    begun, go_on = threading.Event(), threading.Event()

    def rename():
        with transaction.atomic():
            School.objects.filter(pk=school.pk).update(name=WORD)
            begun.set()
            go_on.wait(10)
        connection.close()

    other = threading.Thread(target=rename)
    other.start()
    begun.wait(10)
    assert client.get(page).content == first
    go_on.set()
    other.join()
    assert WORD in client.get(page).content.decode()
