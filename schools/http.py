"""The type of a signed-in request, and the one way a page performs a move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeAlias

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django_htmx.middleware import HtmxDetails

from kit.workflow import Refused, Workflow
from schools.models import User

View: TypeAlias = Callable[..., HttpResponse]


class OfficeRequest(HttpRequest):
    """portal.middleware.LoginRequired sees to it that `user` is never anonymous under office/."""

    user: User
    htmx: HtmxDetails


def perform(
    request: OfficeRequest, flow: Workflow, obj: Any, key: str, refusals: Mapping[str, str]
) -> bool:
    """Do what a button of components/moves.html asks; a refusal becomes a message.

    `refusals` says by move who may do it, for the page a stranger to the move gets.
    """
    note, seen = request.POST.get("note", "")[:2000], request.POST.get("seen")
    try:
        flow.perform(obj, key, by=request.user, note=note, seen=seen)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    except PermissionDenied as denied:
        raise PermissionDenied(refusals.get(key, "")) from denied
    messages.success(request, f"已完成：{flow.moves[key].label}。")
    return True


def only(*roles: str, said: str) -> Callable[[View], View]:
    """Refuse a page to everybody else, with the sentence that says whose it is."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_role(*roles):
                raise PermissionDenied(said)
            return view(request, *args, **kwargs)

        return guarded

    return guard
