"""Accounts: one-time links, posts, handing over, locking out, signing in."""

import uuid
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kit.audit import sentence
from kit.models import AuditEntry, Notification
from schools.choices import KEEPERS, Role
from schools.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-9"
NEW = "a-new-horse-7"


@pytest.fixture
def school():
    return make.SchoolFactory(name="官林小学")


@pytest.fixture
def admin(client):
    user = make.administrator()
    client.force_login(user)
    return user


@pytest.fixture
def security(client):
    user = make.security()
    client.force_login(user)
    return user


def sent(**changed):
    return {"username": "zhang", "name": "张老师", "token": uuid.uuid4(), **changed}


def signed_in(client, user, password=PASSWORD):
    return client.post(reverse("login"), {"username": user.username, "password": password})


def test_only_administrators_manage_accounts(client, school):
    for user in (make.secretary(school), make.leader(school.region), make.auditor()):
        client.force_login(user)
        assert client.get(reverse("office:accounts")).status_code == 403
        assert client.post(reverse("office:account_reset", args=[user.pk])).status_code == 403


def opened(client, link):
    """Where a link leads: Django puts its token into the session at the first step."""
    return client.get(link, follow=True)


def choose(client, link, password=NEW):
    page = opened(client, link)
    form = {"new_password1": password, "new_password2": password}
    return client.post(page.request["PATH_INFO"], form, follow=True)


def test_a_new_account_is_invited_by_a_link_that_is_shown_once_and_works_once(
    client, admin, school
):
    guard = make.security()
    data = sent()
    page = client.post(reverse("office:account_new"), data)
    [slip], user = page.context["slips"], User.objects.get(username="zhang")
    assert not user.has_usable_password()
    assert "no-store" in page.headers["Cache-Control"]
    again = client.post(reverse("office:account_new"), data)
    assert again.headers["Location"] == reverse("office:account_detail", args=[user.pk])
    assert not user.posts.exists()
    assert Notification.objects.get(owner=guard).url == reverse(
        "office:account_detail", args=[user.pk]
    )
    client.logout()

    told = choose(client, slip.link).content.decode()

    assert "密码已设好" in told
    assert signed_in(client, user, NEW).headers["Location"] == reverse("office:home")
    client.logout()
    assert "这个链接已经失效" in opened(client, slip.link).content.decode()
    assert AuditEntry.objects.filter(verb="account.set_password", actor=user).count() == 1


def test_a_link_ends_with_its_days_with_a_newer_one_and_with_the_account(client, admin, school):
    user = make.clerk(school)
    reset = reverse("office:account_reset", args=[user.pk])
    links = [client.post(reset).context["slips"][0].link for _ in range(2)]
    client.logout()
    assert "这个链接已经失效" in opened(client, links[0]).content.decode()
    assert "设好密码" in opened(client, links[1]).content.decode()
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert "这个链接已经失效" in opened(client, links[1]).content.decode()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert "这个链接已经失效" in opened(client, links[1]).content.decode()


def test_resetting_voids_the_old_password_at_once(client, admin, school):
    user = make.clerk(school)
    client.post(reverse("office:account_reset", args=[user.pk]))
    client.logout()
    assert signed_in(client, user).status_code == 200


def test_a_bad_password_is_refused_on_the_link_too(client, admin, school):
    user = make.clerk(school)
    page = client.post(reverse("office:account_reset", args=[user.pk]))
    client.logout()
    told = choose(client, page.context["slips"][0].link, "20301219773").content.decode()
    assert "新密码不能全是数字" in told
    assert not User.objects.get(pk=user.pk).has_usable_password()


