"""The entry point for gunicorn."""

import os
import time
from itertools import chain, repeat

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Handler(WSGIHandler):
    """A page that lost its database half-way is made again: it comes back (kit/patient).

    As long as that waits for a connection: a pooler lets one in with no server behind it.
    """

    PAUSES = (0.1, 0.5, 1.0)  # seconds; the last connections of a server that stops break at once

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        until = time.monotonic() + patience()
        response = super().get_response(request)
        for pause in chain(self.PAUSES, repeat(self.PAUSES[-1])):
            is_lost = "X-Database" in response.headers and request.method in {"GET", "HEAD"}
            if not is_lost or time.monotonic() > until:
                break
            time.sleep(pause)
            close_old_connections()
            response = super().get_response(self.request_class(request.META))
        response.headers.pop("X-Database", None)
        return response


def patience() -> float:
    """Seconds, of whichever database has most; 0 for SQLite, which is never away."""
    return max(one.settings_dict.get("PATIENCE", 0) for one in connections.all())


django.setup(set_prefix=False)
application = Handler()
