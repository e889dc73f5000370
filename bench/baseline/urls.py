"""A constant answer, and 24 cards as anybody would write them: three queries, one include."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from activities.models import Activity
from bench.baseline.bare import BODY
from portal import urls


@login_not_required
def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY, content_type="text/plain")


@login_not_required
def cards(request: HttpRequest) -> HttpResponse:
    """Activities with their school, then the types, then the photos of them all."""
    rows = Activity.objects.public().order_by("-happened_on", "-pk").select_related("school")
    found = rows.prefetch_related("typings", "photos")[:24]
    return render(request, "cards.html", {"activities": found})


urlpatterns = [
    path("baseline/constant/", constant),
    path("baseline/cards/", cards),
    *urls.urlpatterns,
]