def test_a_forgotten_password_is_mailed_a_link_and_strangers_learn_nothing(
    client, school, settings, django_capture_on_commit_callbacks
):
    cache.clear()
    settings.EMAIL_CONFIGURED = True
    user = make.clerk(school)
    User.objects.filter(pk=user.pk).update(email="clerk@example.com")
    answers = []
    with django_capture_on_commit_callbacks(execute=True):
        for name in (user.username, user.username, "nobody"):
            page = client.post(reverse("forgotten"), {"username": name}, follow=True)
            answers.append([str(message) for message in page.context["messages"]])
    assert answers[0] == answers[1] == answers[2]
    [letter] = mail.outbox
    assert letter.to == ["clerk@example.com"]
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    assert signed_in(client, user).headers["Location"] == reverse("office:home")  # it still works
    client.logout()
    page = client.post(reverse("forgotten"), {"username": user.username})
    assert len(mail.outbox) == 1
    assert "这个链接已经失效" in opened(client, link).content.decode()  # signed in since


def given(client, user, role, **place):
    """What the page says after a post has been asked for."""
    data = {"role": role, "started_on": timezone.localdate(), **place}
    page = client.post(reverse("office:post_give", args=[user.pk]), data, follow=True)
    return " ".join(str(message) for message in page.context["messages"])


def test_a_post_must_match_its_place(client, security, school):
    user = make.UserFactory()
    told = given(client, user, Role.STAFF, school=school.pk)
    assert "岗位与所属单位不符：学校岗位选学校，区级岗位选地区，其余都不选。" in told
    assert not user.posts.exists()
    given(client, user, Role.CLERK, school=school.pk)
    assert User.objects.get(pk=user.pk).school_ids == [school.pk]


def test_accounts_posts_and_the_log_lie_in_three_different_hands(client, security):
    for keeper in (make.administrator(), make.auditor(), make.security()):
        for role in KEEPERS:
            told = given(client, keeper, role)
            assert "不能由一个人兼任" in told or "已经有同样的岗位" in told
        assert keeper.posts.count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            keeper.posts.create(role=next(r for r in KEEPERS if r != keeper.posts.get().role))


def test_a_keepers_post_whose_last_day_is_set_still_excludes_the_others(client, security):
    user = make.auditor()
    user.posts.update(ended_on=timezone.localdate() + timedelta(days=3))
    assert "不能由一个人兼任" in given(client, user, Role.ADMINISTRATOR)
    user.posts.update(
        started_on=timezone.localdate() - timedelta(days=9),
        ended_on=timezone.localdate() - timedelta(days=1),
    )
    assert "已加上岗位" in given(client, user, Role.ADMINISTRATOR)


def test_the_administrator_gives_no_posts_and_the_security_administrator_opens_no_accounts(client):
    admin, guard, user = make.administrator(), make.security(), make.UserFactory()
    client.force_login(admin)
    assert client.post(reverse("office:post_give", args=[user.pk])).status_code == 403
    client.force_login(guard)
    assert client.get(reverse("office:account_detail", args=[user.pk])).status_code == 200
    assert client.post(reverse("office:account_new"), sent()).status_code == 403
    for name in ("reset", "phone", "disable", "enable"):
        url = reverse(f"office:account_{name}", args=[user.pk])
        assert client.post(url).status_code == 403


def test_a_name_of_account_is_given_once(client, admin, school):
    make.UserFactory(username="zhang")
    page = client.post(reverse("office:account_new"), sent())
    assert page.context["form"].errors["username"] == ["账号“zhang”已经有人用，请换一个。"]


