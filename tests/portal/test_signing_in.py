"""Signing in with a code beside the password, sessions one can see and end, passwords that grow old."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import TOTP

from kit.models import AuditEntry
from portal.views.steps import KEY
from schools.actions import second_factor
from schools.actions.signing_in import disable_unused, end_sessions_of_ended_posts
from schools.models import Authenticator, Session, User
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "correct-horse-9", "a-new-horse-7"
LEDGER = "/office/notifications/"
AGENT = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/99.0 Safari/537.36"


@pytest.fixture(autouse=True)
def required(settings):
    cache.clear()
    settings.SECOND_FACTOR = "required"


def sign_in(client, user, password=PASSWORD, going=LEDGER):
    data = {"username": user.username, "password": password, "next": going}
    return client.post(reverse("login"), data, headers={"user-agent": AGENT})


def now(key, ahead=0):
    totp = TOTP(bytes.fromhex(key))
    totp.time = timezone.now().timestamp() + ahead
    return f"{totp.token():06d}"


def enrolled(user):
    """A telephone that has read the picture a while ago, and its recovery codes."""
    key = "31" * 20
    with time_machine.travel(timezone.now() - timedelta(minutes=5), tick=False):
        codes = second_factor.enrol(user=user, key=key, code=now(key))
    return key, codes


@pytest.fixture
def leader():
    return make.leader(make.RegionFactory())


def is_in(client):
    return client.get(LEDGER).status_code == 200


def test_a_leader_enrols_a_telephone_before_anything_else_and_then_goes_where_it_was_going(
    client, leader
):
    step = sign_in(client, leader)
    assert step.url.startswith(reverse("login_phone"))
    assert client.get(LEDGER).url.startswith("/login/")
    assert client.get(reverse("home")).context["user"].is_anonymous
    page = client.get(step.url)
    key = client.session[KEY]
    assert "no-store" in page.headers["Cache-Control"]
    assert client.get(step.url).context["picture"] == page.context["picture"]
    assert "验证码不对" in client.post(step.url, {"code": "000000"}).content.decode()
    assert not Authenticator.objects.exists()

    done = client.post(step.url, {"code": f" {now(key)[:3]} {now(key)[3:]}"})

    assert len(done.context["codes"]) == 10
    assert done.context["next"] == LEDGER
    assert is_in(client)
    verbs = set(AuditEntry.objects.filter(actor=leader).values_list("verb", flat=True))
    assert verbs == {"account.enrol_phone", "account.signed_in"}


def test_who_has_a_telephone_is_asked_for_its_code_each_time(client, leader):
    key, _ = enrolled(leader)
    step = sign_in(client, leader)
    assert step.url.startswith(reverse("login_code"))
    assert client.get(reverse("login")).url.startswith(reverse("login_code"))
    assert client.get(reverse("login_phone")).url.startswith(reverse("login_code"))
    assert not is_in(client)
    assert client.post(step.url, {"code": now(key)}).url == LEDGER
    assert is_in(client)
    client.logout()
    sign_in(client, leader)
    again = client.post(step.url, {"code": now(key)}).content.decode()
    assert "验证码不对" in again, "a code works once"


def test_wrong_codes_make_one_wait_and_are_told_to_the_log(client, leader):
    key, _ = enrolled(leader)
    url = sign_in(client, leader).url
    with time_machine.travel(timezone.now(), tick=False):
        assert "验证码不对" in client.post(url, {"code": "000000"}).content.decode()
        assert "请等 1 秒再填" in client.post(url, {"code": now(key)}).content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
        for tried in range(4):
            with time_machine.travel(timezone.now() + timedelta(minutes=tried), tick=False):
                client.post(url, {"code": "000000"})
        with time_machine.travel(timezone.now() + timedelta(minutes=3, seconds=5), tick=False):
            page = client.post(url, {"code": now(key)}).content.decode()
            assert "请等 11 秒再填" in page
    assert not is_in(client)
    told = AuditEntry.objects.filter(verb="account.refused", detail__reason="手机验证码不对")
    assert told.count() == 5


def test_a_recovery_code_works_once_and_says_how_many_are_left(client, leader):
    _, codes = enrolled(leader)
    url = sign_in(client, leader).url
    page = client.post(url, {"code": codes[0].upper()}, follow=True)
    assert "还剩 9 个" in page.content.decode()
    client.logout()
    sign_in(client, leader)
    assert "验证码不对" in client.post(url, {"code": codes[0]}).content.decode()


def test_the_administrator_lets_somebody_start_over_who_has_lost_everything(
    client, client_factory, leader
):
    key, _ = enrolled(leader)
    client.post(sign_in(client, leader).url, {"code": now(key)})
    other = client_factory()
    admin = make.administrator()
    device = Authenticator.objects.create(user=admin, key="31" * 20)
    other.force_login(admin)
    session = other.session
    session["otp_device_id"] = device.persistent_id
    session.save()

    other.post(reverse("office:account_phone", args=[leader.pk]))
    refused = other.post(reverse("office:account_phone", args=[admin.pk]), follow=True)

    assert not is_in(client)
    assert sign_in(client, leader).url.startswith(reverse("login_phone"))
    assert AuditEntry.objects.filter(verb="account.reset_phone").count() == 1
    assert "请另一位系统管理员来办" in refused.content.decode()


@pytest.fixture
def client_factory():
    from django.test import Client

    return Client


def test_others_are_offered_it_and_may_stop_leaders_may_not(client, leader):
    clerk = make.clerk(make.SchoolFactory())
    assert sign_in(client, clerk).url == LEDGER
    assert "开通手机验证码器" in client.get(reverse("office:account")).content.decode()
    page = client.get(reverse("login_phone"))
    client.post(reverse("login_phone"), {"code": now(client.session[KEY])})
    assert page.status_code == 200
    assert is_in(client)
    off = reverse("office:account_phone_off")
    assert "密码不对" in client.post(off, {"password": "wrong"}).content.decode()
    assert Authenticator.objects.count() == 1
    client.post(off, {"password": PASSWORD})
    assert Authenticator.objects.count() == 0
    key, _ = enrolled(leader)
    client.logout()
    client.post(sign_in(client, leader).url, {"code": now(key)})
    client.post(off, {"password": PASSWORD})
    assert Authenticator.objects.count() == 1


def test_changing_the_telephone_asks_for_the_password_and_new_codes_void_the_old(client, leader):
    key, codes = enrolled(leader)
    client.post(sign_in(client, leader).url, {"code": now(key)})
    client.get(reverse("login_phone"))
    fresh = client.session[KEY]
    client.post(reverse("login_phone"), {"code": now(fresh), "password": "wrong"})
    assert Authenticator.objects.get().key == key
    client.post(reverse("login_phone"), {"code": now(fresh), "password": PASSWORD})
    assert Authenticator.objects.get().key == fresh
    page = client.post(reverse("office:account_codes"), {"password": PASSWORD})
    made = page.context["codes"]
    assert len({*made, *codes}) == 20
    assert second_factor.codes_left(leader) == 10


def test_where_it_is_only_offered_nobody_must(client, leader, settings):
    settings.SECOND_FACTOR = "offered"
    assert sign_in(client, leader).url == LEDGER
    enrolled(leader)
    assert not is_in(client), "who has one is asked"
    settings.SECOND_FACTOR = "off"
    assert is_in(client)


def test_a_step_never_leads_to_another_site(client, leader):
    key, _ = enrolled(leader)
    url = sign_in(client, leader, going="//evil.example/").url
    assert client.post(url, {"code": now(key), "next": "https://evil.example/"}).url == "/office/"


def test_giving_up_half_way_leaves_nobody_signed_in(client, leader):
    enrolled(leader)
    sign_in(client, leader)
    client.post(reverse("logout"))
    assert not Session.objects.filter(user=leader).exists()
    assert client.get(reverse("login_code")).url == reverse("login")


# Sessions


def session_handles(page):
    return re.findall(r'name="session" value="(\w+)"', page.content.decode())


def test_one_sees_where_one_is_signed_in_and_ends_it(client, client_factory):
    clerk = make.clerk(make.SchoolFactory())
    others = [client_factory(), client_factory()]
    for one in (client, *others):
        sign_in(one, clerk)
    page = client.get(reverse("office:account"))
    text = page.content.decode()
    assert "Windows 电脑 · Chrome 浏览器" in text
    assert "127.0.0.1" in text
    assert not any(row.session_key in text for row in Session.objects.all())
    handles = session_handles(page)
    assert len(handles) == 2

    client.post(reverse("office:session_end"), {"session": handles[0]})
    assert sorted(is_in(one) for one in others) == [False, True]
    client.post(reverse("office:session_end"))

    assert not any(is_in(one) for one in others)
    assert is_in(client)


def test_nobody_ends_the_session_of_somebody_else(client, client_factory):
    mine, theirs = (make.clerk(make.SchoolFactory()) for _ in range(2))
    other = client_factory()
    sign_in(other, theirs)
    sign_in(client, mine)
    handle = Session.objects.get(user=theirs).handle
    client.post(reverse("office:session_end"), {"session": handle})
    client.post(reverse("office:session_end"))
    assert is_in(other)


def test_a_session_ends_after_its_hours_whatever_is_clicked(client, settings):
    settings.SESSION_COOKIE_AGE, settings.SESSION_LIMIT = 8 * 3600, 24 * 3600
    clerk, start = make.clerk(make.SchoolFactory()), timezone.now()
    sign_in(client, clerk)
    for hours in (7, 14, 21, 23.9):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert is_in(client)
    with time_machine.travel(start + timedelta(hours=24.1)):
        assert not is_in(client)


def test_a_session_ends_without_clicks_and_is_not_written_at_each(
    client, django_assert_num_queries, settings
):
    settings.SESSION_COOKIE_AGE = 8 * 3600
    clerk, start = make.clerk(make.SchoolFactory()), timezone.now()
    sign_in(client, clerk)
    row = Session.objects.get()
    with time_machine.travel(start + timedelta(minutes=4)):
        assert is_in(client)
        assert Session.objects.get().expire_date == row.expire_date
    with time_machine.travel(start + timedelta(minutes=6)):
        assert is_in(client)
        assert Session.objects.get().expire_date > row.expire_date
    with time_machine.travel(start + timedelta(hours=8, minutes=7)):
        assert not is_in(client)


def test_a_new_password_ends_all_other_sessions(client, client_factory):
    clerk, other = make.clerk(make.SchoolFactory()), client_factory()
    for one in (client, other):
        sign_in(one, clerk)
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    client.post(reverse("office:password"), data)
    assert (is_in(client), is_in(other)) == (True, False)
    assert Session.objects.filter(user=clerk).count() == 1


def test_the_sessions_of_an_ended_post_end(client):
    clerk = make.clerk(make.SchoolFactory())
    sign_in(client, clerk)
    clerk.posts.update(
        started_on=timezone.localdate() - timedelta(days=9),
        ended_on=timezone.localdate() - timedelta(days=1),
    )
    assert end_sessions_of_ended_posts() == 1
    assert not is_in(client)


# Passwords


def test_an_old_password_is_changed_before_anything_else(client, settings):
    settings.PASSWORD_DAYS = 90
    clerk = make.clerk(make.SchoolFactory())
    User.objects.filter(pk=clerk.pk).update(password_since=timezone.now() - timedelta(days=91))
    step = sign_in(client, clerk)
    assert step.url.startswith(reverse("login_renew"))
    assert not is_in(client)
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert client.post(step.url, data).url == LEDGER
    assert is_in(client)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("onlysmallletters", "大写字母、小写字母、数字、符号四种里，新密码至少要有 3 种。"),
        ("Horse-number-5", "最近 5 次用过的密码不能再用，请换一个。"),
    ],
)
def test_the_stricter_rules_refuse_in_plain_words(client, settings, password, said):
    settings.PASSWORD_CLASSES, settings.PASSWORD_KEPT = 3, 5
    clerk = make.clerk(make.SchoolFactory())
    for number in range(8):
        clerk.set_password(f"Horse-number-{number}")
        clerk.save()
    assert clerk.past_passwords.count() == 5
    client.force_login(clerk)

    def change(new):
        old = "Horse-number-7"
        data = {"old_password": old, "new_password1": new, "new_password2": new}
        return client.post(reverse("office:password"), data)

    assert change(password).context["password_form"].errors == {"new_password2": [said]}
    assert change("Horse-number-1").status_code == 302


# Accounts nobody uses


def test_an_account_nobody_uses_is_warned_and_then_disabled_until_it_is_enabled(
    client, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.UNUSED_DAYS, settings.EMAIL_CONFIGURED = 180, True
    clerk, admin = make.clerk(make.SchoolFactory()), make.administrator()
    User.objects.filter(pk=clerk.pk).update(email="clerk@example.com")

    def asleep(days):
        since = timezone.now() - timedelta(days=days)
        User.objects.update(awake_since=since, last_login=since)
        with django_capture_on_commit_callbacks(execute=True):
            return disable_unused()

    assert (asleep(100), len(mailoutbox)) == (0, 0)
    assert asleep(170) == 0
    assert "会停用" in mailoutbox[0].body
    assert asleep(181) == 1
    clerk.refresh_from_db()
    admin.refresh_from_db()
    assert (clerk.is_active, admin.is_active) == (False, True)
    client.force_login(admin)
    client.post(reverse("office:account_enable", args=[clerk.pk]))
    assert disable_unused() == 0
