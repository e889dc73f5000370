"""How the installation is, for administrators: what to mend, and what stands where."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from portal import status
from schools.choices import Role
from schools.http import OfficeRequest, only


@only(Role.ADMINISTRATOR, said="运行状况只有系统管理员能看。")
def installation(request: OfficeRequest) -> HttpResponse:
    looks = status.looks()
    context = {
        "section": "status",
        "wrong": [look for look in looks if look.found],
        "right": [look for look in looks if not look.found],
        "facts": status.facts(),
        "workers": status.workers(),
        "at": timezone.now(),
    }
    return render(request, "portal/office/status.html", context)
