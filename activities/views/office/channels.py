"""A school's own channels and its recurring activities: one page each, list and form together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from activities import access
from activities.actions.channels import keep, remove
from activities.forms.channels import ChannelForm, SeriesForm
from activities.models import ActivitySeries, Channel
from kit.workflow import Refused
from schools.http import OfficeRequest
from schools.models import School

OWN = "只有学校填报员和书记能改本校的栏目和系列活动。"


def channel_list(request: OfficeRequest) -> HttpResponse:
    school = _school(request)
    return _page(request, ChannelForm(request.POST or None, instance=Channel(school=school)))


def channel_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _own(request, Channel, pk)
    return _page(request, ChannelForm(request.POST or None, instance=row))


@require_POST
def channel_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    return _removed(request, _own(request, Channel, pk), "channels")


def series_list(request: OfficeRequest) -> HttpResponse:
    school = _school(request)
    return _page(request, SeriesForm(request.POST or None, instance=ActivitySeries(school=school)))


def series_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _own(request, ActivitySeries, pk)
    return _page(request, SeriesForm(request.POST or None, instance=row))


@require_POST
def series_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    return _removed(request, _own(request, ActivitySeries, pk), "series")


def _page(request: OfficeRequest, form: ChannelForm | SeriesForm) -> HttpResponse:
    is_channel = isinstance(form, ChannelForm)
    name = "channels" if is_channel else "series"
    template = "activities/office/channels.html" if is_channel else "activities/office/series.html"
    school: School = form.instance.school
    home = f"{reverse(f'office:activities:{name}')}?school={school.pk}"
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            row = form.save(commit=False)
            url = form.once(request.user, request.path, lambda: _kept(request, row, home))
            messages.success(request, "已保存。")
            return redirect(url)
    context = {
        "section": "activities",
        "school": school,
        "schools": access.own_schools(request.user),
        "form": form,
        "home": home,
        "rows": list(school.channels.top() if is_channel else school.series.with_last()),
    }
    return render(request, template, context)


def _kept(request: OfficeRequest, row: Any, home: str) -> str:
    keep(row=row, by=request.user)
    return home


def _removed(request: OfficeRequest, row: Any, name: str) -> HttpResponse:
    try:
        remove(row=row, by=request.user)
        messages.success(request, f"已删去“{row}”。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse(f'office:activities:{name}')}?school={row.school_id}")


def _school(request: OfficeRequest) -> School:
    school = access.own_school(request.user, request.GET.get("school", ""))
    if school is None:
        raise PermissionDenied(OWN)
    return school


def _own(request: OfficeRequest, model: Any, pk: int) -> Any:
    """Rows of other schools are not there; whoever only reads this school's may not."""
    schools = School.objects.managed_by(request.user)
    row = get_object_or_404(
        model.objects.select_related("school__region"), pk=pk, school__in=schools
    )
    if row.school_id not in request.user.school_ids:
        raise PermissionDenied(OWN)
    return row
