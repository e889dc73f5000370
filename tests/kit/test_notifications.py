"""Telling people: whom, by which way, once until read, and never at the cost of the act."""

import pytest
from django.core import mail

from kit import notifications
from kit.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kinds(monkeypatch, settings):
    monkeypatch.setattr(notifications, "KINDS", {})
    notifications.register("news", "新鲜事")
    notifications.register("duty", "要办的事", is_duty=True)
    settings.EMAIL_CONFIGURED = True


@pytest.fixture
def reader(people):
    people[0].email = "reader@example.com"
    people[0].save()
    return people[0]


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    def tell(kind, *to, by=None, text="来了", url="/office/"):
        with django_capture_on_commit_callbacks(execute=True):
            notifications.tell(kind, to=to, text=text, url=url, by=by)

    return tell


def lines(user):
    return [row.text for row in Notification.objects.of(user).unread()]


def test_everybody_is_told_once_but_whoever_did_it_and_whoever_is_locked_out(people, told):
    by, there, gone = people
    gone.is_active = False

    told("news", by, there, there, gone, None, by=by)

    assert [lines(user) for user in people] == [[], ["来了"], []]


def test_what_is_unread_is_renewed_instead_of_told_twice(reader, told):
    told("news", reader, text="一条等你")
    told("news", reader, text="两条等你")
    assert lines(reader) == ["两条等你"]

    Notification.objects.of(reader).mark_read()
    told("news", reader, text="三条等你")

    assert lines(reader) == ["三条等你"]
    assert Notification.objects.count() == 2


def test_each_kind_is_chosen_but_a_duty_comes_by_every_way(reader, told):
    notifications.choose(reader, {"news": (False, True), "duty": (False, False)})

    told("news", reader, text="新鲜")
    told("duty", reader, text="要办")

    assert lines(reader) == ["要办"]
    assert [letter.subject for letter in mail.outbox] == ["新鲜", "要办"]
    assert notifications.choices(reader) == {"news": (False, True), "duty": (True, True)}


def test_by_default_news_stays_on_the_site_and_no_mail_goes_without_an_address(people, told):
    told("news", people[0])
    told("duty", people[0])

    assert mail.outbox == []
    assert len(lines(people[0])) == 2


def test_a_mail_leads_to_the_page_where_the_site_says_its_address(reader, told, settings):
    settings.SITE_URL = "https://example.com"
    told("duty", reader, url="/office/7/")
    settings.SITE_URL = ""
    told("duty", reader, url="/office/8/")

    assert "https://example.com/office/7/" in mail.outbox[0].body
    assert "登录平台" in mail.outbox[1].body


def test_a_mail_server_that_is_down_undoes_nothing(reader, told, monkeypatch):
    def down(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(notifications, "send_mail", down)

    told("duty", reader)

    assert lines(reader) == ["来了"]


def test_two_kinds_of_one_name_are_a_mistake():
    with pytest.raises(notifications.ImproperlyConfigured):
        notifications.register("news", "别的事")
