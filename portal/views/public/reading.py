"""Keeps how a visitor likes to read, for browsers without script."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from portal.reading import CHOICES, COOKIE, KEPT_FOR, Reading, root


@login_not_required
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """`?mode=elder&next=/brands/`: keeps the choice and goes back; what is not named stays."""
    wishes = {name: request.GET[name] for name in CHOICES if name in request.GET}
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("home")
    answer = HttpResponseRedirect(back)
    answer.set_cookie(
        COOKIE,
        Reading.of(request).but(**wishes).words,
        max_age=KEPT_FOR,
        path=root(),
        secure=settings.HTTPS,
        samesite="Lax",
    )
    return answer
