"""Schools by region, and the network of sister schools."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from schools.documents import network
from schools.documents import ties as documents
from schools.listings import PublicSchoolListing, PublicTieListing
from schools.models import School, Tie

DRAWN = 60


@login_not_required
def school_list(request: HttpRequest) -> HttpResponse:
    rows = School.objects.public().running().select_related("region", "top_organization")
    return PublicSchoolListing(request, rows).respond(
        "schools/public/school_list.html", section="schools"
    )


@login_not_required
def tie_list(request: HttpRequest) -> HttpResponse:
    """The figure shows the whole network, the list beside it what was asked for."""
    public = documents.whole(Tie.objects.public())
    listing = PublicTieListing(request, public, documents.line)
    return listing.respond(
        "schools/public/tie_list.html",
        section="ties",
        figure=network.figure(public.order_by("pk")[:DRAWN]),
    )
