"""The day of a defence as the office prepares it: plan, draw, panel, prints and the timer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.access import review as access
from selection.actions import defence as actions
from selection.choices import AssignmentStatus, StageForm
from selection.forms.defence import DefenceForm
from selection.listings.defence import turns
from selection.models import Batch, Defence, ReviewStage

PAGE = "office:selection:defence"
STAGES = ReviewStage.objects.select_related("batch__region", "rubric")


def defence(request: OfficeRequest, pk: int) -> HttpResponse:
    stage = _run(request, pk)
    found = _defence(stage)
    form = DefenceForm(request.POST or None, instance=found, initial=_first_plan(found))
    if request.method == "POST" and form.is_valid():
        actions.plan(defence=form.save(commit=False), by=request.user)
        messages.success(request, "安排已保存。")
        return redirect(PAGE, pk)
    context = _shown(stage, found) | {
        "form": form,
        "gaps": actions.gaps(found) if found.pk else [],
        "finalists": [] if found.drawn_at else actions.finalists(stage, found.places),
        "has_scores": actions.has_scores(stage),
        "can_lead": access.can_lead(request.user, stage.batch),
    }
    return render(request, "selection/office/defence.html", context)


@require_POST
def defence_draw(request: OfficeRequest, pk: int) -> HttpResponse:
    stage = _run(request, pk)
    found = get_object_or_404(Defence, stage=stage)
    if found.drawn_at and not access.can_lead(request.user, stage.batch):
        raise PermissionDenied("已经抽过签。只有本地区的领导能重新抽签。")
    if request.POST.get("seen", "") != found.seed:
        messages.error(request, "有人先一步抽了签，下面是抽出的顺序。")
        return redirect(PAGE, pk)
    try:
        reason = request.POST.get("note", "")[:200]
        slots = actions.draw(defence=found, by=request.user, reason=reason)
        messages.success(request, f"已抽签，{len(slots)} 项。种子和顺序已记入操作记录。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(PAGE, pk)


@require_POST
def defence_panel(request: OfficeRequest, pk: int) -> HttpResponse:
    stage = _run(request, pk)
    try:
        seated = actions.seat_panel(stage=stage, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(PAGE, pk)
    text = f"已请原评审专家，新分派 {seated.count} 份。" if seated.count else "没有要新分派的。"
    messages.success(request, text)
    if seated.kept_away:
        messages.warning(request, f"没有请：{'；'.join(seated.kept_away)}。")
    return redirect(PAGE, pk)


def defence_order(request: OfficeRequest, pk: int) -> HttpResponse:
    stage = _run(request, pk)
    return render(request, "selection/office/defence_order.html", _drawn(stage))


def defence_blank(request: OfficeRequest, pk: int) -> HttpResponse:
    """One sheet of paper for every expert and project, to be filled in by hand and signed."""
    stage = _run(request, pk)
    context = _drawn(stage)
    papers = [
        (turn.slot, sheet.assignment.expert)
        for turn in context["turns"]
        for sheet in turn.sheets
        if sheet.assignment.status != AssignmentStatus.RECUSED
    ]
    leaves = list(stage.rubric.leaves())
    full = sum(leaf.points for leaf in leaves)
    context |= {"papers": papers, "leaves": leaves, "full": full}
    return render(request, "selection/office/defence_blank.html", context)


def defence_timer(request: OfficeRequest, pk: int) -> HttpResponse:
    """For whoever is in the chair, of the office or of the panel."""
    stage = get_object_or_404(STAGES, pk=pk, form=StageForm.DEFENCE)
    if not access.can_time(request.user, stage):
        _run(request, pk)  # 404 outside the region, else 403 with its sentence
    context = _drawn(stage)
    context["back"] = not access.can_run(request.user, stage.batch)
    return render(request, "selection/office/defence_timer.html", context)


def _run(request: OfficeRequest, pk: int) -> ReviewStage:
    batches = Batch.objects.managed_by(request.user)
    stage: ReviewStage = get_object_or_404(STAGES, pk=pk, form=StageForm.DEFENCE, batch__in=batches)
    if not access.can_run(request.user, stage.batch):
        raise PermissionDenied(access.RUNS)
    return stage


def _defence(stage: ReviewStage) -> Defence:
    try:
        return stage.defence
    except Defence.DoesNotExist:
        return Defence(stage=stage)


def _first_plan(found: Defence) -> dict[str, Any]:
    """Nine o'clock tomorrow, until somebody says otherwise."""
    if found.pk:
        return {}
    tomorrow = timezone.localtime() + timedelta(days=1)
    return {"starts_at": tomorrow.replace(hour=9, minute=0, second=0, microsecond=0)}


def _shown(stage: ReviewStage, found: Defence) -> dict[str, Any]:
    return {
        "section": "batches",
        "stage": stage,
        "batch": stage.batch,
        "defence": found,
        "turns": turns(stage, found.seed),
    }


def _drawn(stage: ReviewStage) -> dict[str, Any]:
    found = _defence(stage)
    if found.drawn_at is None:
        raise Http404("还没有抽签。")
    return _shown(stage, found)
