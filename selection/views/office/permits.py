"""Permits of a batch: who may apply late or again, until when and why."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.access import review as access
from selection.actions import permits as actions
from selection.forms.permits import PermitForm
from selection.models import Batch

GIVES = "只有本地区的领导能办理和收回特许。"


def permit_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """Staff read it; the leader gives and withdraws."""
    batch = _found(request, pk)
    may_give = access.can_lead(request.user, batch)
    form = PermitForm(request.POST or None, batch=batch)
    if request.method == "POST":
        if not may_give:
            raise PermissionDenied(GIVES)
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid() and _given(request, form):
            return redirect("office:selection:permits", pk)
    context = {
        "section": "batches",
        "batch": batch,
        "form": form if may_give and batch.status in actions.TAKING else None,
        "may_give": may_give,
        "permits": batch.permits.select_related("organization", "given_by", "withdrawn_by"),
    }
    return render(request, "selection/office/permits.html", context)


@require_POST
def permit_withdraw(request: OfficeRequest, pk: int, permit_pk: int) -> HttpResponse:
    batch = _found(request, pk)
    if not access.can_lead(request.user, batch):
        raise PermissionDenied(GIVES)
    permit = get_object_or_404(batch.permits.select_related("organization"), pk=permit_pk)
    try:
        actions.withdraw(permit=permit, note=request.POST.get("note", ""), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已收回{permit.organization}的特许。")
    return redirect("office:selection:permits", pk)


def _given(request: OfficeRequest, form: PermitForm) -> bool:
    def act() -> str:
        permit = actions.give(permit=form.save(commit=False), by=request.user)
        return reverse("office:selection:permits", args=[permit.batch_id])

    try:
        form.once(request.user, request.path, act)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "已办理。学校的申报页会写明可以申报到什么时候。")
    return True


def _found(request: OfficeRequest, pk: int) -> Batch:
    rows = Batch.objects.managed_by(request.user).select_related("region")
    return get_object_or_404(rows, pk=pk)
