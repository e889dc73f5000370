"""Mistakes in the office: read and answered."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from portal.listings import MistakeListing
from portal.mistakes import actions
from portal.mistakes.workflow import REFUSALS, mistake_flow
from portal.models import Mistake
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only, perform

SAID = "只有区级工作人员和领导能看读者的纠错。"


@only(*REGION_ROLES, said=SAID)
def mistake_list(request: OfficeRequest) -> HttpResponse:
    rows = Mistake.objects.managed_by(request.user)
    return MistakeListing(request, rows).respond(
        "portal/office/mistake_list.html", section="mistakes"
    )


@never_cache
@only(*REGION_ROLES, said=SAID)
def mistake_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    """Each look at somebody's contact is in the log."""
    row = _get(request, pk)
    actions.read(mistake=row, by=request.user)
    context = {
        "section": "mistakes",
        "mistake": row,
        "moves": list(mistake_flow.available(row, request.user)),
    }
    return render(request, "portal/office/mistake.html", context)


@require_POST
@only(*REGION_ROLES, said=SAID)
def mistake_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    row = _get(request, pk)
    # The answer goes into the row with the status: a closed mistake always has one.
    row.answer = request.POST.get("note", "").strip()[:1000]
    perform(request, mistake_flow, row, key, REFUSALS)
    return redirect("office:mistake", pk)


def _get(request: OfficeRequest, pk: int) -> Mistake:
    return get_object_or_404(Mistake.objects.managed_by(request.user), pk=pk)
