"""Passing several applications at once, after a look at their names."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from kit.listing import respond
from kit.workflow import Refused
from schools import access
from schools.http import OfficeRequest
from selection.access.apply import SAID
from selection.forms.check import TogetherForm
from selection.listings.apply import CheckListing, passable
from selection.models import Batch
from selection.workflow.together import pass_together


def together(request: OfficeRequest, pk: int) -> HttpResponse:
    """Names what may pass and what not yet, and why; all that are ticked pass, or none."""
    batch = get_object_or_404(
        Batch.objects.managed_by(request.user).select_related("region"), pk=pk
    )
    if not access.is_staff_for(request.user, batch.region):
        raise PermissionDenied(SAID["pass"])
    page = CheckListing(request, request.user, batch).page()
    rows = passable(page)
    ready = [row for row, reasons in rows if not reasons]
    form = TogetherForm(request.POST or None, ready=ready)
    if request.method == "POST" and form.is_valid():
        try:
            count = pass_together(form.cleaned_data["applications"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{count} 份申报已通过形式审查，每一份都记入操作记录。")
            return redirect(f"{reverse('office:selection:queue')}?batch={batch.pk}")
    return respond(
        request,
        "selection/office/together.html",
        "results",
        section="queue",
        batch=batch,
        page=page,
        ready=ready,
        waiting=[(row, reasons) for row, reasons in rows if reasons],
        form=form,
        ticked={str(key) for key in form["applications"].value() or []},
    )