@pytest.mark.parametrize(
    ("old", "new", "again", "errors"),
    [
        ("wrong", "a-new-horse-7", "a-new-horse-7", {"old_password": ["原密码不对，请再试一次。"]}),
        (
            PASSWORD,
            "a-new-horse-7",
            "other",
            {"new_password2": ["两次填的新密码不一样，请重新填写。"]},
        ),
        (PASSWORD, PASSWORD, PASSWORD, {"new_password1": ["新密码不能和原密码一样。"]}),
        (
            PASSWORD,
            "20301219773",
            "20301219773",
            {"new_password2": ["新密码不能全是数字，请加上字母。"]},
        ),
        (
            PASSWORD,
            "password123",
            "password123",
            {"new_password2": ["这个密码太常见，容易被猜到，请换一个。"]},
        ),
        *(
            (
                PASSWORD,
                guessed,
                guessed,
                {"new_password2": ["这个密码太常见，容易被猜到，请换一个。"]},
            )
            for guessed in ("yixiaoyipin2026", "DangJian@2026", "2026#Football!", "dangwei_shuji_1")
        ),
        (
            PASSWORD,
            "short-1",
            "short-1",
            {"new_password2": ["新密码至少 10 位，请再加几位。"]},
        ),
    ],
)
def test_a_bad_new_password_is_refused_in_plain_words(client, school, old, new, again, errors):
    client.force_login(make.clerk(school))
    page = client.post(
        reverse("office:password"),
        {"old_password": old, "new_password1": new, "new_password2": again},
    )
    assert page.context["password_form"].errors == errors


def test_everybody_keeps_their_own_name_and_address(client, school):
    user = make.clerk(school)
    client.force_login(user)
    client.post(reverse("office:account"), {"name": "李老师", "email": ""})
    user.refresh_from_db()
    assert (user.name, user.email) == ("李老师", "")


@pytest.mark.parametrize(
    ("password", "said", "kept"),
    [
        ("", "改邮箱要填现在的密码。", "li@example.org"),
        ("wrong", "密码不对，请再试一次。", "li@example.org"),
        ("mei-hua-5-duo", "已保存。", "other@example.org"),
    ],
)
def test_a_new_address_asks_for_the_password(client, school, password, said, kept):
    user = make.clerk(school)
    user.email = "li@example.org"
    user.set_password("mei-hua-5-duo")
    user.save()
    client.force_login(user)
    sent = {"name": "李老师", "email": "other@example.org", "password": password}
    page = client.post(reverse("office:account"), sent, follow=True)
    user.refresh_from_db()
    assert (said in page.content.decode(), user.email) == (True, kept)


def test_a_post_passes_to_another_account_in_one_act(client, security, school):
    old, other = make.secretary(school), make.UserFactory(name="王老师")
    post = old.posts.get()
    data = {"username": other.username, "on": timezone.localdate(), "token": uuid.uuid4()}
    client.post(reverse("office:post_hand_over", args=[post.pk]), data)
    assert other.posts.get().role == Role.SECRETARY
    post.refresh_from_db()
    assert post.ended_on == timezone.localdate() - timedelta(days=1)
    assert User.objects.get(pk=old.pk).school_ids == []
    assert sentence(AuditEntry.objects.get(verb="post.hand_over")) == (
        f"{security}把学校书记岗位从“{old}”移交给“王老师”，单位：官林小学"
    )


def test_a_successor_needs_an_account(client, security, school):
    post = make.clerk(school).posts.get()
    data = {"username": "nobody", "on": timezone.localdate(), "token": uuid.uuid4()}
    page = client.post(reverse("office:post_hand_over", args=[post.pk]), data)
    assert page.context["form"].errors["username"] == ["还没有账号“nobody”，请系统管理员先开通。"]


def test_nobody_gives_posts_to_themselves_or_locks_themselves_out(client, security, school):
    data = {"role": Role.CLERK, "school": school.pk, "started_on": timezone.localdate()}
    client.post(reverse("office:post_give", args=[security.pk]), data)
    own = security.posts.get()
    client.post(reverse("office:post_end", args=[own.pk]), {"on": timezone.localdate()})
    own.refresh_from_db()
    assert own.ended_on is None
    admin = make.administrator()
    client.force_login(admin)
    client.post(reverse("office:account_disable", args=[admin.pk]))
    admin.refresh_from_db()
    assert admin.is_active


