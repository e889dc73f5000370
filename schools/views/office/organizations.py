"""A Party organisation, its officers, and those who lead the school."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools import access
from schools.actions.organizations import appoint, end_office, move_officer, save_organization
from schools.documents import facts
from schools.documents import organizations as documents
from schools.forms.organizations import EndForm, OfficerForm, OrganizationForm
from schools.http import OfficeRequest
from schools.models import Officer, PartyOrganization, School

NOT_EDITOR = "只有本校填报员、书记和区级工作人员能改党组织资料。"


def organization_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    organization = _organization(request, pk)
    can_edit = access.can_edit_organization(request.user, organization)
    context = {
        "section": "schools",
        "organization": organization,
        "facts": facts.organization(organization),
        "warnings": documents.warnings(organization),
        "officers": organization.officers.current(),
        "past": documents.past_officers(organization),
        "children": organization.children.all(),
        "school": next(iter(organization.host_schools.all()), None),
        "can_edit": can_edit,
        "officer_form": OfficerForm(instance=Officer(organization=organization)),
    }
    return render(request, "schools/office/organization_detail.html", context)


def organization_new(request: OfficeRequest, pk: int) -> HttpResponse:
    """`pk` is the school's."""
    schools = School.objects.managed_by(request.user).select_related("region")
    school = get_object_or_404(schools, pk=pk)
    if not access.works_at(request.user, school) and not access.can_register(request.user, school):
        raise PermissionDenied(NOT_EDITOR)
    return _form(request, PartyOrganization(region=school.region), school)


def organization_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    organization = _organization(request, pk)
    if not access.can_edit_organization(request.user, organization):
        raise PermissionDenied(NOT_EDITOR)
    return _form(request, organization, None)


@require_POST
def organization_appoint(request: OfficeRequest, pk: int) -> HttpResponse:
    organization = _organization(request, pk)
    if not access.can_edit_organization(request.user, organization):
        raise PermissionDenied(NOT_EDITOR)
    _appoint(request, Officer(organization=organization))
    return redirect("office:organization", pk)


@require_POST
def school_appoint(request: OfficeRequest, pk: int) -> HttpResponse:
    schools = School.objects.managed_by(request.user).select_related("region")
    school = get_object_or_404(schools, pk=pk)
    if not access.works_at(request.user, school):
        raise PermissionDenied("只有本校填报员和书记能登记学校领导。")
    _appoint(request, Officer(school=school))
    return redirect("office:school", pk)


@require_POST
def officer_end(request: OfficeRequest, pk: int) -> HttpResponse:
    officer = _officer(request, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, "".join(reason for _, reason in form.problems()))
        return _back(officer)
    day = form.cleaned_data["on"]
    return _done(request, officer, lambda: end_office(officer=officer, on=day, by=request.user))


@require_POST
def officer_move(request: OfficeRequest, pk: int, way: str) -> HttpResponse:
    officer = _officer(request, pk)
    return _done(
        request, officer, lambda: move_officer(officer=officer, up=way == "up", by=request.user)
    )


def _organization(request: OfficeRequest, pk: int) -> PartyOrganization:
    rows = PartyOrganization.objects.managed_by(request.user)
    return get_object_or_404(documents.whole(rows), pk=pk)


def _officer(request: OfficeRequest, pk: int) -> Officer:
    """Of an organisation or a school that this account may edit."""
    officer = get_object_or_404(Officer.objects.select_related("school__region"), pk=pk)
    if officer.organization_id:
        organization = _organization(request, officer.organization_id)
        allowed = access.can_edit_organization(request.user, organization)
    else:
        school = get_object_or_404(School.objects.managed_by(request.user), pk=officer.school_id)
        allowed = access.works_at(request.user, school)
    if not allowed:
        raise PermissionDenied(NOT_EDITOR)
    return officer


def _appoint(request: OfficeRequest, officer: Officer) -> None:
    form = OfficerForm(request.POST, instance=officer)
    if form.is_valid():
        appoint(officer=form.save(commit=False), by=request.user)
        messages.success(request, f"已登记{officer}。")
    else:
        messages.error(request, "没有登记。" + "".join(why for _, why in form.problems()))


def _done(request: OfficeRequest, officer: Officer, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已保存。")
    return _back(officer)


def _back(officer: Officer) -> HttpResponse:
    if officer.organization_id:
        return redirect("office:organization", officer.organization_id)
    return redirect("office:school", officer.school_id)


def _form(
    request: OfficeRequest, organization: PartyOrganization, school: School | None
) -> HttpResponse:
    form = OrganizationForm(
        request.POST or None, instance=organization, user=request.user, school=school
    )
    if school and "host_schools" in form.fields:
        form.initial["host_schools"] = [school]
    if request.method == "POST" and form.is_valid():
        saved = form.save(commit=False)
        save_organization(organization=saved, hosts=form.hosts, by=request.user)
        messages.success(request, "已保存。")
        return redirect("office:organization", saved.pk)
    context = {
        "section": "schools",
        "form": form,
        "organization": organization,
        "school": school or next(iter(organization.host_schools.all()), None),
    }
    return render(request, "schools/office/organization_form.html", context)
