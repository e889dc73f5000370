"""The register of consents for pictures of pupils: one picture, and all entries."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from activities import access
from activities.actions import consents
from activities.choices import Consent
from activities.forms.consents import SettleForm, WithdrawForm
from activities.listings import ConsentListing
from activities.models import Activity, ActivityPhoto, PictureConsent
from kit.workflow import Refused
from schools.access import reads_ledgers
from schools.http import OfficeRequest

REGISTER = "只有学校和区级工作人员能看肖像同意登记。"


def consent_list(request: OfficeRequest) -> HttpResponse:
    if not reads_ledgers(request.user):
        raise PermissionDenied(REGISTER)
    rows = PictureConsent.objects.managed_by(request.user)
    rows = rows.select_related("activity__school", "noted_by")
    return ConsentListing(request, rows).respond(
        "activities/office/consent_list.html", section="activities"
    )


def consent(request: OfficeRequest, pk: int) -> HttpResponse:
    """State and history of one picture; `do` says which of the two forms was sent."""
    user, do = request.user, request.POST.get("do", "")
    photo = _photo(request, pk)
    sent = {name: request.POST if do == name else None for name in ("settle", "withdraw")}
    settle = SettleForm(sent["settle"], initial={"state": photo.consent}, prefix="settle")
    leave = WithdrawForm(sent["withdraw"], prefix="withdraw")
    if do == "withdraw" and leave.is_valid():
        consents.withdraw(photo=photo, by=user, **leave.cleaned_data)
        messages.success(request, "已撤下，公开页面上现在就看不到了。")
        return redirect("office:activities:consent", pk)
    if do == "settle" and not access.is_author(user, photo.activity):
        raise PermissionDenied("只有本校填报员和书记能登记同意。")
    if do == "settle" and settle.is_valid():
        try:
            consents.settle(photo=photo, by=user, **settle.cleaned_data)
        except Refused as refusal:
            settle.add_error(None, str(refusal))
        else:
            messages.success(request, "已登记。")
            return redirect("office:activities:consent", pk)
    is_withdrawn = photo.consent == Consent.WITHDRAWN
    context = {
        "section": "activities",
        "photo": photo,
        "entries": photo.consents.select_related("noted_by"),
        "copies": consents.copies(photo) if is_withdrawn else [],
        "settle": settle if access.is_author(user, photo.activity) else None,
        "leave": None if is_withdrawn else leave,
    }
    return render(request, "activities/office/consent.html", context)


def _photo(request: OfficeRequest, pk: int) -> ActivityPhoto:
    seen = Activity.objects.seen_by(request.user)
    rows = ActivityPhoto.objects.select_related("activity__school__region")
    photo = get_object_or_404(rows, pk=pk, activity__in=seen)
    if not access.can_withdraw(request.user, photo.activity):
        raise PermissionDenied(REGISTER)
    return photo
