"""The build period in the office: promises, reports, change requests, and what follows."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.http import OfficeRequest, perform
from selection.access import build as access
from selection.actions import build as acts
from selection.choices import ChangeStatus
from selection.forms.build import AnswerForm, ChangeForm, DeliveredForm, ReportForm
from selection.models import Application, ChangeRequest
from selection.workflow import application_flow
from selection.workflow.reports import change_flow, report_flow


def project(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was promised beside what was delivered; a POST saves the latter."""
    application = _project(request, pk)
    can_edit = access.can_edit(request.user, application)
    if request.method == "POST" and not can_edit:
        raise PermissionDenied(access.EDITS)
    forms = [
        DeliveredForm(request.POST or None, instance=row, prefix=f"row-{row.pk}")
        for row in application.commitments.all()
    ]
    seen, problem = acts.commitments_state(application), ""
    if request.method == "POST" and _all_valid(forms):
        sent = request.POST.get("version", "")
        rows = [form.instance for form in forms]
        try:
            acts.deliver(application=application, rows=rows, seen=sent, by=request.user)
        except Refused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, "完成情况已保存。")
            return redirect("office:selection:build", pk)
    shown = {"forms": forms, "seen": seen, "problem": problem, "can_edit": can_edit}
    return render(request, "selection/office/build.html", _shown(request, application) | shown)


def _shown(request: OfficeRequest, application: Application) -> dict[str, Any]:
    offers = application_flow.available(application, request.user)
    return {
        "section": _section(request),
        "application": application,
        "reports": application.reports.all(),
        "changes": application.change_requests.all(),
        "facts": acts.counted(application),
        "can_ask": access.can_ask(request.user, application),
        "moves": [offer for offer in offers if offer.key in access.PROJECT_MOVES],
    }


@require_POST
def project_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    application = _project(request, pk)
    if key not in access.PROJECT_MOVES:
        raise PermissionDenied("这个操作随报告的验收一起发生，不能单独做。")
    perform(request, application_flow, application, key, access.PROJECT_MOVES)
    return redirect("office:selection:build", pk)


def report(request: OfficeRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(acts.reports_of(request.user), pk=pk)
    is_open = row.status in acts.OPEN
    can_edit = is_open and access.can_edit(request.user, row.application)
    if request.method == "POST" and not access.can_edit(request.user, row.application):
        raise PermissionDenied(access.EDITS)
    form = ReportForm(request.POST or None, report=row)
    if request.method == "POST" and form.is_valid():
        sent = request.POST.get("version", "")
        try:
            acts.write(report=row, content=form.cleaned_data, seen=sent, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "报告已保存。")
            return redirect("office:selection:build_report", pk)
    context = {
        "section": _section(request),
        "report": row,
        "form": form,
        "can_edit": can_edit or form.is_bound,
        "seen": acts.report_state(row),
        "texts": [(label, row.content.get(key, "")) for key, label in acts.parts(row)],
        "facts": row.facts if row.facts and not is_open else acts.counted(row.application),
        "moves": list(report_flow.available(row, request.user)),
    }
    return render(request, "selection/office/build_report.html", context)


@require_POST
def report_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    row = get_object_or_404(acts.reports_of(request.user), pk=pk)
    perform(request, report_flow, row, key, access.REPORT_MOVES)
    return redirect("office:selection:build_report", pk)


def change_new(request: OfficeRequest, pk: int) -> HttpResponse:
    application = _project(request, pk)
    if not access.can_ask(request.user, application):
        raise PermissionDenied(access.ASKS)
    closing = acts.closing_report(application)
    form = ChangeForm(
        request.POST or None,
        instance=ChangeRequest(application=application),
        due_on=closing.due_on if closing else None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            acts.ask(change=form.instance, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "变更申请已提交，等区里批复。")
            return redirect("office:selection:build", pk)
    context = {"section": _section(request), "application": application, "form": form}
    return render(request, "selection/office/build_change.html", context)


def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """The leader's answer, with the number of the document that gives it."""
    row = get_object_or_404(acts.changes_of(request.user), pk=pk)
    if not access.can_answer(request.user, row):
        raise PermissionDenied(access.ANSWERS)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row.approval_number = form.cleaned_data["approval_number"].strip()
        row.reply = form.cleaned_data["reply"].strip()
        try:
            change_flow.perform(
                row, form.cleaned_data["answer"], by=request.user, seen=request.POST.get("seen")
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "批复已记录。")
            return redirect("office:selection:build", row.application_id)
    context = {
        "section": _section(request),
        "application": row.application,
        "change": row,
        "is_open": row.status == ChangeStatus.REQUESTED,
        "form": form,
    }
    return render(request, "selection/office/build_change.html", context)


def _project(request: OfficeRequest, pk: int) -> Application:
    return get_object_or_404(acts.projects(request.user), pk=pk)


def _all_valid(forms: list[DeliveredForm]) -> bool:
    """Asks every form, so that each shows its own mistakes."""
    return not [form for form in forms if not form.is_valid()]


def _section(request: OfficeRequest) -> str:
    return "applications" if request.user.school_ids else "batches"
