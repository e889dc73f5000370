"""Partners for accounts: the list, mending one, merging two rows of the same body."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from kit.workflow import Refused
from schools import access
from schools.actions import partners as actions
from schools.choices import Role
from schools.forms.ties import MergeForm, PartnerForm
from schools.http import OfficeRequest, only
from schools.listings import PartnerListing
from schools.models import Partner

MERGES = "只有区级工作人员能合并伙伴单位。"


def partner_list(request: OfficeRequest) -> HttpResponse:
    user = request.user
    if not access.sees_schools(user):
        raise PermissionDenied("只有学校和区级的账号能看伙伴单位。")
    rows = Partner.objects.managed_by(user).with_ties()
    return PartnerListing(request, rows).respond(
        "schools/office/partner_list.html", section="ties", can_merge=access.registers(user)
    )


def partner_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    partner = get_object_or_404(Partner.objects.managed_by(request.user), pk=pk)
    if not access.can_edit_partner(request.user, partner):
        raise PermissionDenied("别的学校也在用这个单位，或者结对已送审，请区级工作人员来改。")
    actions.read(partner=partner, by=request.user)
    form = PartnerForm(request.POST or None, instance=partner)
    if request.method == "POST" and form.is_valid():
        actions.update_partner(
            partner=form.save(commit=False), fields=PartnerForm.Meta.fields, by=request.user
        )
        messages.success(request, "已保存。")
        return redirect("office:partners")
    context = {"section": "ties", "form": form, "partner": partner}
    return render(request, "schools/office/partner_form.html", context)


@only(Role.STAFF, said=MERGES)
def partner_merge(request: OfficeRequest, pk: int) -> HttpResponse:
    mine = Partner.objects.managed_by(request.user)
    partner = get_object_or_404(mine, pk=pk)
    form = MergeForm(request.POST or None, targets=mine.exclude(pk=pk))
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            target = form.cleaned_data["target"]

            def act() -> str:
                actions.merge(partner=partner, target=target, by=request.user)
                return reverse("office:partners")

            try:
                url = form.once(request.user, request.path, act)
            except Refused as refusal:
                form.add_error("target", str(refusal))
            else:
                messages.success(request, f"“{partner}”已并入“{target}”。")
                return redirect(url)
    context = {"section": "ties", "form": form, "partner": partner}
    return render(request, "schools/office/partner_merge.html", context)
