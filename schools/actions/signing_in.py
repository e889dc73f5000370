"""Signing in and out as the log tells it, and accounts that nobody signs in to."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from kit import audit, notifications
from schools.actions.sessions import end_all
from schools.choices import Role
from schools.models import Post, Session, User

audit.register(
    {
        "account.signed_in": "{actor}登录{way}",
        "account.signed_out": "{actor}退出登录",
        "account.refused": "账号“{target}”登录没有成功，原因：{reason}",
        "account.unknown": "有人从网络地址 {target} 用不存在的账号名登录",
        "account.locked": "账号“{target}”密码连续输错，锁定 {minutes} 分钟",
        "account.sleeps": "账号“{target}”{days} 天没有登录，{actor}停用了它",
    }
)
notifications.register("account.unused", "账号久不登录，快要停用", is_duty=True)
notifications.register("account.sleeps", "久不登录的账号已停用", roles=(Role.ADMINISTRATOR,))
WARNED = timedelta(days=14)


def note_sign_in(user: User, way: str = "") -> None:
    audit.record(user, "account.signed_in", user, way=way)


def note_sign_out(user: User) -> None:
    audit.record(user, "account.signed_out", user)


def note_refusal(username: str, reason: str) -> None:
    """A name that is no account is never written down: it may be somebody's password."""
    user = User.objects.filter(username=username[:150]).first()
    where = audit.ASKED_FROM.get() or "未知"
    if user:
        audit.record(None, "account.refused", user, reason=reason)
    elif not audit.lately("account.unknown", where, timedelta(minutes=1)):
        audit.record(None, "account.unknown", where)


def note_lock(username: str) -> None:
    """Once for each lock, not at every try that runs into it."""
    user = User.objects.filter(username=username[:150]).first()
    if user and not audit.lately("account.locked", user, settings.AXES_COOLOFF_TIME):
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        audit.record(None, "account.locked", user, minutes=minutes)


def disable_unused() -> int:
    """Disable accounts nobody has signed in to for UNUSED_DAYS; their owners are told before."""
    if not settings.UNUSED_DAYS:
        return 0
    now, days = timezone.now(), timedelta(days=settings.UNUSED_DAYS)
    when = date_format(timezone.localdate() + WARNED, "n 月 j 日")
    notifications.tell(
        "account.unused",
        to=_unused_since(now - days + WARNED),
        text=f"你的账号很久没有登录，{when}前后会停用。登录一次就不会停用。",
        url=reverse("office:account"),
    )
    gone = [user for user in _unused_since(now - days) if _put_to_sleep(user, now - days)]
    if gone:
        names = "、".join(str(user) for user in gone[:5])
        notifications.tell(
            "account.sleeps",
            to=Post.objects.current().filter(role=Role.ADMINISTRATOR).holders(),
            text=f"停用了 {len(gone)} 个久不登录的账号：{names}{'等' if gone[5:] else ''}。",
            url=f"{reverse('office:accounts')}?state=disabled",
        )
    return len(gone)


def end_sessions_of_ended_posts() -> int:
    """Whoever left a post yesterday signs in anew; the rights have ended by themselves."""
    yesterday = timezone.localdate() - timedelta(days=1)
    left = Post.objects.filter(ended_on=yesterday, acting_for=None).values("user")
    return Session.objects.filter(user__in=left).delete()[0]


def _unused_since(moment: object) -> QuerySet[User]:
    """Whoever holds the keys is not locked out by a clock."""
    keys = Post.objects.current().filter(role__in=(Role.ADMINISTRATOR, Role.SECURITY))
    rows = User.objects.filter(is_active=True, awake_since__lt=moment)
    rows = rows.filter(Q(last_login=None) | Q(last_login__lt=moment))
    return rows.exclude(pk__in=keys.values("user"))


@transaction.atomic
def _put_to_sleep(user: User, moment: object) -> bool:
    """False when somebody has signed in meanwhile."""
    if not _unused_since(moment).filter(pk=user.pk).update(is_active=False):
        return False
    end_all(user)
    audit.record(None, "account.sleeps", user, days=settings.UNUSED_DAYS)
    return True