def test_a_disabled_account_loses_its_session_at_once(client, admin, school):
    user = make.clerk(school)
    client.post(reverse("office:account_disable", args=[user.pk]))
    client.force_login(user)
    assert client.get(reverse("office:home")).status_code == 302
    client.force_login(admin)
    client.post(reverse("office:account_enable", args=[user.pk]))
    client.force_login(user)
    assert client.get(reverse("office:home")).status_code == 200


def test_an_account_stops_on_its_last_day(client, school):
    user = make.clerk(school)
    client.force_login(user)
    user.expires_on = timezone.localdate()
    user.save()
    assert client.get(reverse("office:home")).status_code == 200
    user.expires_on = timezone.localdate() - timedelta(days=1)
    user.save()
    assert client.get(reverse("office:home")).headers["Location"] == reverse("login")
    page = signed_in(client, user)
    assert page.context["form"].non_field_errors() == [
        f"这个账号的有效期到 {user.expires_on} 为止。要继续使用，请联系系统管理员。"
    ]
    assert sentence(AuditEntry.objects.get(verb="account.refused")) == (
        f"账号“{user}”登录没有成功，原因：账号已到期"
    )


def test_a_wrong_password_says_how_many_tries_are_left(client, school):
    page = signed_in(client, make.clerk(school), "wrong")
    assert page.context["form"].non_field_errors() == [
        "账号或密码不对，请再试一次。再错 4 次，账号会锁定 15 分钟。"
    ]


def test_signing_in_and_out_is_told_with_the_address(client, school):
    user = make.clerk(school)
    signed_in(client, user)
    client.post(reverse("logout"))
    entries = AuditEntry.objects.order_by("pk").values_list("actor", "verb", "address")
    assert list(entries) == [
        (user.pk, "account.signed_in", "127.0.0.1"),
        (user.pk, "account.signed_out", "127.0.0.1"),
    ]


def test_a_typed_name_that_is_no_account_is_not_told(client):
    for _ in range(3):
        client.post(reverse("login"), {"username": "nobody", "password": "x"})
    entry = AuditEntry.objects.get()  # once a minute
    assert sentence(entry) == "有人从网络地址 127.0.0.1 用不存在的账号名登录"
    assert "nobody" not in str(vars(entry))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"role": Role.CLERK}, 1),
        ({"q": "user"}, 2),
        ({"state": "disabled"}, 0),
        ({"q": "不存在"}, 0),
    ],
)
def test_accounts_are_found_by_name_role_and_state(client, admin, school, query, found):
    make.clerk(school)
    page = client.get(reverse("office:accounts"), query)
    assert len(page.context["page"].object_list) == found


def test_accounts_are_found_by_region(client, admin, school):
    inside, _ = make.clerk(school), make.staff(make.RegionFactory())
    page = client.get(reverse("office:accounts"), {"region": school.region_id})
    assert list(page.context["page"]) == [inside]


def test_the_list_of_accounts_asks_as_much_for_three_as_for_one(
    client, admin, school, django_assert_num_queries
):
    make.clerk(school)
    client.get(reverse("office:accounts"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("office:accounts"))
    for _ in range(2):
        make.clerk(school)
    with django_assert_num_queries(len(one)):
        client.get(reverse("office:accounts"))


def test_the_first_keepers_are_opened_and_let_in_again_on_the_server(client):
    def keeper(*words):
        out = StringIO()
        call_command("keeper", *words, stdout=out)
        return out.getvalue().split()[-1].removeprefix("（本站网址）")

    first, second = keeper("administrator", "admin"), keeper("administrator", "admin")
    assert "这个链接已经失效" in opened(client, first).content.decode()
    assert "密码已设好" in choose(client, second).content.decode()
    assert [post.role for post in User.objects.get().posts.all()] == [Role.ADMINISTRATOR]
    with pytest.raises(CommandError, match="不能由一个人兼任"):
        keeper("security", "admin")
    assert AuditEntry.objects.get(verb="post.give").actor_name == "系统"
