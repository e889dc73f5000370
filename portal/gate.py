"""What still stands between a right password and the portal: a code, or a new password.

Until it is done the visitor is nobody (middleware.Halfway): only the pages of these steps ask for
the account behind the session.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY

from schools.models import User
from schools.models.signing_in import ADDRESS, AGENT, SEEN

CODE, ENROL, RENEW = "login_code", "login_phone", "login_renew"
SSO = "portal.single_sign_on.Elsewhere"
TOUCHED = 300  # seconds between two writes of "last used": a click need not cost a write


def account(request: HttpRequest) -> User | None:
    """The account whose password was given, whatever still stands in its way."""
    user: Any = auth.get_user(request)
    return user if isinstance(user, User) else None


def step_left(request: HttpRequest, user: User) -> str:
    """The name of the page that comes next, or "" for somebody who is in.

    Whoever comes by single sign-on has been asked there.
    """
    session = request.session
    if session.get(auth.BACKEND_SESSION_KEY) == SSO:
        return ""
    if settings.SECOND_FACTOR != "off" and DEVICE_ID_SESSION_KEY not in session:
        if user.has_authenticator:
            return CODE
        if user.must_have_authenticator:
            return ENROL
    return RENEW if user.password_is_old else ""


def touch(request: HttpRequest, anew: bool = False) -> None:
    """Note when and from where this session was last used; saving it starts its hours anew."""
    now = timezone.now().timestamp()
    session = request.session
    if anew or now - session.get(SEEN, 0) > TOUCHED:
        session[SEEN] = now
        session[ADDRESS] = request.META.get("REMOTE_ADDR")
        session[AGENT] = request.headers.get("User-Agent", "")[:300]
