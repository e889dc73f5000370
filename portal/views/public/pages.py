"""Pages that say what this site is, whom it serves and how to find one's way."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from brands.models import Brand
from portal.feeds import COLUMNS
from schools.models import School

LISTED = 100


@login_not_required
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/about.html", {"section": "about"})


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/accessibility.html", {"section": "accessibility"})


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/privacy.html", {"section": "privacy"})


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/help.html", {"section": "help"})


@login_not_required
def site_map(request: HttpRequest) -> HttpResponse:
    context = {
        "section": "site_map",
        "feeds": [(key, column.title) for key, column in COLUMNS.items()],
        "brands": Brand.objects.public().current().select_related("school")[:LISTED],
        "schools": School.objects.public().running()[:LISTED],
    }
    return render(request, "portal/public/site_map.html", context)
