"""Schools by region."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from schools.listings import PublicSchoolListing
from schools.models import School


@login_not_required
def school_list(request: HttpRequest) -> HttpResponse:
    rows = School.objects.public().running().for_cards()
    return PublicSchoolListing(request, rows).respond(
        "schools/public/school_list.html", section="schools"
    )
