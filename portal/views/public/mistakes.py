"""我要纠错: anybody tells what is wrong on a page, and reads the answer by a receipt code."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kit.workflow import Refused
from portal.mistakes import actions
from portal.mistakes.forms import MistakeForm
from portal.models import Mistake


@never_cache
@sensitive_post_parameters("contact")
@login_not_required
def mistake_new(request: HttpRequest) -> HttpResponse:
    referer = request.headers.get("Referer", "")
    page = actions.asked_page(request.GET.get("page", ""), referer, request.get_host())
    form = MistakeForm(request.POST or None, initial={"page": page or "/"})
    if request.method == "POST" and form.is_valid():
        try:
            actions.limit(request.META["REMOTE_ADDR"])
            found = actions.receive(form.save(commit=False))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("mistake", found.code)
    context = {"section": "mistake_new", "form": form}
    return render(request, "portal/public/mistake_new.html", context)


@never_cache
@login_not_required
def mistake(request: HttpRequest, code: str) -> HttpResponse:
    """What became of it; neither the text nor the contact stands here."""
    found = get_object_or_404(Mistake, code=code)
    context = {"section": "mistake_new", "mistake": found}
    return render(request, "portal/public/mistake.html", context)
