"""The log: one entry a line or JSON, with the number of its request, without personal data.

Nobody can forge an entry: what comes from outside cannot begin a line. Telephone numbers, identity
cards and mail addresses are blotted out wherever they stand, in error messages of the database too.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from pythonjsonlogger.json import JsonFormatter

_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_PERSONAL = re.compile(
    r"(?<!\w)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\w)"  # telephone, identity card
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
LONGEST = 2000  # characters of a slow query
log = logging.getLogger(__name__)


def clean(text: str) -> str:
    return _PERSONAL.sub("***", _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text))


class Briefly(logging.Filter):
    """A refusal is one line: the sentence on the page says why, its trace says nothing more."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True


class Lines(logging.Formatter):
    """An entry's further lines are indented: none can pass for another entry."""

    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record)).replace("\n", "\n    ")


class Json(JsonFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return clean(super().format(record))


def configured(*, as_json: bool, level: str, debug: bool) -> dict[str, Any]:
    """The LOGGING setting: everything to standard error, where the system's own log takes it."""
    plain = "{asctime} {levelname} {name} [{request_id}]: {message}"
    fields = "{asctime}{levelname}{name}{request_id}{message}"
    names = {"asctime": "time", "levelname": "level", "name": "logger"}
    json_options = {"rename_fields": names, "json_ensure_ascii": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "request": {
                "()": "django_guid.log_filters.CorrelationId",
                "correlation_id_field": "request_id",
            },
            "briefly": {"()": "kit.logs.Briefly"},
        },
        "formatters": {
            "plain": {"()": "kit.logs.Lines", "fmt": plain, "style": "{"},
            "json": {"()": "kit.logs.Json", "fmt": fields, "style": "{", **json_options},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json" if as_json else "plain",
                "filters": ["request", "briefly"],
            }
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Django would mail errors to ADMINS; here they go where everything else goes.
            "django": {"handlers": [], "level": "INFO" if debug else "WARNING"},
            "django_guid": {"level": "ERROR"},  # tells of every number a visitor made up
            # Tells of every HEAD that Django leaves its body to the server; monitors ask so.
            "gunicorn.http.wsgi": {"level": "ERROR"},
        },
    }


@contextmanager
def slow_queries() -> Iterator[None]:
    """Tells of every query within that took longer than SLOW_QUERY_MS; 0 tells of none."""
    if not settings.SLOW_QUERY_MS:
        yield
        return
    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(_timed))
        yield


def _timed(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """The text of the query has placeholders; what they stand for never enters the log."""
    start = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        took = (time.perf_counter() - start) * 1000
        if took >= settings.SLOW_QUERY_MS:
            log.warning("A query took %d ms: %s", took, sql[:LONGEST])
