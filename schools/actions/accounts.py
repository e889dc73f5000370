"""Accounts and posts: opening, giving, handing over, locking out, passwords."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from kit import audit, notifications
from kit.workflow import Refused
from schools.actions.deputies import deputies_of, release
from schools.actions.sessions import end_all
from schools.choices import KEEPERS, Role
from schools.models import Post, User

audit.register(
    {
        "account.open": "{actor}开通了账号“{target}”",
        "account.read": "{actor}查看了账号“{target}”的邮箱",
        "account.update": "{actor}修改了账号“{target}”的资料",
        "account.reset_password": "{actor}作废了账号“{target}”的密码，发了一次性链接",
        "account.set_password": "{actor}用一次性链接设了密码",
        "account.change_password": "{actor}修改了自己的密码",
        "account.disable": "{actor}停用了账号“{target}”",
        "account.enable": "{actor}恢复了账号“{target}”",
        "post.give": "{actor}让“{name}”担任{role}，单位：{place}",
        "post.end": "{actor}结束了“{name}”的{role}岗位，单位：{place}",
        "post.hand_over": "{actor}把{role}岗位从“{old}”移交给“{name}”，单位：{place}",
    }
)
notifications.register("account.opened", "新账号等我给岗位", roles=(Role.SECURITY,))
DAY = timedelta(days=1)


@transaction.atomic
def open_account(*, user: User, by: User | None) -> str:
    """Returns the path of the link by which this person sets a password.

    Without a post it opens nothing: the security administrator gives one, and is told.
    """
    path = invite(user)
    audit.record(by, "account.open", user)
    notifications.tell(
        "account.opened",
        to=Post.objects.current().filter(role=Role.SECURITY).holders(),
        text=f"新开通的账号“{user}”（{user.username}）还没有岗位，请给岗位。",
        url=reverse("office:account_detail", args=[user.pk]),
        by=by,
    )
    return path


def invite(user: User) -> str:
    """Save the account without any password and return the path of its link.

    The link works once and for `PASSWORD_RESET_TIMEOUT`. Each new one makes those before void.
    """
    user.set_unusable_password()
    user.save()
    end_all(user)
    return link(user)


def link(user: User) -> str:
    """Path of a link that is void as soon as the password has been set; nothing is stored."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set_password", args=[uid, default_token_generator.make_token(user)])


def read(*, user: User, by: User) -> None:
    """Somebody looks at the address of somebody else: that is written down before it is shown."""
    if user.email and user != by:
        audit.record(by, "account.read", user)


@transaction.atomic
def update_account(*, user: User, fields: list[str], by: User) -> None:
    user.save(update_fields=fields)
    audit.record(by, "account.update", user)


@transaction.atomic
def give_post(*, post: Post, by: User | None) -> None:
    if post.user == by:
        raise Refused("不能给自己加岗位，请另一位安全管理员来办。")
    _one_keeper(post.user, post.role)
    post.save()
    audit.record(by, "post.give", post, **_told(post))


@transaction.atomic
def end_post(*, post: Post, on: date, by: User) -> None:
    if post.user == by:
        raise Refused("不能结束自己的岗位，请另一位安全管理员来办。")
    _close(post, on)
    audit.record(by, "post.end", post, **_told(post), on=on)


@transaction.atomic
def hand_over(*, post: Post, successor: User, on: date, by: User) -> Post:
    """From `on` the successor holds the post; records stay with the place."""
    if by in (post.user, successor):
        raise Refused("自己的岗位不能自己移交，请另一位安全管理员来办。")
    if successor == post.user:
        raise Refused("接任的人已经在这个岗位上。")
    _one_keeper(successor, post.role)
    old = str(post.user)
    _close(post, max(post.started_on, on - DAY))
    new = Post.objects.create(
        user=successor, role=post.role, school=post.school, region=post.region, started_on=on
    )
    audit.record(by, "post.hand_over", new, **_told(new), old=old)
    return new


@transaction.atomic
def reset_password(*, user: User, by: User | None) -> str:
    """The old password is void at once; returns the path of the link for a new one."""
    path = invite(user)
    audit.record(by, "account.reset_password", user)
    return path


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """By a link: whoever holds it is taken for the person."""
    user.set_password(password)
    user.save(update_fields=["password", "password_since"])
    end_all(user)
    audit.record(user, "account.set_password", user)


@transaction.atomic
def change_password(*, user: User, password: str, keep: str | None) -> None:
    """One's own; `keep` is the key of the session that goes on, all others end."""
    user.set_password(password)
    user.save(update_fields=["password", "password_since"])
    end_all(user, keep)
    audit.record(user, "account.change_password", user)


@transaction.atomic
def disable_account(*, user: User, by: User) -> None:
    """It cannot sign in any more and loses its running sessions; what it wrote stays."""
    if user == by:
        raise Refused("不能停用自己的账号，请另一位系统管理员来办。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all(user)
    audit.record(by, "account.disable", user)


@transaction.atomic
def enable_account(*, user: User, by: User) -> None:
    user.is_active = True
    user.awake_since = timezone.now()
    user.save(update_fields=["is_active", "awake_since"])
    audit.record(by, "account.enable", user)


def _close(post: Post, on: date) -> None:
    if post.ended_on:
        raise Refused("这个岗位已经结束。")
    if on < post.started_on:
        raise Refused("离岗日期不能早于到岗日期。")
    post.ended_on = on
    post.save(update_fields=["ended_on"])
    if on < timezone.localdate():
        end_all(post.user)
    release(deputies_of(post), on)


def _one_keeper(user: User, role: str) -> None:
    """A post that still runs counts even when its last day is known: the database sees only open
    ones."""
    if role not in KEEPERS:
        return
    User.objects.select_for_update().get(pk=user.pk)
    held = user.posts.filter(role__in=KEEPERS).exclude(ended_on__lt=timezone.localdate())
    if other := held.first():
        raise Refused(
            f"“{user}”是{other.get_role_display()}。系统管理员、安全管理员、审计员不能由一个人兼任。"
        )


def _told(post: Post) -> dict[str, str]:
    return {
        "name": str(post.user),
        "role": post.get_role_display(),
        "place": post.place or "平台",
    }
