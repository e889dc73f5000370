"""Whose request it is: the visitor's own address, and accounts that may not go on as they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from schools.models import User


class ClientAddress:
    """Puts the visitor's own address into REMOTE_ADDR, which the log and the login lock read.

    Believes as many entries of X-Forwarded-For, from the right, as there are own proxies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if 0 < settings.PROXY_COUNT <= len(hops):
            request.META["REMOTE_ADDR"] = hops[-settings.PROXY_COUNT]
        return self.get_response(request)


class NoNulls:
    """Takes NUL characters out of what was sent: nobody types them, PostgreSQL refuses them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Here rather than above: a body too large is refused by then."""
        for name in ("GET", "POST"):
            sent = getattr(request, name)
            if any("\0" in value for _, values in sent.lists() for value in values):
                setattr(request, name, _without_nulls(sent))


def _without_nulls(sent: QueryDict) -> QueryDict:
    clean = sent.copy()
    for key, values in sent.lists():
        clean.setlist(key, [value.replace("\0", "") for value in values])
    return clean


class _Office:
    """Looks at requests of signed-in accounts under office/ before their view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.app_names[:1] != ["office"]:
            return None
        if not isinstance(request.user, User):
            return None
        return self.stop(request, request.user, match.view_name)

    def stop(self, request: HttpRequest, user: User, view_name: str) -> HttpResponse | None:
        raise NotImplementedError


class ExpiredAccounts(_Office):
    """A session outlives the day an account ends: it is closed at the next click."""

    def stop(self, request: HttpRequest, user: User, view_name: str) -> HttpResponse | None:
        if not user.expires_on or user.expires_on >= timezone.localdate():
            return None
        logout(request)
        messages.error(request, "这个账号已到期，已经退出登录。要继续使用，请联系系统管理员。")
        return _to(request, "login")


class PasswordChangeFirst(_Office):
    """Whoever signed in with a first password chooses an own one before anything else."""

    def stop(self, request: HttpRequest, user: User, view_name: str) -> HttpResponse | None:
        if not user.must_change_password or view_name == "office:password":
            return None
        return _to(request, "office:password")


def _to(request: HttpRequest, name: str) -> HttpResponse:
    """HTMX would put the page it is sent to into the middle of the one it shows."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse(name))
    return redirect(name)
