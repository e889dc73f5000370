"""The type of a signed-in request."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from schools.models import User


class OfficeRequest(HttpRequest):
    """LoginRequiredMiddleware sees to it that `user` is never anonymous under office/."""

    user: User
    htmx: HtmxDetails
