"""What surrounds a request on several servers: slow queries are told, visitors read the replica."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from kit import logs
from portal.reading import ACCOUNTS, step

REPLICA, MAIN = "replica", "default"
FRESH = "fresh"  # a cookie: this visitor has just written something and wants to see it
FRESH_FOR = 30  # seconds
LEFT_ALONE = 10  # seconds, for a replica that did not answer
SAFE = {"GET", "HEAD"}
MONITORED = {"healthz", "readyz"}
log = logging.getLogger(__name__)
_reading: ContextVar[str] = ContextVar("reading", default=MAIN)
_away_until: dict[str, float] = {REPLICA: 0.0}


class SlowQueries:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with logs.slow_queries():
            return self.get_response(request)


class Monitored:
    """Whatever watches the servers asks each by its own address, which is no name of the portal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if step(request.path_info) in MONITORED:
            with suppress(Resolver404):
                answer: HttpResponse = resolve(request.path_info).func(request)
                return answer
        return self.get_response(request)


class PublicReads:
    """Router: reads of a visitor's page from the replica, until something is written meanwhile."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return _reading.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        _reading.set(MAIN)
        return MAIN

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # both are the same rows

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db != REPLICA


class FromReplica:
    """Decides for a request; only with DATABASE_REPLICA_URL, see `PublicReads`.

    Somebody signed in reads the main database always, and a visitor for half a minute after
    writing. A replica that does not answer is left alone for a while.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _reading.set(REPLICA if self.may(request) and answers() else MAIN)
        try:
            response = self.get_response(request)
        finally:
            _reading.reset(token)
        if request.method not in SAFE:
            response.set_cookie(
                FRESH, "1", FRESH_FOR, secure=settings.HTTPS, httponly=True, samesite="Lax"
            )
        return response

    def may(self, request: HttpRequest) -> bool:
        known = {settings.SESSION_COOKIE_NAME, FRESH} & set(request.COOKIES)
        private = step(request.path_info) in ACCOUNTS | MONITORED
        return request.method in SAFE and not known and not private


def answers() -> bool:
    if time.monotonic() < _away_until[REPLICA]:
        return False
    try:
        with connections[REPLICA].cursor():  # a connection that broke is made anew here
            return True
    except DatabaseError as error:
        log.warning("The replica is away, visitors read the main database: %s", error)
        connections[REPLICA].close()
        _away_until[REPLICA] = time.monotonic() + LEFT_ALONE
        return False
