"""The entry point for gunicorn."""

import os
import time

import django
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")


class Handler(WSGIHandler):
    """A page that lost its database half-way is made again: it comes back (kit/patient)."""

    PAUSES = (0.1, 1.0)  # seconds; the last connections of a server that stops break at once
    PATIENCE = 8  # seconds

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        until = time.monotonic() + self.PATIENCE
        response = super().get_response(request)
        for pause in self.PAUSES if request.method in {"GET", "HEAD"} else ():
            if "X-Database" not in response.headers or time.monotonic() > until:
                break
            time.sleep(pause)
            close_old_connections()
            response = super().get_response(self.request_class(request.META))
        response.headers.pop("X-Database", None)
        return response


django.setup(set_prefix=False)
application = Handler()
