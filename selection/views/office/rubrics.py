"""Rubrics and review stages of a batch: what experts score by, and with which weights."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.actions import rubrics as actions
from selection.choices import RubricPurpose
from selection.forms.rubric import RubricSheet
from selection.forms.stages import NewRubricForm, StagesSheet
from selection.listings.rubric import is_scored, overview
from selection.models import Batch, Rubric
from selection.views.office.batches import editable, run

STAGES = "office:selection:batch_rubric"


def stages(request: OfficeRequest, pk: int) -> HttpResponse:
    """The rubrics of the batch, and the stages that use them."""
    batch = editable(request, pk)
    sheet = StagesSheet(batch, request.POST or None)
    if request.method == "POST" and sheet.is_valid():
        try:
            actions.save_stages(batch=batch, stages=sheet.review_stages(), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "评审环节已保存。")
            return redirect(STAGES, pk)
    return _show(request, batch, sheet, NewRubricForm(batch=batch))


@require_POST
def rubric_new(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = editable(request, pk)
    form = NewRubricForm(request.POST, batch=batch)
    if done := form.sent_before(request.user):
        return redirect(done)
    if not form.is_valid():
        return _show(request, batch, StagesSheet(batch), form)

    def act() -> str:
        given = form.cleaned_data
        made = actions.add_rubric(
            batch=batch, name=given["name"], source=given["source"], by=request.user
        )
        return reverse("office:selection:rubric", args=[pk, made.pk])

    return redirect(form.once(request.user, request.path, act))


def rubric(request: OfficeRequest, pk: int, rubric_pk: int) -> HttpResponse:
    row = _found(request, pk, rubric_pk)
    batch = row.batch
    sheet = RubricSheet(row, request.POST or None)
    if request.method == "POST" and sheet.is_valid():
        made, rows = sheet.head.save(commit=False), sheet.indicators()
        try:
            actions.save_rubric(rubric=made, rows=rows, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "评分表已保存。")
            return redirect("office:selection:rubric", pk, rubric_pk)
    context = {"section": "batches", "batch": batch, "rubric": row, "sheet": sheet}
    return render(request, "selection/office/rubric.html", context)


@require_POST
def rubric_remove(request: OfficeRequest, pk: int, rubric_pk: int) -> HttpResponse:
    batch = editable(request, pk)
    row = get_object_or_404(batch.rubrics, pk=rubric_pk)
    try:
        actions.remove_rubric(rubric=row, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已删去评分表“{row}”。")
    return redirect(STAGES, pk)


def _found(request: OfficeRequest, pk: int, rubric_pk: int) -> Rubric:
    """Rubrics of an acceptance are settled later than the result that begins the build period."""
    row = get_object_or_404(run(request, pk).rubrics.select_related("batch"), pk=rubric_pk)
    if row.purpose == RubricPurpose.REVIEW:
        editable(request, pk)
    return row


def _show(
    request: OfficeRequest, batch: Batch, sheet: StagesSheet, form: NewRubricForm
) -> HttpResponse:
    context = {
        "section": "batches",
        "batch": batch,
        "sheet": sheet,
        "form": form,
        "rubrics": overview(batch),
        "is_frozen": is_scored(batch),
    }
    return render(request, "selection/office/batch_rubric.html", context)
