"""Home, and the page of one brand, one school, one tie; what is not public is not found."""

from __future__ import annotations

import io

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control

from portal.showcase import brand as brands
from portal.showcase import home as front
from portal.showcase import school as schools
from portal.showcase import ties


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/home.html", {"section": "home"} | front.home())


@login_not_required
def brand(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(brands.public_brand(), pk=pk)
    context = {"section": "brands"} | brands.brand_page(found)
    return render(request, "portal/public/brand.html", context)


@login_not_required
@cache_control(public=True, max_age=3600)
def brand_qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of the page as a picture for phones."""
    found = get_object_or_404(brands.public_brand(), pk=pk)
    drawn = io.BytesIO()
    address = request.build_absolute_uri(found.get_absolute_url())
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=4, border=2)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@login_not_required
def school(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(schools.public_school(), pk=pk)
    context = {"section": "schools"} | schools.school_page(found)
    return render(request, "portal/public/school.html", context)


@login_not_required
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ties.public_ties(), pk=pk)
    return render(request, "portal/public/tie.html", {"section": "ties"} | ties.tie_page(found))
