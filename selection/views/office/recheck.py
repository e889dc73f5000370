"""Titles to be looked at again: the list, and one recheck."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kit.workflow import Refused
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only
from schools.models import User
from selection.access import decide as access
from selection.actions import recheck as acts
from selection.forms.recheck import RecheckForm
from selection.listings.decide import RecheckListing
from selection.models import Recheck
from selection.workflow.recheck import conclude


@require_safe
@only(*REGION_ROLES, said="只有区级工作人员和领导能看复核名单。")
def recheck_list(request: OfficeRequest) -> HttpResponse:
    return RecheckListing(request, acts.titles(request.user)).respond(
        "selection/office/recheck_list.html", section="batches"
    )


def recheck(request: OfficeRequest, pk: int) -> HttpResponse:
    application = get_object_or_404(acts.titles(request.user), pk=pk)
    if not access.can_decide_on(request.user, application):
        raise PermissionDenied(access.RECHECKS)
    form = RecheckForm(request.POST or None, instance=Recheck(application=application))
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            try:
                address = form.once(request.user, request.path, lambda: _done(form, request.user))
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "复核结论已记录。")
                return redirect(address)
    context = {"section": "batches", "application": application, "form": form}
    return render(request, "selection/office/recheck.html", context)


def _done(form: RecheckForm, by: User) -> str:
    conclude(form.save(commit=False), by=by)
    return reverse("office:selection:rechecks")
