"""The formal check by the office: the queue, one application, its marks and its return."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools import access
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest
from selection.access.apply import SAID, can_check, can_edit
from selection.actions import check as actions
from selection.actions import compare, seal
from selection.choices import ApplicationStatus as Status
from selection.forms.check import MarkForm, ReturnForm
from selection.listings import apply as lists
from selection.models import Application, Batch
from selection.views.office.apply import found
from selection.workflow import application_flow


def queue(request: OfficeRequest) -> HttpResponse:
    """Applications of one batch, `?batch=`, by `?tab=`."""
    if not request.user.has_role(*REGION_ROLES):
        raise PermissionDenied("只有本地区的工作人员和领导能看形式审查。")
    batches = list(Batch.objects.managed_by(request.user).announced().select_related("region"))
    asked = request.GET.get("batch", "")
    batch = next((b for b in batches if str(b.pk) == asked), None) or next(iter(batches), None)
    rows = Application.objects.managed_by(request.user).for_lists()
    rows = lists.of_batch(rows, batch).prefetch_related("versions", "files__version")
    listing = lists.QueueListing(request, rows)
    return listing.respond(
        "selection/office/queue.html",
        section="queue",
        batch=batch,
        batches=batches,
        tabs=listing.tabs(),
        may_pass=batch is not None and access.is_staff_for(request.user, batch.region),
        rows=[
            {
                "row": row,
                "waiting": lists.waiting(row),
                "completeness": lists.completeness(row),
                "kind": lists.status_kind(row),
                "seal": seal.state(row).notice if row.status == Status.SUBMITTED else "",
                "is_again": row.status == Status.SUBMITTED and row.rounds > 1,
            }
            for row in listing.page()
        ],
    )


def check(request: OfficeRequest, pk: int) -> HttpResponse:
    application = found(request.user, pk)
    if can_edit(request.user, application):
        raise PermissionDenied(SAID["pass"])
    return show(request, application, MarkForm, ReturnForm)


@require_POST
def mark(request: OfficeRequest, pk: int) -> HttpResponse:
    application = checkable(request, pk)
    if application.status != Status.SUBMITTED:
        messages.error(request, f"现在是“{application.get_status_display()}”，不用再核对。")
        return redirect("office:selection:check", pk)
    items = actions.ensure_items(application.batch)
    form = MarkForm(request.POST, application=application, items=items)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, "已保存核对结果。")
        return redirect("office:selection:check", pk)
    return show(request, application, form, ReturnForm)


@require_POST
def send_back(request: OfficeRequest, pk: int) -> HttpResponse:
    application = checkable(request, pk)
    form = ReturnForm(request.POST, application=application)
    if form.is_valid():
        try:
            form.save(by=request.user, seen=request.POST.get("seen"))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "已退回补正，学校能看到每一条意见。")
            return redirect("office:selection:check", pk)
    return show(request, application, MarkForm, form)


def checkable(request: OfficeRequest, pk: int) -> Application:
    application = found(request.user, pk)
    if not can_check(request.user, application):
        raise PermissionDenied(SAID["pass"])
    return application


def show(request: OfficeRequest, application: Application, marks: Any, back: Any) -> HttpResponse:
    """`marks` and `back` are the forms as sent, or their classes for fresh ones."""
    actions.read(application=application, by=request.user)
    items = list(application.batch.check_items.all())
    version = application.latest
    may_check = can_check(request.user, application) and application.status == Status.SUBMITTED
    answered = actions.answered(application)
    keeps_notes = may_check or not isinstance(back, type)  # typed while somebody was faster
    context = {
        "section": "queue",
        "application": application,
        "kind": lists.status_kind(application),
        "version": version,
        "versions": application.versions.all(),
        "content": version.content if version else {},
        "may_check": may_check,
        "seal": seal.state(application),
        "mark_form": fresh(marks, application=application, items=items),
        "return_form": fresh(back, application=application) if keeps_notes else None,
        "offers": [
            offer
            for offer in application_flow.available(application, request.user)
            if offer.key in {"pass", "reject"}
        ],
        "labels": actions.field_labels(application),
        "waiting": application.corrections.waiting(),
        "answers": [(row, compare.difference(row.before, row.after)) for row in answered],
        "changed": actions.changed(application),
    }
    return render(request, "selection/office/check.html", context)


def fresh(form: Any, **given: Any) -> Any:
    return form(**given) if isinstance(form, type) else form
