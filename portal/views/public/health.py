"""The pages a monitor asks: does the server answer, and may it be given visitors?"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from portal import doctor


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process lives and its database answers."""
    return _plain("database", 503) if [*doctor.database()] else _plain("ok")


@login_not_required
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The tables fit the program, too. A lost cache makes it slow, not unready."""
    try:
        unready = [*doctor.database(), *doctor.migrations()]
    except DatabaseError:
        return _plain("database", 503)
    if unready:
        return _plain("migrations", 503)
    return _plain("cache" if [*doctor.shared_cache()] else "ok")


def _plain(word: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain")
