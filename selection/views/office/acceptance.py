"""Acceptance of a report: the sheet the office fills in, and the sheet as it is printed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kit import drafts
from kit.files import download
from kit.workflow import Refused
from schools.http import OfficeRequest
from schools.models import User
from selection.access import build as access
from selection.actions import acceptance as acts
from selection.choices import ReportStatus
from selection.documents import opinions
from selection.documents.acceptance import written
from selection.forms.acceptance import AcceptanceSheet
from selection.models import Report
from selection.views.office.reports import found
from selection.workflow.acceptance import conclude


def accept(request: OfficeRequest, pk: int) -> HttpResponse:
    """The office writes down what the acceptance group found, beside the signed report."""
    row = _judged(request, pk)
    rubric = acts.rubric_for(row)
    sheet, draft = AcceptanceSheet(row, rubric, request.POST or None), None
    if request.method == "POST":
        if done := sheet.form.sent_before(request.user) or _concluded(request, sheet):
            return redirect(done)
    elif row.status != ReportStatus.SUBMITTED:
        messages.warning(request, f"报告现在是“{row.get_status_display()}”，不用验收。")
        return redirect("office:selection:build_report", pk)
    elif draft := drafts.find(request.user, _draft_key(pk)):
        for form in sheet.forms:
            drafts.refill(form, draft)
    context = {
        "section": "build",
        "report": row,
        "content": row.frozen,
        "rubric": rubric,
        "sheet": sheet,
        "draft": draft,
        "drop_url": reverse("office:selection:build_accept_drop", args=[pk]),
    }
    return render(request, "selection/office/build_accept.html", context)


@require_POST
def accept_keep(request: OfficeRequest, pk: int) -> HttpResponse:
    _judged(request, pk)
    return drafts.keep(request, _draft_key(pk))


@require_POST
def accept_drop(request: OfficeRequest, pk: int) -> HttpResponse:
    _judged(request, pk)
    drafts.drop(request.user, _draft_key(pk))
    return redirect("office:selection:build_accept", pk)


@require_safe
def acceptance(request: OfficeRequest, pk: int) -> HttpResponse:
    """The sheet as it is printed; the names of the group stay in the office."""
    row = get_object_or_404(acts.acceptances_of(request.user), pk=pk)
    names = access.can_accept(request.user, row.report)
    context = {
        "acceptance": row,
        "report": row.report,
        "content": row.judged,
        "boxes": opinions.of_acceptance(row, names=names),
    }
    return render(request, "selection/office/build_acceptance.html", context)


@require_safe
def acceptance_word(request: OfficeRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(acts.acceptances_of(request.user), pk=pk)
    names = access.can_accept(request.user, row.report)
    school, kind = row.report.application.school.label, row.report.get_kind_display()
    file = written(row, names=names)
    response: HttpResponse = download(file, f"{school}{kind}验收意见表.docx")
    return response


def _concluded(request: OfficeRequest, sheet: AcceptanceSheet) -> str:
    """Where it leads, or "" with the reason in the form."""
    if not sheet.is_valid():
        return ""
    try:
        address = sheet.form.once(request.user, request.path, lambda: _done(sheet, request.user))
    except Refused as refusal:
        sheet.form.add_error(None, str(refusal))
        return ""
    drafts.drop(request.user, _draft_key(sheet.form.report.pk))
    messages.success(request, "验收结论已记录。")
    return address


def _done(sheet: AcceptanceSheet, by: User) -> str:
    made = conclude(sheet.acceptance(), by=by)
    return reverse("office:selection:build_report", args=[made.report_id])


def _judged(request: OfficeRequest, pk: int) -> Report:
    row = found(request, pk)
    if not access.can_accept(request.user, row):
        raise PermissionDenied(access.ACCEPTS)
    return row


def _draft_key(pk: int) -> str:
    return f"acceptance:{pk}"
