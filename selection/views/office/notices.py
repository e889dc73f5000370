"""Public notices in the office: what waits for one, drafts with their preview, publication."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only, perform
from selection.access import decide as access
from selection.actions import notices as acts
from selection.actions.readiness import checks
from selection.choices import BatchStatus, NoticeStatus
from selection.forms.notice import NoticeForm
from selection.listings.decide import NoticeListing
from selection.models import Batch, PublicNotice
from selection.views.office.tabs import tabs_for
from selection.workflow.notices import notice_flow

FORM = "selection/office/notice_form.html"


@only(*REGION_ROLES, said="只有区级工作人员和领导能看公示与异议。")
def notice_list(request: OfficeRequest) -> HttpResponse:
    rows = PublicNotice.objects.managed_by(request.user).select_related("batch")
    return NoticeListing(request, rows).respond(
        "selection/office/notice_list.html",
        section="notices",
        tabs=tabs_for(request.user, "notices"),
        waiting=acts.waiting_for_notice(request.user),
        closing=acts.waiting_for_results(request.user),
    )


def notice_new(request: OfficeRequest, pk: int) -> HttpResponse:
    batches = Batch.objects.managed_by(request.user).select_related("region")
    batch = get_object_or_404(batches, pk=pk)
    if not access.can_prepare(request.user, batch):
        raise PermissionDenied("只有本区工作人员或领导能起草公示。")
    if draft := acts.draft_waiting(batch):
        return redirect("office:selection:notice_edit", draft.pk)
    if batch.status != BatchStatus.DECIDING:
        messages.error(request, f"批次现在是“{batch.get_status_display()}”，不能起草公示。")
        return redirect("office:selection:notices")
    return _form(request, acts.draft_of(batch))


def notice_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    """A draft is edited beside its preview; a published notice only shows the preview."""
    notice = _get(request, pk)
    if notice.status != NoticeStatus.DRAFT:
        return render(request, FORM, _context(request, notice))
    return _form(request, notice)


@require_POST
def notice_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    notice = _get(request, pk)
    perform(request, notice_flow, notice, key, access.NOTICE_MOVES)
    return redirect("office:selection:notice_edit", pk)


def _get(request: OfficeRequest, pk: int) -> PublicNotice:
    rows = PublicNotice.objects.managed_by(request.user).select_related("batch__region")
    return get_object_or_404(rows, pk=pk)


def _form(request: OfficeRequest, notice: PublicNotice) -> HttpResponse:
    form = NoticeForm(request.POST or None, instance=notice)
    if request.method == "POST" and form.is_valid():
        kept = acts.keep(notice=form.save(commit=False), by=request.user)
        messages.success(request, "草稿已保存，右边是公开页面和打印稿的样子。")
        return redirect("office:selection:notice_edit", kept.pk)
    return render(request, FORM, _context(request, notice) | {"form": form})


def _context(request: OfficeRequest, notice: PublicNotice) -> dict[str, Any]:
    stored = notice.pk is not None
    by_rank = notice.shows_rank
    drafted = acts.rows(acts.in_order(notice.batch, by_rank=by_rank)) if not stored else []
    return {
        "section": "notices",
        "notice": notice,
        "rows": acts.rows_of(notice) if stored else drafted,
        "period": acts.period_text(notice) if stored else "",
        "checks": checks(notice) if notice.status == NoticeStatus.DRAFT and stored else [],
        "moves": list(notice_flow.available(notice, request.user)) if stored else [],
    }
