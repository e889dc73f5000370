"""What people see when something does not work: plain words and one way on."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template

from kit import patient, storing
from schools.actions.signing_in import note_lock

TOO_MUCH = (
    "这一次交的内容太多，没有收下，也没有改动已有的内容。按“后退”回到刚才的页面，你填的还在；"
    "请把太长的那一格删短，或者分几次保存。自动保存过的内容重新打开表单时会给出。"
)


@login_not_required
def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer of the login guard after too many wrong passwords."""
    note_lock(request.POST.get("username", ""))
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "errors/locked.html", {"minutes": minutes}, status=429)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Somebody signed in anew meanwhile: the form comes back with the token of this login.

    Only to a page of this site, as the browser says; another site gets nothing to be pressed.
    """
    ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if ours and shows_a_page(request) and not any("password" in name for name in request.POST):
        return login_again(request, status=403)
    return render(request, "errors/csrf.html", status=403)


def shows_a_page(request: HttpRequest) -> bool:
    """Whether a form was sent whose answer is looked at; scripts keep their words themselves."""
    shows = "text/html" in request.headers.get("Accept", "")
    return bool(request.POST) and shows and "HX-Request" not in request.headers


@login_not_required
def login_again(request: HttpRequest, status: int = 401) -> HttpResponse:
    """Everything but passwords and files, hidden in a form to the same address."""
    secret = {"csrfmiddlewaretoken", *(name for name in request.POST if "password" in name)}
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in secret
    ]
    context = {"fields": fields, "has_files": bool(request.FILES)}
    return render(request, "errors/login_again.html", context, status=status)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, DisallowedHost):  # a whole page would name its own address
        text = "本站不用这个网址。请从通知里的网址打开，或者请管理员把它加进 ALLOWED_HOSTS。\n"
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return render(request, "errors/400.html", {"reason": TOO_MUCH}, status=413)
    return render(request, "errors/400.html", status=400)


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`raise PermissionDenied("只有……能……")` puts its sentence on the page."""
    return render(request, "errors/403.html", {"reason": str(exception)}, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    """Asks no database, for that may be what broke; a lost one comes back (portal/wsgi.py)."""
    lost = patient.lost(sys.exc_info()[1])
    number = str(getattr(request, "correlation_id", ""))[:8].upper()
    full = storing.is_full(sys.exc_info()[1])
    told = {"number": number, "is_lost": lost, "is_full": full}
    page = get_template("errors/500.html").render(told)
    if not lost:
        return HttpResponse(page, status=507 if full else 500)
    return HttpResponse(page, status=503, headers={"Retry-After": "10", "X-Database": "lost"})
