"""Public pages once made, kept in each process until what they show changes.

Kept is what a visitor without a session was given, under all that such a page depends on: address,
host, way of reading, what HTMX asks for. It holds for one edition (portal.edition) and until the
next moment at which pages change by themselves; to know so costs one look-up. Everything else
leaves with `no-store`: what belongs to an account is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from portal import edition
from portal.reading import ACCOUNTS, Reading, step
from selection.models import Batch

LARGEST = 100_000  # bytes; settings.CACHES["pages"] says how many
TYPES = (
    *("text/html", "text/plain", "image/svg+xml", "application/xml"),
    *("application/rss+xml", "application/atom+xml"),
)
HTMX = ("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
VARY = {"cookie", "hx-request", ""}  # all that a page may depend on and its key knows
PERSONAL = ("private", "no-store")
NOTHING: tuple[Any, Any, dict[str, str], bytes] = (None, None, {}, b"")


class PublicPages:
    """Stands before everything that makes a page, after everything that differs by request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_public(request):
            return self._made(request, "private, no-store")
        pages, moment = caches["pages"], timezone.now()
        try:
            key, now = key_of(request), edition.of(request)
        except (DisallowedHost, DatabaseError):  # the page itself says what it can
            return self._made(request, "no-cache")
        made_under, until, headers, content = pages.get(key, NOTHING)
        if headers and made_under == now and moment < until:
            response = HttpResponse(content, headers=headers)
        else:
            response = self._made(request, "no-cache")
            if not may_be_kept(request, response):
                return response
            response["ETag"] = f'"{blake2b(response.content, digest_size=16).hexdigest()}"'
            kept = (now, turn_after(moment), dict(response.items()), response.content)
            pages.set(key, kept, None)
        return get_conditional_response(request, response["ETag"], None, response) or response

    def _made(self, request: HttpRequest, keeping: str) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", keeping)
        return response


def is_public(request: HttpRequest) -> bool:
    """Asked for by nobody in particular: no account, no session, no message waiting."""
    return (
        request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and CookieStorage.cookie_name not in request.COOKIES
        and step(request.path_info) not in ACCOUNTS
    )


def key_of(request: HttpRequest) -> str:
    """Of one length, whatever is asked."""
    parts = (
        request.scheme,
        request.get_host(),
        request.path,
        request.META.get("QUERY_STRING", ""),
        Reading.of(request).words,
        *(request.META.get(name, "") for name in HTMX),
    )
    return blake2b(repr(parts).encode(), digest_size=20).hexdigest()


def may_be_kept(request: HttpRequest, response: Any) -> bool:
    """Whole, small, alike for everybody; a form with a token is its visitor's own."""
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and varies <= VARY
        and response.get("Content-Type", "").startswith(TYPES)
        and not any(word in response["Cache-Control"] for word in PERSONAL)
        and len(response.content) <= LARGEST
        and b"csrfmiddlewaretoken" not in response.content
    )


def turn_after(moment: datetime) -> datetime:
    """When pages change without anybody's doing: at midnight, and as a batch opens or closes."""
    tomorrow = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    tomorrow += timedelta(days=1)
    return min(tomorrow, Batch.objects.next_turn(moment) or tomorrow)
