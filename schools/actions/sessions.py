"""Sessions: their owner ends them, and they end with what gave them their right."""

from __future__ import annotations

from django.db import transaction

from kit import audit
from kit.workflow import Refused
from schools.models import Session, User

audit.register(
    {
        "account.end_session": "{actor}结束了自己在另一台设备上的登录：{device}",
        "account.end_sessions": "{actor}结束了自己在其他 {count} 台设备上的登录",
    }
)


def end_all(user: User, keep: str | None = None) -> int:
    """Called by what takes a right away; `keep` is the key of the session that goes on."""
    return Session.objects.filter(user=user).exclude(session_key=keep or "").delete()[0]


@transaction.atomic
def end_one(*, user: User, handle: str, keep: str | None, device: str) -> None:
    """`handle` is the row's name on the page."""
    for row in user.sessions.exclude(session_key=keep or ""):
        if row.handle == handle:
            row.delete()
            audit.record(user, "account.end_session", user, device=device)
            return
    raise Refused("这个登录已经结束了。")


@transaction.atomic
def end_others(*, user: User, keep: str | None) -> int:
    count = end_all(user, keep)
    audit.record(user, "account.end_sessions", user, count=count)
    return count
