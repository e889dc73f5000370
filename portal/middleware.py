"""Who asks, and in which writing: the own address, zh-hant/, who may not go on or not yet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import MiddlewareNotUsed
from django.db.models.fields.files import FieldFile
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from kit import audit, invisible
from portal import gate, traditional
from portal.reading import ACCOUNTS, TRADITIONAL, step
from portal.views import errors
from schools.models import User


class ClientAddress:
    """Puts the visitor's own address into REMOTE_ADDR, for the login lock, and into the log.

    Believes as many entries of X-Forwarded-For, from the right, as there are own proxies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if 0 < settings.PROXY_COUNT <= len(hops):
            request.META["REMOTE_ADDR"] = hops[-settings.PROXY_COUNT]
        token = audit.ASKED_FROM.set(_network_address(request))
        try:
            return self.get_response(request)
        finally:
            audit.ASKED_FROM.reset(token)


def _network_address(request: HttpRequest) -> str | None:
    with suppress(ValueError):
        return str(ip_address(request.META.get("REMOTE_ADDR", "")))
    return None


class HandedOver:
    """Leaves the bytes of an upload to nginx, which has the file at hand and time to send it.

    The view has decided by then; headers stay as it set them. See deploy/nginx.conf.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.ACCEL_LOCATION:  # or the uploads are in no folder
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.root = f"{Path(settings.MEDIA_ROOT).resolve()}/"

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        file: Any = getattr(response, "file_to_stream", None)
        place = str(file.path if isinstance(file, FieldFile) else getattr(file, "name", ""))
        if not place.startswith(self.root):
            return response
        path = place.removeprefix(self.root)
        handed = HttpResponse(headers=dict(response.headers), status=response.status_code)
        handed["X-Accel-Redirect"] = f"{settings.ACCEL_LOCATION}/{quote(path)}"
        del handed["Content-Length"]
        file.close()  # not the response, whose end is the end of the request
        return handed


class Traditional:
    """Every public page a second time, below zh-hant/: its links stay there, its words change.

    To the rest of the portal such a request looks like one to an application mounted a step lower.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first, _, rest = request.path_info.removeprefix("/").partition("/")
        if first != TRADITIONAL:
            return self.get_response(request)
        root = get_script_prefix()
        if step(request.path_info) in ACCOUNTS:
            query = request.META.get("QUERY_STRING", "")
            return redirect(f"{root}{rest}{'?' * bool(query)}{query}")
        if request.path_info == f"/{TRADITIONAL}":
            return redirect(f"{root}{TRADITIONAL}/")
        request.path_info = f"/{rest}"
        set_script_prefix(f"{root}{TRADITIONAL}/")
        try:
            response = self.get_response(request)
        finally:
            set_script_prefix(root)
        return traditional.respond(response)


class Visible:
    """Takes out of what was sent what nobody types: NUL, and marks that turn the words around."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Here rather than above: a body too large is refused by then."""
        for name in ("GET", "POST"):
            sent = getattr(request, name)
            if any(invisible.is_in(value) for _, values in sent.lists() for value in values):
                setattr(request, name, _visible(sent))
        for _, files in request.FILES.lists():
            for file in files:
                file.name = invisible.without(file.name or "")


def _visible(sent: QueryDict) -> QueryDict:
    clean = sent.copy()
    for key, values in sent.lists():
        clean.setlist(key, [invisible.without(value) for value in values])
    return clean


class Halfway:
    """Whoever has given a password and not yet the rest is nobody, on every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Lazily: a public page that asks for nobody needs no session and stays cacheable.
        known: Any = SimpleLazyObject(partial(self._known, request, request.user))
        request.user = known
        return self.get_response(request)

    def _known(self, request: HttpRequest, user: Any) -> User | AnonymousUser:
        if not user.is_authenticated:
            return AnonymousUser()
        gate.touch(request)
        return AnonymousUser() if gate.step_left(request, user) else user


class LoginRequired(LoginRequiredMiddleware):
    """What is sent after the login ran out is handed back, to be sent once more after a new one.

    Only to a browser that shows a page: scripts are led to the login and keep their words.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        if errors.shows_a_page(request):
            return errors.login_again(request)
        return super().handle_no_permission(request, view_func)


class ExpiredAccounts:
    """A session outlives the day an account ends: it is closed at the next click under office/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if match is None or match.app_names[:1] != ["office"] or not isinstance(user, User):
            return None
        if not user.is_expired:
            return None
        logout(request)
        messages.error(request, "这个账号已到期，已经退出登录。要继续使用，请联系系统管理员。")
        return _to(request, "login")


def _to(request: HttpRequest, name: str) -> HttpResponse:
    """HTMX would put the page it is sent to into the middle of the one it shows."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse(name))
    return redirect(name)
