"""Objections in the office: masked in the list, read with a trace, answered and closed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kit.listing import respond
from kit.workflow import Refused
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only, perform
from selection.access import decide as access
from selection.actions import objections as acts
from selection.choices import ApplicationStatus, ObjectionStatus
from selection.listings.decide import ObjectionListing
from selection.models import Objection
from selection.views.office.tabs import tabs_for
from selection.workflow.notices import objection_flow, suspend


@only(*REGION_ROLES, said="只有区级工作人员和领导能看公示与异议。")
def objection_list(request: OfficeRequest) -> HttpResponse:
    listing = ObjectionListing(request, acts.for_lists(request.user))
    page = listing.page()
    return respond(
        request,
        "selection/office/objection_list.html",
        "results",
        section="notices",
        tabs=tabs_for(request.user, "objections"),
        page=page,
        lines=[acts.masked(row) for row in page],
    )


@never_cache
def objection(request: OfficeRequest, pk: int) -> HttpResponse:
    """Everything the objector wrote; every look is in the audit trail."""
    row = _get(request, pk)
    acts.read(objection=row, by=request.user)
    application = row.item.decision.application if row.item else None
    is_open = row.status == ObjectionStatus.OPEN
    return render(
        request,
        "selection/office/objection.html",
        {
            "section": "notices",
            "objection": row,
            "application": application,
            "receipt": acts.receipt(row.pk),
            "can_suspend": is_open
            and application is not None
            and application.status == ApplicationStatus.NOTICED,
            "moves": list(objection_flow.available(row, request.user)),
        },
    )


@require_POST
def objection_suspend(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _get(request, pk)
    try:
        suspend(row, by=request.user)
        messages.success(request, "这个项目已单独暂缓，名单里的其他项目照常公示。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("office:selection:objection", pk)


@require_POST
def objection_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    row = _get(request, pk)
    # The conclusion goes into the row with the status: a closed objection always has its answer.
    row.answer = request.POST.get("note", "").strip()[:1000]
    perform(request, objection_flow, row, key, access.OBJECTION_MOVES)
    return redirect("office:selection:objection", pk)


def _get(request: OfficeRequest, pk: int) -> Objection:
    row = get_object_or_404(acts.for_lists(request.user), pk=pk)
    if not access.can_answer(request.user, row):
        raise PermissionDenied("只有本区工作人员或领导能查看异议。")
    return row
