"""Who scores what: the picker of one application and the grid of a batch."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.http import OfficeRequest, perform
from selection.access import review as access
from selection.access.conflicts import conflicts
from selection.actions import assign as actions
from selection.forms.assign import PickForm
from selection.listings.review import AssignmentRow, assignments_of, grid
from selection.models import Application, Assignment, Batch, ReviewStage
from selection.workflow.review import assignment_flow


def assign(request: OfficeRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    stages = list(application.batch.review_stages.select_related("batch__region"))
    if not stages:
        messages.warning(request, "这个批次还没有评审环节，请先设置。")
        return redirect("office:selection:batch_rubric", application.batch_id)
    stage = _chosen(stages, request)
    choice = actions.candidates(application, stage)
    form = PickForm(request.POST or None, stages=stages, choice=choice)
    if request.method == "POST" and form.is_valid() and _assigned(request, application, form):
        return redirect(f"{request.path}?stage={stage.pk}")
    rows = assignments_of(application)
    against = conflicts(application, [row.expert for row in rows])
    context = {
        "section": "batches",
        "application": application,
        "stages": stages,
        "stage": stage,
        "choice": choice,
        "form": form,
        "ticked": request.POST.getlist("experts"),
        "rows": [
            AssignmentRow(
                row, against[row.expert_id], list(assignment_flow.available(row, request.user))
            )
            for row in rows
            if row.stage_id == stage.pk
        ],
        "is_open": actions.may_be_given(application, stage),
    }
    return render(request, "selection/office/assign.html", context)


def assign_grid(request: OfficeRequest, pk: int) -> HttpResponse:
    rows = Batch.objects.managed_by(request.user).select_related("region")
    batch = get_object_or_404(rows, pk=pk)
    stages = list(batch.review_stages.select_related("batch__region"))
    if not stages:
        messages.warning(request, "这个批次还没有评审环节，请先设置。")
        return redirect("office:selection:batch", pk)
    stage = _chosen(stages, request)
    context = {
        "section": "batches",
        "batch": batch,
        "stages": stages,
        "stage": stage,
        "grid": grid(stage),
    }
    return render(request, "selection/office/assign_grid.html", context)


@require_POST
def assignment_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    row = _assignment(request, pk)
    if key == "recuse":  # the reason stands on the row, in the same UPDATE as the status
        row.recusal_reason = request.POST.get("note", "").strip()[:200]
    perform(request, assignment_flow, row, key, access.ASSIGNMENT_SAID)
    return _back(row)


@require_POST
def assignment_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _assignment(request, pk)
    try:
        actions.unassign(assignment=row, by=request.user)
        messages.success(request, "已取消分派。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(row)


@require_POST
def assignment_override(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _assignment(request, pk)
    try:
        note = request.POST.get("note", "")
        actions.override(assignment=row, reason=note, by=request.user)
        messages.success(request, "已写明理由，这份评分照常计入。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(row)


def _assigned(request: OfficeRequest, application: Application, form: PickForm) -> bool:
    experts = list(form.cleaned_data["experts"])
    try:
        actions.assign(
            application=application,
            stage=form.cleaned_data["stage"],
            experts=experts,
            overrides=form.overrides(),
            by=request.user,
        )
    except Refused as refusal:
        form.add_error("experts", str(refusal))
        return False
    messages.success(request, f"已分给 {len(experts)} 位专家。")
    return True


def _chosen(stages: list[ReviewStage], request: OfficeRequest) -> ReviewStage:
    asked = request.POST.get("stage") or request.GET.get("stage", "")
    return next((stage for stage in stages if str(stage.pk) == asked), stages[0])


def _application(request: OfficeRequest, pk: int) -> Application:
    rows = Application.objects.managed_by(request.user).for_lists()
    application = get_object_or_404(rows.select_related("batch__region"), pk=pk)
    if not access.runs_application(request.user, application):
        raise PermissionDenied(access.RUNS)
    return application


def _assignment(request: OfficeRequest, pk: int) -> Assignment:
    rows = Assignment.objects.for_lists().select_related("stage__batch__region", "stage__rubric")
    seen = Application.objects.managed_by(request.user)
    row = get_object_or_404(rows, pk=pk, application__in=seen)
    if not access.runs_assignment(request.user, row):
        raise PermissionDenied(access.RUNS)
    return row


def _back(row: Assignment) -> HttpResponse:
    return redirect("office:selection:assign", row.application_id)
