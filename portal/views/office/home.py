"""The desk: what waits for this account, and what is running."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from portal.dashboards import district, school
from schools.choices import REGION_ROLES, SCHOOL_ROLES, Role
from schools.http import OfficeRequest


def home(request: OfficeRequest) -> HttpResponse:
    """One address, one desk per role; the first post that has a desk decides."""
    user = request.user
    if user.has_role(*SCHOOL_ROLES):
        context = {"section": "desk", "desk_data": school.desk(user)}
        return render(request, "portal/office/school_desk.html", context)
    if user.has_role(*REGION_ROLES):
        data = district.desk(user, request.GET.get("batch", ""), request.GET.get("year", ""))
        context = {"section": "desk", "desk_data": data}
        return render(request, "portal/office/district_desk.html", context)
    if user.has_role(Role.EXPERT):
        return redirect("office:selection:reviews")
    if user.has_role(Role.AUDITOR):
        return redirect("office:audit")
    if user.has_role(Role.ADMINISTRATOR, Role.SECURITY):
        return redirect("office:accounts")
    return render(request, "portal/office/no_desk.html", {"section": "desk"})
