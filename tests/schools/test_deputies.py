"""Deputies: the rights of a post for some days, by name, and never two checks with one hand."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from activities.workflow import activity_flow
from kit.audit import sentence
from kit.models import AuditEntry, Notification
from kit.publication import Scope
from kit.workflow import Refused
from schools.actions.accounts import end_post
from schools.actions.deputies import colleagues, deputise
from schools.choices import Role
from schools.models import Post, User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make.SchoolFactory(name="官林小学")


@pytest.fixture
def boss(school):
    return make.secretary(school)


@pytest.fixture
def colleague(school):
    return make.clerk(school)


def lend(boss, deputy, days=3, start=0, by=None):
    today = timezone.localdate()
    return deputise(
        post=boss.posts.get(acting_for=None),
        deputy=deputy,
        since=today + timedelta(days=start),
        until=today + timedelta(days=days),
        by=by or boss,
    )


def fresh(user):
    """As the next request reads it."""
    return User.objects.get(pk=user.pk)


def test_a_deputy_has_the_rights_from_the_first_day_to_the_last(school, boss, colleague):
    lend(boss, colleague, start=1, days=2)
    now, held = timezone.now(), []
    for day in range(4):
        with time_machine.travel(now + timedelta(days=day)):
            held.append(fresh(colleague).has_role(Role.SECRETARY))
    assert held == [False, True, True, False]


def test_a_colleague_is_asked_on_the_own_page_and_both_are_named(client, boss, colleague):
    client.force_login(boss)
    post = boss.posts.get()
    today = timezone.localdate()
    data = {"deputy": colleague.pk, "since": today, "until": today, "token": uuid.uuid4()}

    client.post(reverse("office:post_deputy", args=[post.pk]), data)
    page = client.get(reverse("office:account")).content.decode()

    assert str(colleague) in page
    assert sentence(AuditEntry.objects.get(verb="post.deputise")) == (
        f"{boss}请“{colleague}”代理“{boss}”的学校书记岗位，从 {today} 到 {today}"
    )
    assert Notification.objects.get(owner=colleague).kind == "post.deputy"
    client.force_login(colleague)
    assert f"代理{boss}" in client.get(reverse("office:home")).content.decode()


def test_only_the_own_post_is_lent_but_the_security_administrator_helps_who_is_away(
    client, school, boss, colleague
):
    address = reverse("office:post_deputy", args=[boss.posts.get().pk])
    client.force_login(colleague)
    assert client.get(address).status_code == 404
    client.force_login(make.security())
    assert client.get(address).status_code == 200


def test_only_colleagues_without_the_same_post_may_be_asked(school, boss, colleague):
    make.clerk(make.SchoolFactory())
    other_boss = make.secretary(school)
    assert list(colleagues(boss.posts.get())) == [colleague]
    with pytest.raises(Refused, match="已经有同样的岗位"):
        lend(boss, other_boss)


def test_what_is_lent_cannot_be_lent_on(school, boss, colleague):
    acting = lend(boss, colleague)
    third = make.clerk(school)
    with pytest.raises(Refused, match="不能请人代理"):
        deputise(
            post=acting,
            deputy=third,
            since=acting.started_on,
            until=acting.ended_on,
            by=colleague,
        )


@pytest.mark.parametrize("first", ["boss", "colleague"])
def test_a_deputy_and_the_principal_make_one_check_between_them(school, boss, colleague, first):
    lend(boss, colleague)
    people = {"boss": fresh(boss), "colleague": fresh(colleague)}
    activity = make.ActivityFactory(
        school=school, place="操场", story="大家都到了。", scope=Scope.PUBLIC
    )

    activity_flow.perform(activity, "first_check", by=people.pop(first))

    (other,) = people.values()
    assert [offer.key for offer in activity_flow.available(activity, other)] == ["send_back"]
    assert "second_check" in [
        offer.key for offer in activity_flow.available(activity, make.secretary(school))
    ]


def test_acts_of_a_deputy_name_the_principal(school, boss, colleague):
    lend(boss, colleague)
    activity = make.ActivityFactory(
        school=school, place="操场", story="大家都到了。", scope=Scope.PUBLIC
    )

    activity_flow.perform(activity, "first_check", by=fresh(colleague))

    name = AuditEntry.objects.get(verb="activity.first_check").actor_name
    assert name == f"{colleague}（代理{boss}）"


def test_acting_ends_at_once_by_the_principal_and_with_the_post(client, boss, colleague):
    acting = lend(boss, colleague)
    client.force_login(boss)
    client.post(reverse("office:post_deputy_end", args=[acting.pk]))
    assert not fresh(colleague).has_role(Role.SECRETARY)
    lend(boss, colleague)
    yesterday = timezone.localdate() - timedelta(days=1)
    Post.objects.update(started_on=yesterday - timedelta(days=1))

    end_post(post=boss.posts.get(), on=yesterday, by=make.security())

    assert not fresh(colleague).has_role(Role.SECRETARY)
    assert colleague.posts.get(acting_for=boss).ended_on == yesterday


def test_a_stranger_cannot_end_it(client, school, boss, colleague):
    acting = lend(boss, colleague)
    client.force_login(make.secretary(school))
    assert client.post(reverse("office:post_deputy_end", args=[acting.pk])).status_code == 404
