"""Party organisations and those in office as official tables."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kit.listing import Listing
from kit.sheets import Column
from schools import access
from schools.http import OfficeRequest
from schools.models import Officer, PartyOrganization


class _Register(Listing):
    """A list that is a table only; the page of schools leads to it."""

    page_url = "office:schools"
    is_official = True


class OrganizationRegister(_Register):
    orders = {"": ("region__code", "name", "pk")}
    columns = (
        Column("地区", "region.name", width=12),
        Column("党组织全称", "name", width=32),
        Column("类型", "get_kind_display", width=10),
        Column("上级党组织", "parent.name", width=28),
        Column("所在学校", "hosts_text", width=24),
        Column("正式党员数", "full_members", width=10),
        Column("预备党员数", "probationary_members", width=10),
        Column("教师党员数", "teacher_members", width=10),
        Column("届次", "term_number", width=8),
        Column("本届选举日期", "term_started_on", width=13),
        Column("应当换届日期", "term_due_on", width=13),
        Column("批准文号", "approval_number", width=18),
    )
    filename = "党组织名册"


class OfficerRegister(_Register):
    orders = {"": ("organization__name", "school__name", "order", "pk")}
    columns = (
        Column("单位", "place", width=32),
        Column("职务", "get_post_display", width=12),
        Column("姓名", "name", width=12),
        Column("任职日期", "started_on", width=13),
    )
    filename = "任职人员名册"


@require_safe
def organization_sheet(request: OfficeRequest) -> HttpResponse:
    _may(request)
    rows = PartyOrganization.objects.managed_by(request.user).select_related("region", "parent")
    return OrganizationRegister(request, rows.prefetch_related("host_schools")).export()


@require_safe
def officer_sheet(request: OfficeRequest) -> HttpResponse:
    _may(request)
    rows = Officer.objects.current().managed_by(request.user)
    return OfficerRegister(request, rows.select_related("organization", "school")).export()


def _may(request: OfficeRequest) -> None:
    if not access.sees_schools(request.user):
        raise PermissionDenied("只有学校和区级的账号能看党组织资料。")
