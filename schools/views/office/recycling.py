"""The recycle bin: what was deleted, by whom, until when, and one button to have it back."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.actions import recycling
from schools.http import OfficeRequest
from schools.listings import BinListing
from schools.models import Discarded


def bin_list(request: OfficeRequest) -> HttpResponse:
    rows = Discarded.objects.managed_by(request.user).restorable()
    rows = rows.select_related("school", "region", "by").defer("graph")
    return BinListing(request, rows).respond(
        "schools/office/bin_list.html", section="bin", days=settings.BIN_DAYS
    )


@require_POST
def bin_restore(request: OfficeRequest, pk: int) -> HttpResponse:
    """What came back meanwhile is refused in words: its row is gone, its page would be a 404."""
    entry = get_object_or_404(Discarded.objects.managed_by(request.user), pk=pk)
    try:
        back = recycling.restore(entry=entry, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:bin")
    messages.success(request, f"已恢复{entry}，放回了原来的位置。")
    page = getattr(back[0], "get_office_url", None)
    return redirect(page() if page else "office:bin")
