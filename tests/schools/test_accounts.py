"""Accounts: first passwords, posts, handing over, locking out, signing in."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kit.audit import sentence
from kit.models import AuditEntry
from schools.choices import Role
from schools.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db
PASSWORD = "correct-horse-9"


@pytest.fixture
def school():
    return make.SchoolFactory(name="官林小学")


@pytest.fixture
def admin(client):
    user = make.administrator()
    client.force_login(user)
    return user


def sent(school, **changed):
    return {
        "username": "zhang",
        "name": "张老师",
        "post-role": Role.CLERK,
        "post-school": school.pk,
        "post-started_on": timezone.localdate(),
        "token": uuid.uuid4(),
        **changed,
    }


def signed_in(client, user, password=PASSWORD):
    return client.post(reverse("login"), {"username": user.username, "password": password})


def test_only_administrators_manage_accounts(client, school):
    for user in (make.secretary(school), make.leader(school.region), make.auditor()):
        client.force_login(user)
        assert client.get(reverse("office:accounts")).status_code == 403
        assert client.post(reverse("office:account_reset", args=[user.pk])).status_code == 403


def test_a_first_password_is_shown_once_and_works(client, admin, school):
    data = sent(school)
    page = client.post(reverse("office:account_new"), data)
    password, user = page.context["password"], User.objects.get(username="zhang")
    assert user.check_password(password)
    assert "no-store" in page.headers["Cache-Control"]
    again = client.post(reverse("office:account_new"), data)
    assert again.headers["Location"] == reverse("office:account_detail", args=[user.pk])
    assert User.objects.filter(username="zhang").count() == 1
    assert user.school_ids == [school.pk]


def test_a_post_must_match_its_place(client, admin, school):
    page = client.post(reverse("office:account_new"), sent(school, **{"post-role": Role.STAFF}))
    assert page.context["post_form"].general_errors() == [
        "岗位与所属单位不符：学校岗位选学校，区级岗位选地区，其余都不选。"
    ]
    assert not User.objects.filter(username="zhang").exists()


def test_a_name_of_account_is_given_once(client, admin, school):
    make.UserFactory(username="zhang")
    page = client.post(reverse("office:account_new"), sent(school))
    assert page.context["form"].errors["username"] == ["账号“zhang”已经有人用，请换一个。"]


def test_a_first_password_is_changed_before_anything_else(client, school):
    user = make.clerk(school)
    user.must_change_password = True
    user.save()
    client.force_login(user)
    page = reverse("office:password")
    assert client.get(reverse("office:home")).headers["Location"] == page
    assert client.get(reverse("office:school", args=[school.pk])).headers["Location"] == page
    assert client.get(reverse("schools:list")).status_code == 200
    client.post(
        page,
        {
            "old_password": PASSWORD,
            "new_password1": "a-new-horse-7",
            "new_password2": "a-new-horse-7",
        },
    )
    assert client.get(reverse("office:home")).status_code == 200


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
    client.post(reverse("office:account"), {"name": "李老师", "email": "li@example.org"})
    user.refresh_from_db()
    assert (user.name, user.email) == ("李老师", "li@example.org")


def test_a_post_passes_to_a_new_account_in_one_act(client, admin, school):
    old = make.clerk(school)
    post = old.posts.get()
    page = client.post(
        reverse("office:post_hand_over", args=[post.pk]),
        {"username": "wang", "name": "王老师", "on": timezone.localdate(), "token": uuid.uuid4()},
    )
    new = User.objects.get(username="wang")
    assert new.check_password(page.context["password"])
    assert new.school_ids == [school.pk]
    assert User.objects.get(pk=old.pk).school_ids == []
    assert sentence(AuditEntry.objects.get(verb="post.hand_over")) == (
        f"{admin}把学校填报员岗位从“{old}”移交给“王老师”，单位：官林小学"
    )


def test_a_post_passes_to_an_account_that_exists(client, admin, school):
    post, other = make.secretary(school).posts.get(), make.UserFactory()
    data = {"username": other.username, "on": timezone.localdate(), "token": uuid.uuid4()}
    client.post(reverse("office:post_hand_over", args=[post.pk]), data)
    assert other.posts.get().role == Role.SECRETARY
    post.refresh_from_db()
    assert post.ended_on == timezone.localdate() - timedelta(days=1)


def test_a_successor_without_account_needs_a_name(client, admin, school):
    post = make.clerk(school).posts.get()
    data = {"username": "nobody", "on": timezone.localdate(), "token": uuid.uuid4()}
    page = client.post(reverse("office:post_hand_over", args=[post.pk]), data)
    assert page.context["form"].errors["name"] == [
        "还没有账号“nobody”，要同时开通，请填写接任人称呼。"
    ]


def test_nobody_gives_posts_to_themselves_or_locks_themselves_out(client, admin, school):
    data = {"role": Role.CLERK, "school": school.pk, "started_on": timezone.localdate()}
    client.post(reverse("office:post_give", args=[admin.pk]), data)
    client.post(
        reverse("office:post_end", args=[admin.posts.get().pk]), {"on": timezone.localdate()}
    )
    client.post(reverse("office:account_disable", args=[admin.pk]))
    admin.refresh_from_db()
    assert admin.is_active
    assert [(post.role, post.ended_on) for post in admin.posts.all()] == [
        (Role.ADMINISTRATOR, None)
    ]


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
    client.post(reverse("login"), {"username": "nobody", "password": "x"})
    assert AuditEntry.objects.count() == 0


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
