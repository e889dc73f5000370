"""A batch shared out at once: the proposal to look at, keeping it, and reminding the late."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.access import review as access
from selection.actions import propose as actions
from selection.actions.assign import PHASES
from selection.actions.remind import debtors, is_overdue, reminder, write_reminders
from selection.choices import BatchStatus
from selection.forms.propose import ProposeForm, RemindForm
from selection.models import Batch, ReviewStage
from selection.workflow.letters import letter_flow


def propose(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    stages = list(batch.review_stages.all())
    if not stages:
        messages.warning(request, "这个批次还没有评审环节，请先设置。")
        return redirect("office:selection:batch_rubric", pk)
    form = ProposeForm(_asked(request, batch, stages), batch=batch)
    is_open = batch.status in PHASES
    proposal = None
    if is_open and form.is_valid():
        if request.method == "POST" and _kept(request, form):
            return redirect("office:selection:assign_grid", pk)
        proposal = actions.propose(**form.cleaned_data)
    again = {name: form[name].value() for name in ("stage", "per_item")}
    context = {
        "section": "batches",
        "batch": batch,
        "form": form,
        "proposal": proposal,
        "is_open": is_open,
        "again": f"?{urlencode(again)}",
    }
    return render(request, "selection/office/propose.html", context)


def remind(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    owing = debtors(batch)
    reachable = [one.expert.pk for one in owing if one.address]
    form = RemindForm(request.POST or None, experts=reachable)
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid() and _reminded(request, batch, form):
            return redirect("office:selection:assign_grid", pk)
    context = {
        "section": "batches",
        "batch": batch,
        "form": form,
        "owing": owing,
        "ticked": request.POST.getlist("experts") if form.is_bound else [str(n) for n in reachable],
        "sample": reminder(batch, owing[0]) if owing else "",
        "is_open": batch.status == BatchStatus.REVIEWING,
        "is_overdue": is_overdue(batch),
    }
    return render(request, "selection/office/remind.html", context)


def _asked(request: OfficeRequest, batch: Batch, stages: list[ReviewStage]) -> dict[str, str]:
    """What the address says; the first stage and a new draw where it names none."""
    known = [str(stage.pk) for stage in stages]
    given = request.POST if request.method == "POST" else request.GET
    return {
        "stage": next((pk for pk in known if pk == given.get("stage")), known[0]),
        "per_item": given.get("per_item") or str(batch.panel_size),
        "seed": given.get("seed") or actions.new_seed(),
    }


def _kept(request: OfficeRequest, form: ProposeForm) -> bool:
    data, seen = form.cleaned_data, request.POST.get("seen", "")
    try:
        count = actions.keep(**data, seen=seen, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, f"已分派 {count} 份，随机种子 {data['seed']} 已记入操作记录。")
    return True


def _reminded(request: OfficeRequest, batch: Batch, form: RemindForm) -> bool:
    sent = 0

    def act() -> str:
        nonlocal sent
        chosen = list(form.cleaned_data["experts"])
        for letter in write_reminders(batch=batch, experts=chosen, by=request.user):
            letter_flow.perform(letter, "send", by=request.user)
            sent += 1
        return reverse("office:selection:assign_grid", args=[batch.pk])

    try:
        form.once(request.user, request.path, act)
    except Refused as refusal:
        form.add_error("experts", str(refusal))
        return False
    messages.success(request, f"已发出 {sent} 封催交信，留在“通知信”里备查。")
    return True


def _batch(request: OfficeRequest, pk: int) -> Batch:
    batch = get_object_or_404(
        Batch.objects.managed_by(request.user).select_related("region"), pk=pk
    )
    if not access.can_run(request.user, batch):
        raise PermissionDenied(access.RUNS)
    return batch
