"""The slip by which somebody gets into a new account: on paper with a code, or by mail."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format

from kit import masked, notifications
from schools.models import User


class Slip(NamedTuple):
    name: str
    username: str
    place: str
    link: str
    until: datetime
    mailed_to: str

    @property
    def code(self) -> str:
        """The link as a picture to be scanned with a telephone."""
        return segno.make(self.link, error="m").svg_data_uri(scale=4, border=2)


def slip(user: User, link: str) -> Slip:
    """`link` leads into the account of `user`; mailed too, where there is an address."""
    until = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    mailed_to = user.email if settings.EMAIL_CONFIGURED else ""
    if mailed_to:
        mail(user, link, until)
    return Slip(user.name, user.username, user.place, link, until, masked.address(mailed_to))


def mail(user: User, link: str, until: datetime) -> None:
    when = date_format(timezone.localtime(until), "n 月 j 日 H:i")
    body = (
        f"{user}：\n\n请在 {when} 前打开下面的链接，给账号 {user.username} 设一个自己的密码。"
        f"链接只能用一次，不要转给别人。\n\n{link}\n\n不是你要的，不用理会，密码不会变。"
    )
    notifications.post(user.email, f"给“{settings.SITE_NAME}”的账号设密码", body)
