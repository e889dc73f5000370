"""Statistics and open data."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from portal import opendata, statistics
from portal.opendata import FORMATS, SETS


@login_not_required
def charts(request: HttpRequest) -> HttpResponse:
    context = {"section": "statistics"} | statistics.page()
    return render(request, "portal/public/statistics.html", context)


@login_not_required
def open_data(request: HttpRequest) -> HttpResponse:
    context = {"section": "open_data", "sets": SETS.values()}
    return render(request, "portal/public/open_data.html", context)


@login_not_required
def data(request: HttpRequest, key: str, format: str) -> StreamingHttpResponse:  # noqa: A002
    write, kind = FORMATS[format]
    response = StreamingHttpResponse(write(opendata.SETS[key]), content_type=kind)
    name = f"{key}-{timezone.localdate():%Y%m%d}.{format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Link"] = f'<{reverse("open_data")}>; rel="license"'
    return response
