"""Mid-term and closing reports: written by the school, read, printed and judged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kit import drafts
from kit.files import download
from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.access import build as access
from selection.actions import build, reports, snapshot
from selection.actions.course import OPEN
from selection.choices import ReportStatus
from selection.documents import opinions
from selection.documents.report import written
from selection.forms.apply import SignForm
from selection.forms.build import ReportForm
from selection.models import Report
from selection.views.office.build import section
from selection.workflow.reports import report_flow

KINDS = {"draft": "none", "submitted": "wait", "returned": "back", "accepted": "done"}


def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """The school sees its draft; the office what was signed last."""
    row = found(request, pk)
    mine = access.can_edit(request.user, row.application)
    if request.method == "POST" and not mine:
        raise PermissionDenied(access.EDITS)
    may_write = mine and row.status in OPEN
    form, draft = ReportForm(request.POST or None, report=row), None
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("version", "")
        try:
            reports.write(report=row, content=form.cleaned_data, seen=sent, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            drafts.drop(request.user, _draft_key(pk))
            messages.success(request, "报告已保存。")
            return redirect("office:selection:build_report", pk)
    elif may_write and not form.is_bound and (draft := drafts.find(request.user, _draft_key(pk))):
        drafts.refill(form, draft)
    context = {
        "section": section(request),
        "report": row,
        "kind": KINDS.get(row.status, "back"),
        "form": form,
        "may_write": may_write or form.is_bound,
        "seen": reports.state(row),
        "draft": draft,
        "drop_url": reverse("office:selection:build_report_drop", args=[pk]),
        "content": reports.composed(row) if may_write else row.frozen,
        "to_sign": row.status in OPEN and access.can_submit(request.user, row),
        "to_accept": row.status == ReportStatus.SUBMITTED and access.can_accept(request.user, row),
        "acceptances": row.acceptances.all(),
    }
    return render(request, "selection/office/build_report.html", context)


@require_POST
def draft_keep(request: OfficeRequest, pk: int) -> HttpResponse:
    _may_write(request, found(request, pk))
    return drafts.keep(request, _draft_key(pk))


@require_POST
def draft_drop(request: OfficeRequest, pk: int) -> HttpResponse:
    _may_write(request, found(request, pk))
    drafts.drop(request.user, _draft_key(pk))
    return redirect("office:selection:build_report", pk)


def report_sign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Shows the whole as it will be frozen; the password makes it a signature."""
    row = found(request, pk)
    if not access.can_submit(request.user, row):
        raise PermissionDenied(access.SIGNS)
    if row.status not in OPEN:
        messages.warning(request, f"报告现在是“{row.get_status_display()}”，不用签字。")
        return redirect("office:selection:build_report", pk)
    content = reports.composed(row)
    form = SignForm(request.POST or None, user=request.user, digest=snapshot.digest(content))
    if request.method == "POST" and form.is_valid():
        try:
            report_flow.perform(row, "submit", by=request.user, seen=row.status)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{row.get_kind_display()}已签字提交。全文和台账数据已固定。")
            return redirect("office:selection:build_report", pk)
    context = {
        "section": section(request),
        "report": row,
        "content": content,
        "form": form,
        "blockers": report_flow.moves["submit"].blockers(row),
    }
    return render(request, "selection/office/build_sign.html", context)


@require_safe
def report_print(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _signed(request, pk)
    context: dict[str, Any] = {
        "report": row,
        "content": row.frozen,
        "boxes": opinions.of_report(row),
    }
    return render(request, "selection/office/build_print.html", context)


@require_safe
def report_word(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _signed(request, pk)
    name = f"{row.application.school.label}{row.get_kind_display()}.docx"
    response: HttpResponse = download(written(row), name)
    return response


def found(request: OfficeRequest, pk: int) -> Report:
    return get_object_or_404(build.reports_of(request.user), pk=pk)


def _signed(request: OfficeRequest, pk: int) -> Report:
    """Only what was signed is printed, as it was frozen then."""
    row = found(request, pk)
    if not row.frozen:
        raise Http404("这份报告还没有签字提交，不能打印。")
    return row


def _may_write(request: OfficeRequest, row: Report) -> None:
    if not access.can_edit(request.user, row.application):
        raise PermissionDenied(access.EDITS)


def _draft_key(pk: int) -> str:
    return f"report:{pk}"
