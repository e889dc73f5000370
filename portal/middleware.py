"""Puts the visitor's own address into REMOTE_ADDR, which the audit log and the login lock read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddress:
    """Believes as many entries of X-Forwarded-For, from the right, as there are own proxies."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
        if 0 < settings.PROXY_COUNT <= len(hops):
            request.META["REMOTE_ADDR"] = hops[-settings.PROXY_COUNT]
        return self.get_response(request)
