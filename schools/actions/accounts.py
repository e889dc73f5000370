"""Accounts and posts: opening, handing over, locking out, and signing in and out."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.db import transaction

from kit import audit
from kit.workflow import Refused
from schools.models import Post, User

audit.register(
    {
        "account.open": "{actor}开通了账号“{target}”",
        "account.update": "{actor}修改了账号“{target}”的资料",
        "account.reset_password": "{actor}重设了账号“{target}”的密码",
        "account.change_password": "{actor}修改了自己的密码",
        "account.disable": "{actor}停用了账号“{target}”",
        "account.enable": "{actor}恢复了账号“{target}”",
        "account.signed_in": "{actor}登录",
        "account.signed_out": "{actor}退出登录",
        "account.refused": "账号“{target}”登录没有成功，原因：{reason}",
        "post.give": "{actor}让“{name}”担任{role}，单位：{place}",
        "post.end": "{actor}结束了“{name}”的{role}岗位，单位：{place}",
        "post.hand_over": "{actor}把{role}岗位从“{old}”移交给“{name}”，单位：{place}",
    }
)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are mistaken for one another on paper
DAY = timedelta(days=1)


@transaction.atomic
def open_account(*, user: User, post: Post, by: User) -> str:
    """Returns the first password, which is shown once and kept nowhere."""
    password = _first_password(user)
    user.save()
    audit.record(by, "account.open", user)
    post.user = user
    give_post(post=post, by=by)
    return password


@transaction.atomic
def update_account(*, user: User, fields: list[str], by: User) -> None:
    user.save(update_fields=fields)
    audit.record(by, "account.update", user)


@transaction.atomic
def give_post(*, post: Post, by: User) -> None:
    if post.user == by:
        raise Refused("不能给自己加岗位，请另一位系统管理员来办。")
    post.save()
    audit.record(by, "post.give", post, **_told(post))


@transaction.atomic
def end_post(*, post: Post, on: date, by: User) -> None:
    if post.user == by:
        raise Refused("不能结束自己的岗位，请另一位系统管理员来办。")
    _close(post, on)
    audit.record(by, "post.end", post, **_told(post), on=on)


@transaction.atomic
def hand_over(*, post: Post, successor: User, on: date, by: User) -> tuple[Post, str]:
    """From `on` the successor holds the post; records stay with the place.

    A successor without an account gets one: the second value is its first password, else "".
    """
    if by in (post.user, successor):
        raise Refused("自己的岗位不能自己移交，请另一位系统管理员来办。")
    if successor == post.user:
        raise Refused("接任的人已经在这个岗位上。")
    password = ""
    if successor.pk is None:
        password = _first_password(successor)
        successor.save()
        audit.record(by, "account.open", successor)
    old = str(post.user)
    _close(post, max(post.started_on, on - DAY))
    new = Post.objects.create(
        user=successor, role=post.role, school=post.school, region=post.region, started_on=on
    )
    audit.record(by, "post.hand_over", new, **_told(new), old=old)
    return new, password


@transaction.atomic
def reset_password(*, user: User, by: User) -> str:
    password = _first_password(user)
    user.save(update_fields=["password", "must_change_password"])
    audit.record(by, "account.reset_password", user)
    return password


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """One's own."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record(user, "account.change_password", user)


@transaction.atomic
def disable_account(*, user: User, by: User) -> None:
    """It cannot sign in any more and loses its running sessions; what it wrote stays."""
    if user == by:
        raise Refused("不能停用自己的账号，请另一位系统管理员来办。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    audit.record(by, "account.disable", user)


@transaction.atomic
def enable_account(*, user: User, by: User) -> None:
    user.is_active = True
    user.save(update_fields=["is_active"])
    audit.record(by, "account.enable", user)


def note_sign_in(user: User, address: str | None) -> None:
    audit.record(user, "account.signed_in", user, address=address)


def note_sign_out(user: User, address: str | None) -> None:
    audit.record(user, "account.signed_out", user, address=address)


def note_refusal(username: str, reason: str, address: str | None) -> None:
    """Only for accounts that exist: anybody may type anything into the box."""
    user = User.objects.filter(username=username[:150]).first()
    if user:
        audit.record(None, "account.refused", user, address=address, reason=reason)


def _first_password(user: User) -> str:
    parts = ("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    password = "-".join(parts)
    user.set_password(password)
    user.must_change_password = True
    return password


def _close(post: Post, on: date) -> None:
    if post.ended_on:
        raise Refused("这个岗位已经结束。")
    if on < post.started_on:
        raise Refused("离岗日期不能早于到岗日期。")
    post.ended_on = on
    post.save(update_fields=["ended_on"])


def _told(post: Post) -> dict[str, str]:
    return {
        "name": str(post.user),
        "role": post.get_role_display(),
        "place": post.place or "平台",
    }
