"""The pool of experts: who is in it, taking somebody in, what is known of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from schools.choices import REGION_ROLES
from schools.documents.slips import slip
from schools.http import OfficeRequest, only
from schools.models import User
from selection.access import review as access
from selection.actions.experts import add_expert, change_expert
from selection.forms.assign import EmploymentRows, ExpertForm
from selection.listings.review import KINDS, ExpertListing, experts_with_load
from selection.models import Assignment, Expert


@only(*REGION_ROLES, said="只有区级工作人员和领导能看专家库。")
def expert_list(request: OfficeRequest) -> HttpResponse:
    if not access.is_office(request.user):
        raise PermissionDenied(access.POOL)
    return ExpertListing(request, experts_with_load(request.user)).respond(
        "selection/office/expert_list.html",
        section="experts",
    )


def expert_new(request: OfficeRequest) -> HttpResponse:
    """The page that answers shows the one-time link; it is nowhere else."""
    user = request.user
    if not access.is_office(user):
        raise PermissionDenied(access.POOL)
    form = ExpertForm(request.POST or None, user=user, instance=Expert())
    if request.method == "POST":
        if done := form.sent_before(user):
            return redirect(done)
        if form.is_valid():
            return _added(request, form)
    return render(
        request, "selection/office/expert_form.html", {"section": "experts", "form": form}
    )


def _added(request: OfficeRequest, form: ExpertForm) -> HttpResponse:
    data = form.cleaned_data
    account = form.found or User(username=data["username"], name=data["name"], unit=data["unit"])
    expert, paths = form.save(commit=False), [""]

    def act() -> str:
        paths[0] = add_expert(expert=expert, account=account, by=request.user)
        return reverse("office:selection:expert", args=[expert.pk])

    url = form.once(request.user, request.path, act)
    if not paths[0]:
        messages.success(request, f"{account}已在专家库里。")
        return redirect(url)
    slips = [slip(account, request.build_absolute_uri(paths[0]))]
    context = {"section": "experts", "expert": expert, "slips": slips}
    response = render(request, "selection/office/expert_added.html", context)
    response["Cache-Control"] = "no-store"
    return response


def expert(request: OfficeRequest, pk: int) -> HttpResponse:
    rows = Expert.objects.managed_by(request.user).select_related("user", "region", "school")
    row = get_object_or_404(rows, pk=pk)
    if not access.can_keep(request.user, row):
        raise PermissionDenied(access.POOL)
    data = request.POST or None
    form = ExpertForm(data, user=request.user, instance=row)
    employments = EmploymentRows(data, instance=row.user, prefix="job")
    if request.method == "POST" and all([form.is_valid(), employments.is_valid()]):
        change_expert(expert=form.save(commit=False), employments=employments, by=request.user)
        messages.success(request, "已保存。")
        return redirect("office:selection:expert", pk)
    context = {
        "section": "experts",
        "expert": row,
        "form": form,
        "employments": employments,
        "assignments": Assignment.objects.of_expert(row.user).for_lists(),
        "kinds": KINDS,
    }
    return render(request, "selection/office/expert_detail.html", context)
