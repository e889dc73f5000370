"""The committee's meeting: its record beside the ranking, and the moment its conclusions hold."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.access import decide as access
from selection.actions.decide import applied, record_meeting
from selection.choices import BatchStatus
from selection.forms.decide import MeetingSheet
from selection.models import Batch
from selection.workflow.results import conclude

PAGE = "selection/office/meeting.html"


def meeting(request: OfficeRequest, pk: int) -> HttpResponse:
    batches = Batch.objects.managed_by(request.user).select_related("region")
    batch = get_object_or_404(batches, pk=pk)
    if not access.can_decide(request.user, batch):
        raise PermissionDenied(access.DECIDES)
    context = {"batch": batch, "section": "batches"}
    decisions = applied(batch)
    if decisions or batch.status != BatchStatus.DECIDING:
        if request.method == "POST":
            messages.error(request, "会议结论已经生效，或者还不能记录，这次没有改动。")
        return render(request, PAGE, context | {"decisions": decisions})
    finish = request.POST.get("act") == "apply"
    sheet = MeetingSheet(batch, request.POST if request.method == "POST" else None, finish)
    if request.method == "POST" and sheet.is_valid():
        try:
            return _keep(request, sheet)
        except Refused as refusal:
            sheet.error = str(refusal)
    return render(request, PAGE, context | {"sheet": sheet})


def _keep(request: OfficeRequest, sheet: MeetingSheet) -> HttpResponse:
    given = {
        "batch": sheet.batch,
        "meeting": sheet.form.instance,
        "verdicts": sheet.verdicts,
        "by": request.user,
        "seen": sheet.seen,
    }
    if sheet.finish:
        count = conclude(**given)
        messages.success(request, f"{count} 项结论已一起生效，可以起草公示了。")
    else:
        record_meeting(**given)
        messages.success(request, "已保存，结论还没有生效，可以继续改。")
    return redirect("office:selection:meeting", sheet.batch.pk)
