"""The exchanges under one tie, added up."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from portal.dashboards import exchanges
from schools.http import OfficeRequest
from schools.models import Tie


def tie_exchanges(request: OfficeRequest, pk: int) -> HttpResponse:
    tie = get_object_or_404(Tie.objects.managed_by(request.user), pk=pk)
    context = {"section": "ties", "tie": tie, **exchanges.page(request.user, tie)}
    return render(request, "portal/office/tie_exchanges.html", context)
