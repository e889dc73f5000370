"""Home, the network of ties, and the page of one brand, one school, one tie; what is not public
is not found."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from portal.showcase import brand as brands
from portal.showcase import home as front
from portal.showcase import school as schools
from portal.showcase import ties
from schools.documents import ties as documents
from schools.listings import PublicTieListing
from schools.models import Tie


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/public/home.html", {"section": "home"} | front.home(request))


@login_not_required
def brand(request: HttpRequest, pk: int) -> HttpResponse:
    found = brands.find(pk)
    if found is None:
        raise Http404
    context = {"section": "brands"} | brands.brand_page(found)
    return render(request, "portal/public/brand.html", context)


@login_not_required
def school(request: HttpRequest, pk: int) -> HttpResponse:
    found = schools.find(pk)
    if found is None:
        raise Http404
    context = {"section": "schools"} | schools.school_page(request, found)
    return render(request, "portal/public/school.html", context)


@login_not_required
def tie_list(request: HttpRequest) -> HttpResponse:
    """The figure shows the whole network, the list beside it what was asked for."""
    listing = PublicTieListing(request, documents.whole(Tie.objects.public()), documents.line)
    return listing.respond("portal/public/tie_list.html", section="ties", **ties.network_page())


@login_not_required
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(ties.public_tie(), pk=pk)
    return render(request, "portal/public/tie.html", {"section": "ties"} | ties.tie_page(found))
