"""What the log says of pages: refusals, files taken out of the portal, papers opened to be printed.

One place for all, so that a new list, dossier or Word file is told without a line of its own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kit import audit
from schools.models import User

audit.register(
    {
        "page.refused": "{actor}打开“{target}”被拒绝",
        "page.downloaded": "{actor}下载了“{target}”",
        "page.printed": "{actor}打开了打印页“{target}”",
    }
)
ONCE_IN = timedelta(minutes=1)
TITLE = re.compile(rb"<title>\s*(.*?)\s*</title>", re.DOTALL)
NAME = re.compile(r"filename\*=utf-8''([^;]+)|filename=\"?([^\";]+)", re.IGNORECASE)


class Noted:
    """Middleware, below those that know the account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        told = _told(request, response)
        if told and isinstance(request.user, User):
            self._note(request, request.user, *told)
        return response

    def _note(self, request: HttpRequest, user: User, verb: str, target: str) -> None:
        """A refusal that is tried again and again within a minute is told once."""
        address = request.META.get("REMOTE_ADDR")
        if verb == "refused":
            if not audit.lately("page.refused", target, ONCE_IN, by=user):
                audit.record(user, "page.refused", target, address=address, method=request.method)
        elif verb == "downloaded":
            path = request.get_full_path()[:500]
            audit.record(user, "page.downloaded", target, address=address, path=path)
        else:
            audit.record(user, "page.printed", target, address=address, path=request.path)


def _told(request: HttpRequest, response: HttpResponseBase) -> tuple[str, str] | None:
    """What to tell of this answer, and its name."""
    if response.status_code == 403:
        return "refused", request.path[:200]
    if response.status_code != 200:
        return None
    disposition = response.get("Content-Disposition", "")
    if disposition.startswith("attachment"):
        match = NAME.search(disposition)
        name = unquote(match[1] or match[2]) if match else request.path
        return "downloaded", name
    view = request.resolver_match.url_name if request.resolver_match else ""
    if (view or "").endswith("print") and isinstance(response, HttpResponse):
        title = TITLE.search(response.content)
        return "printed", html.unescape(title[1].decode()) if title else request.path
    return None
