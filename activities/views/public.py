"""Activities as everybody reads them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from activities import documents
from activities.listings import PublicActivityListing
from activities.models import Activity, ActivityPhoto


@login_not_required
def activity_list(request: HttpRequest) -> HttpResponse:
    listing = PublicActivityListing(request, Activity.objects.public().for_cards())
    return listing.respond("activities/public/activity_list.html", section="activities")


@login_not_required
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.public().whole(), pk=pk)
    older, newer = Activity.objects.public().beside(activity)
    context = {
        "section": "activities",
        "activity": activity,
        "crumb": [("活动", reverse("activities:list")), (str(activity), "")],
        "facts": documents.public_facts(activity),
        "photos": documents.shown(list(activity.photos.all())),
        "joined": [p for p in activity.participations.all() if p.may_be_named],
        "coverage": [c for c in activity.coverage.all() if c.is_public],
        "older": older,
        "newer": newer,
    }
    return render(request, "activities/public/activity_detail.html", context)


@login_not_required
def photo(request: HttpRequest, pk: int, size: str) -> FileResponse:
    """A picture of a public activity whose pupils, if any, may be shown."""
    row = get_object_or_404(ActivityPhoto, pk=pk, activity__in=Activity.objects.public())
    if not row.may_be_public or size not in ("full", "thumb"):
        raise Http404
    file = (row.image if size == "full" else row.thumb).open()
    response = FileResponse(file, content_type="image/webp")
    response["Cache-Control"] = "public, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
