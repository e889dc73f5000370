"""Activities as everybody reads them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response

from activities.documents import calendar, page
from activities.documents import record as documents
from activities.forms.filters import CalendarFilter
from activities.listings import PublicActivityListing
from activities.models import Activity, ActivityPhoto
from kit.listing import respond

EARLIEST, LATEST = 1990, 2100


@login_not_required
def activity_list(request: HttpRequest) -> HttpResponse:
    listing = PublicActivityListing(request, Activity.objects.public().counted().for_cards())
    return listing.respond("activities/public/activity_list.html", section="activities")


@login_not_required
def activity_calendar(request: HttpRequest) -> HttpResponse:
    """The month asked for, else the newest one with an activity."""
    rows = Activity.objects.public().counted()
    chosen = CalendarFilter(request.GET, rows, request=request)
    found = chosen.qs if chosen.is_valid() else rows
    first = calendar.asked(request.GET.get("month", "")) or calendar.latest(found)
    if not EARLIEST <= first.year <= LATEST:
        raise Http404("没有这个月份的日历。")
    return respond(
        request,
        "activities/public/activity_calendar.html",
        "results",
        section="activities",
        crumb=[("活动", reverse("activities:list")), ("活动日历", "")],
        form=chosen.form,
        month=calendar.month(first, found),
        week=calendar.WEEK,
    )


@login_not_required
def activity_detail(request: HttpRequest, pk: int) -> HttpResponse:
    activity = page.find(pk)
    if activity is None:
        raise Http404
    context = {
        "section": "activities",
        "activity": activity,
        "card": documents.card(activity),
        "crumb": [("活动", reverse("activities:list")), (str(activity), "")],
        "facts": documents.public_facts(activity),
        "photos": documents.shown(list(activity.photos.all())),
        "joined": [p for p in activity.participations.all() if p.may_be_named],
        "coverage": [c for c in activity.coverage.all() if c.is_public],
    } | page.beside(activity)
    return render(request, "activities/public/activity_detail.html", context)


@login_not_required
def photo(request: HttpRequest, pk: int, size: str) -> HttpResponseBase:
    """A picture of a public activity whose pupils, if any, may be shown."""
    row = get_object_or_404(ActivityPhoto, pk=pk, activity__in=Activity.objects.public())
    if not row.may_be_public or size not in row.files:
        raise Http404
    etag = f'"{row.digest[:24]}-{size}"'
    same = get_conditional_response(request, etag=etag)
    response = same or FileResponse(row.files[size].open(), content_type="image/webp")
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=60"  # consent may be withdrawn
    response["X-Content-Type-Options"] = "nosniff"
    return response
