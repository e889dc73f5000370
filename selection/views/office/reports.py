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
from schools.http import OfficeRequest, perform
from selection.access import build as access
from selection.actions import build, reports
from selection.actions.course import OPEN
from selection.documents.report import written
from selection.forms.build import ReportForm
from selection.models import Report
from selection.views.office.build import section
from selection.workflow.reports import report_flow

KINDS = {"draft": "none", "submitted": "wait", "returned": "back", "accepted": "done"}


def report(request: OfficeRequest, pk: int) -> HttpResponse:
    """The school sees its draft; the office what was signed last."""
    row = _found(request, pk)
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
        "moves": list(report_flow.available(row, request.user)),
    }
    return render(request, "selection/office/build_report.html", context)


@require_POST
def draft_keep(request: OfficeRequest, pk: int) -> HttpResponse:
    _may_write(request, _found(request, pk))
    return drafts.keep(request, _draft_key(pk))


@require_POST
def draft_drop(request: OfficeRequest, pk: int) -> HttpResponse:
    _may_write(request, _found(request, pk))
    drafts.drop(request.user, _draft_key(pk))
    return redirect("office:selection:build_report", pk)


@require_POST
def report_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    perform(request, report_flow, _found(request, pk), key, access.REPORT_MOVES)
    return redirect("office:selection:build_report", pk)


@require_safe
def report_print(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _signed(request, pk)
    context: dict[str, Any] = {"report": row, "content": row.frozen}
    return render(request, "selection/office/build_print.html", context)


@require_safe
def report_word(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _signed(request, pk)
    name = f"{row.application.school.label}{row.get_kind_display()}.docx"
    response: HttpResponse = download(written(row), name)
    return response


def _found(request: OfficeRequest, pk: int) -> Report:
    return get_object_or_404(build.reports_of(request.user), pk=pk)


def _signed(request: OfficeRequest, pk: int) -> Report:
    """Only what was signed is printed, as it was frozen then."""
    row = _found(request, pk)
    if not row.frozen:
        raise Http404("这份报告还没有签字提交，不能打印。")
    return row


def _may_write(request: OfficeRequest, row: Report) -> None:
    if not access.can_edit(request.user, row.application):
        raise PermissionDenied(access.EDITS)


def _draft_key(pk: int) -> str:
    return f"report:{pk}"
