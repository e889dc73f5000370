"""Schools for accounts: the list of the region, one school's profile and its past."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from kit import wording
from kit.publication import CHECKED_BY, CheckStatus, open_for_change
from kit.workflow import Refused
from schools import access
from schools.actions import profiles, storage
from schools.documents import facts, organizations
from schools.forms.organizations import OfficerForm
from schools.forms.profiles import EventForm, NameForm, ProfileForm, RegistrationForm
from schools.http import OfficeRequest, perform
from schools.listings import SchoolListing
from schools.models import Officer, School, SchoolEvent, SchoolName
from schools.workflow import school_flow, school_texts

NOT_AUTHOR = "只有本校填报员和书记能改学校资料。"


def school_list(request: OfficeRequest) -> HttpResponse:
    user = request.user
    if not access.sees_schools(user):
        raise PermissionDenied("只有学校和区级的账号能看学校资料。")
    if not user.region_codes and len(user.school_ids) == 1:
        return redirect("office:school", user.school_ids[0])
    rows = School.objects.managed_by(user).select_related("region", "group", "top_organization")
    return SchoolListing(request, rows).respond(
        "schools/office/school_list.html",
        section="schools",
        can_register=access.registers(user),
    )


def school_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    school = _school(request, pk)
    user = request.user
    can_edit = access.can_edit_profile(user, school)
    context = {
        "section": "schools",
        "school": school,
        "registered": facts.registered(school),
        "profile": facts.profile(school),
        "space": storage.space(school),
        "officers": organizations.school_officers(school),
        "one_shoulder": organizations.one_shoulder_words(school),
        "organizations": organizations.rows(school),
        "offers": list(school_flow.available(school, user)),
        "advice": wording.advice(school_texts(school)),
        "can_edit": can_edit,
        "can_register": access.can_register(user, school),
        "can_appoint": access.works_at(user, school),
        "is_list": bool(user.region_codes) or len(user.school_ids) > 1,
        "name_form": NameForm(prefix="name") if can_edit else None,
        "event_form": EventForm(prefix="event") if can_edit else None,
        "officer_form": OfficerForm(instance=Officer(school=school)),
    }
    return render(request, "schools/office/school_detail.html", context)


def school_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    school = _school(request, pk)
    if not access.works_at(request.user, school):
        raise PermissionDenied(NOT_AUTHOR)
    if not access.can_edit_profile(request.user, school):
        messages.warning(request, "审核人正在看学校资料，先退回再改。")
        return redirect("office:school", pk)
    form = ProfileForm(request.POST or None, instance=school)
    reopens = school.status == CheckStatus.PUBLISHED
    if request.method == "POST" and form.is_valid():
        try:
            open_for_change(school_flow, school, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            profiles.save_profile(school=school, fields=form.Meta.fields, by=request.user)
            messages.success(request, "已保存。")
            return redirect("office:school", pk)
    context = {"section": "schools", "form": form, "school": school, "reopens": reopens}
    return render(request, "schools/office/school_form.html", context)


def school_new(request: OfficeRequest) -> HttpResponse:
    if not access.registers(request.user):
        raise PermissionDenied("只有区级工作人员能登记学校。")
    return _registration(request, School())


def school_register(request: OfficeRequest, pk: int) -> HttpResponse:
    school = _school(request, pk)
    if not access.can_register(request.user, school):
        raise PermissionDenied("只有区级工作人员能改登记信息。")
    return _registration(request, school)


@require_POST
def school_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    perform(request, school_flow, _school(request, pk), key, access.CHECKERS)
    return redirect("office:school", pk)


@require_POST
def name_add(request: OfficeRequest, pk: int) -> HttpResponse:
    school = _editable(request, pk)
    form = NameForm(request.POST, instance=SchoolName(school=school), prefix="name")
    return _past(
        request, school, form, lambda: profiles.add_name(name=form.instance, by=request.user)
    )


@require_POST
def name_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    name = get_object_or_404(SchoolName, pk=pk)
    school = _editable(request, name.school_id)
    return _changed(request, school, lambda: profiles.remove_name(name=name, by=request.user))


@require_POST
def event_add(request: OfficeRequest, pk: int) -> HttpResponse:
    school = _editable(request, pk)
    form = EventForm(request.POST, instance=SchoolEvent(school=school), prefix="event")
    return _past(
        request, school, form, lambda: profiles.add_event(event=form.instance, by=request.user)
    )


@require_POST
def event_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(SchoolEvent, pk=pk)
    school = _editable(request, event.school_id)
    return _changed(request, school, lambda: profiles.remove_event(event=event, by=request.user))


def _school(request: OfficeRequest, pk: int) -> School:
    rows = School.objects.managed_by(request.user).select_related(
        "region", "group", "top_organization", "merged_into", *CHECKED_BY
    )
    return get_object_or_404(rows, pk=pk)


def _editable(request: OfficeRequest, pk: int) -> School:
    school = _school(request, pk)
    if not access.works_at(request.user, school):
        raise PermissionDenied(NOT_AUTHOR)
    return school


def _past(
    request: OfficeRequest, school: School, form: NameForm | EventForm, act: Callable[[], None]
) -> HttpResponse:
    """A small form of the school's page; what is wrong with it is said there."""
    if form.is_valid():
        return _changed(request, school, act)
    messages.error(request, "没有保存。" + "".join(reason for _, reason in form.problems()))
    return redirect("office:school", school.pk)


def _changed(request: OfficeRequest, school: School, act: Callable[[], None]) -> HttpResponse:
    try:
        open_for_change(school_flow, school, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        act()
        messages.success(request, "已保存。")
    return redirect("office:school", school.pk)


def _registration(request: OfficeRequest, school: School) -> HttpResponse:
    form = RegistrationForm(request.POST or None, instance=school, user=request.user)
    if request.method == "POST" and form.is_valid():
        saved = profiles.save_registration(
            school=form.save(commit=False), fields=form.Meta.fields, by=request.user
        )
        messages.success(request, "已保存。")
        return redirect("office:school", saved.pk)
    context = {"section": "schools", "form": form, "school": school}
    return render(request, "schools/office/registration_form.html", context)
