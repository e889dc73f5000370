"""Where somebody is signed in, in words that tell one's own devices apart."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from schools.models import User

# The first that occurs in what the browser says of itself; special ones before those they imitate.
SYSTEMS = {
    "HarmonyOS": "鸿蒙手机",
    "Android": "安卓手机",
    "iPhone": "苹果手机",
    "iPad": "苹果平板",
    "Windows": "Windows 电脑",
    "Macintosh": "苹果电脑",
    "Linux": "Linux 电脑",
}
BROWSERS = {
    "MicroMessenger": "微信",
    "DingTalk": "钉钉",
    "Edg": "Edge 浏览器",
    "Firefox": "火狐浏览器",
    "Chrome": "Chrome 浏览器",
    "Safari": "Safari 浏览器",
}


class Device(NamedTuple):
    label: str
    address: str
    since: datetime
    last: datetime
    handle: str
    is_this: bool


def label(agent: str) -> str:
    found = [
        next((name for sign, name in names.items() if sign in agent), "")
        for names in (SYSTEMS, BROWSERS)
    ]
    return " · ".join(filter(None, found)) or "认不出的设备"


def sessions_of(user: User, key: str | None) -> list[Device]:
    """This one first, then the last used."""
    rows = user.sessions.filter(expire_date__gt=timezone.now()).order_by("-seen_at")
    found = [
        Device(
            label(row.agent),
            row.address or "",
            row.started_at,
            row.seen_at,
            row.handle,
            row.session_key == key,
        )
        for row in rows
        if row.started_at and row.seen_at
    ]
    return sorted(found, key=lambda device: not device.is_this)
