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

from kit import audit, invisible
from schools.models import User

audit.register(
    {
        "page.refused": "{actor}打开“{target}”被拒绝",
        "page.missed": "{actor}打开“{target}”，那里没有给这个账号看的内容",
        "page.turned_away": "来自网络地址 {target} 的访客打开“{path}”被拒绝",
        "page.downloaded": "{actor}下载了“{target}”",
        "page.printed": "{actor}打开了打印页“{target}”",
    }
)
REFUSALS = {"refused", "missed"}
ONCE_IN = timedelta(minutes=1)
PAPER, HEAD = b'<body class="print-body"', 4000  # layouts/print.html
TITLE = re.compile(rb"<title>\s*(.*?)\s*</title>", re.DOTALL)
NAME = re.compile(r"filename\*=utf-8''([^;]+)|filename=\"?([^\";]+)", re.IGNORECASE)


class Noted:
    """Middleware, below those that know the account."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        told = _told(request, response)
        if told:
            self._note(request, *told)
        return response

    def _note(self, request: HttpRequest, act: str, target: str) -> None:
        """A refusal that is tried again and again within a minute is told once."""
        user = request.user if isinstance(request.user, User) else None
        if act in REFUSALS:
            told = {"method": request.method}
            if user is None:  # may try any number of addresses: one line for them all
                told["path"], target = target[:200], str(audit.ASKED_FROM.get())
                act = "turned_away"
            if not audit.lately(f"page.{act}", target, ONCE_IN, by=user):
                audit.record(user, f"page.{act}", target, **told)
        elif user:
            audit.record(user, f"page.{act}", target, path=request.get_full_path()[:500])


def _told(request: HttpRequest, response: HttpResponseBase) -> tuple[str, str] | None:
    """What to tell of this answer, and its name."""
    view = request.resolver_match
    is_office = view is not None and view.app_names[:1] == ["office"]
    if response.status_code == 403:
        return "refused", invisible.without(request.path)
    if response.status_code == 404 and is_office:
        return "missed", invisible.without(request.path)
    if response.status_code != 200:
        return None
    disposition = response.get("Content-Disposition", "")
    if disposition.startswith("attachment"):
        match = NAME.search(disposition)
        name = unquote(match[1] or match[2]) if match else request.path
        return "downloaded", name
    if is_office and isinstance(response, HttpResponse) and PAPER in response.content[:HEAD]:
        title = TITLE.search(response.content)
        return "printed", html.unescape(title[1].decode()) if title else request.path
    return None
