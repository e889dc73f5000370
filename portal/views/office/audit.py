"""The log, for auditors only: who did what to which thing, newest first."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from kit.models import AuditEntry
from portal.listings import AuditListing
from schools.choices import Role
from schools.http import OfficeRequest


def audit_list(request: OfficeRequest) -> HttpResponse:
    if not request.user.has_role(Role.AUDITOR):
        raise PermissionDenied("操作记录只有审计员能看。")
    rows = AuditEntry.objects.all()
    return AuditListing(request, rows).respond("portal/office/audit_list.html", section="audit")
