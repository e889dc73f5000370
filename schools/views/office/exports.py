"""Party organisations and those in office as official tables."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kit import sheets
from schools import access
from schools.http import OfficeRequest
from schools.models import Officer, PartyOrganization

ORGANIZATIONS = (
    sheets.Column("地区", "region.name", width=12),
    sheets.Column("党组织全称", "name", width=32),
    sheets.Column("类型", "get_kind_display", width=10),
    sheets.Column("上级党组织", "parent.name", width=28),
    sheets.Column("所在学校", "hosts_text", width=24),
    sheets.Column("正式党员数", "full_members", width=10),
    sheets.Column("预备党员数", "probationary_members", width=10),
    sheets.Column("教师党员数", "teacher_members", width=10),
    sheets.Column("届次", "term_number", width=8),
    sheets.Column("本届选举日期", "term_started_on", width=13),
    sheets.Column("应当换届日期", "term_due_on", width=13),
    sheets.Column("批准文号", "approval_number", width=18),
)
OFFICERS = (
    sheets.Column("单位", "place", width=32),
    sheets.Column("职务", "get_post_display", width=12),
    sheets.Column("姓名", "name", width=12),
    sheets.Column("任职日期", "started_on", width=13),
)


@require_safe
def organization_sheet(request: OfficeRequest) -> HttpResponse:
    rows = PartyOrganization.objects.managed_by(request.user).select_related("region", "parent")
    rows = rows.prefetch_related("host_schools").order_by("region__code", "name", "pk")
    return _sheet(request, "党组织名册", ORGANIZATIONS, rows)


@require_safe
def officer_sheet(request: OfficeRequest) -> HttpResponse:
    rows = Officer.objects.current().managed_by(request.user)
    rows = rows.select_related("organization", "school")
    rows = rows.order_by("organization__name", "school__name", "order", "pk")
    return _sheet(request, "任职人员名册", OFFICERS, rows)


def _sheet(
    request: OfficeRequest, name: str, columns: tuple[sheets.Column, ...], rows: Any
) -> HttpResponse:
    if not access.sees_schools(request.user):
        raise PermissionDenied("只有学校和区级的账号能看党组织资料。")
    frame = sheets.Frame(name, request.user.place)
    return sheets.download(name, columns, rows.iterator(chunk_size=1000), frame)
