"""The calendar of 组织生活 of one school, for its own people."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from activities import access
from activities.documents import meetings
from kit.keys import row_number
from schools.http import OfficeRequest

YEARS = 5  # how far back the page leads


def meeting_calendar(request: OfficeRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    school = access.own_school(user, request.GET.get("school", ""))
    if school is None:
        raise PermissionDenied("组织生活日历只给本校填报员和书记看。")
    years = range(today.year, today.year - YEARS, -1)
    asked = row_number(request.GET.get("year", ""))
    year = asked if asked in years else today.year
    context = {
        "section": "activities",
        "school": school,
        "schools": access.own_schools(user),
        "year": year,
        "years": years,
        "calendars": meetings.calendars(school, year, today),
        "unplaced": meetings.unplaced(school, year),
    }
    return render(request, "activities/office/meetings.html", context)
