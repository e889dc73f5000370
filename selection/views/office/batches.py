"""Batches: the list, one batch with its phase and counts, its settings, rubric and lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only, perform
from selection.access import decide, dossier, review
from selection.actions.batches import (
    change_batch,
    clone_batch,
    copy_of,
    create_batch,
    is_settled,
    save_lists,
)
from selection.forms.batch import BatchForm, CloneForm
from selection.forms.lists import ListsSheet
from selection.listings.review import (
    BATCH_KINDS,
    BatchListing,
    batches_with_counts,
    counts,
    phases,
)
from selection.models import Batch
from selection.workflow import batch_flow

SAID = {**decide.BATCH_MOVES, **review.BATCH_SAID}


@only(*REGION_ROLES, said="只有区级工作人员和领导能看批次。")
def batch_list(request: OfficeRequest) -> HttpResponse:
    if not review.is_office(request.user):
        raise PermissionDenied(review.RUNS)
    return BatchListing(request, batches_with_counts(request.user)).respond(
        "selection/office/batch_list.html",
        section="batches",
        kinds=BATCH_KINDS,
    )


def batch_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = _mine(request, pk)
    context = {
        "section": "batches",
        "batch": batch,
        "kind": BATCH_KINDS[batch.status],
        "phases": phases(batch),
        "counts": counts(batch),
        "offers": list(batch_flow.available(batch, request.user)),
        "stages": batch.review_stages.select_related("rubric"),
        "quota": batch.quota_cells.select_related("region"),
        "check_items": batch.check_items.all(),
        "can_run": review.can_run(request.user, batch),
        "can_lead": review.can_lead(request.user, batch),
        "can_take_dossier": dossier.can_take_batch(request.user, batch),
    }
    return render(request, "selection/office/batch_detail.html", context)


@require_POST
def batch_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    perform(request, batch_flow, _mine(request, pk), key, SAID)
    return redirect("office:selection:batch", pk)


def batch_new(request: OfficeRequest) -> HttpResponse:
    user = request.user
    if not review.is_office(user):
        raise PermissionDenied(review.RUNS)
    form = BatchForm(request.POST or None, user=user, instance=Batch())

    def act() -> str:
        return _url(create_batch(batch=form.save(), by=user))

    return _once(
        request, form, act, {"title": "新建批次", "submit": "新建批次", "back": reverse(BATCHES)}
    )


def batch_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = editable(request, pk)
    form = BatchForm(request.POST or None, user=request.user, instance=batch)

    def act() -> str:
        change_batch(batch=form.save(commit=False), changed=form.changed_labels(), by=request.user)
        return _url(batch)

    return _once(
        request,
        form,
        act,
        {"title": "批次设置", "submit": "保存设置", "back": _url(batch), "batch": batch},
    )


def batch_clone(request: OfficeRequest, pk: int) -> HttpResponse:
    source = _mine(request, pk)
    _require_run(request, source)
    form = CloneForm(request.POST or None, instance=copy_of(source))

    def act() -> str:
        made = clone_batch(source=source, batch=form.save(commit=False), by=request.user)
        return _url(made)

    extra = {
        "title": "复制批次",
        "submit": "复制成新批次",
        "back": _url(source),
        "hint": f"从“{source}”复制设置、评分表、名额和形式审查项，不带申报和特许。"
        "成果统计时段照原样，复制以后请到批次设置里改。",
    }
    return _once(request, form, act, extra)


def batch_lists(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = editable(request, pk)
    sheet = ListsSheet(batch, request.POST or None)
    if request.method == "POST" and sheet.is_valid():
        items = sheet.form.cleaned_data["check_items"]
        try:
            save_lists(batch=batch, cells=sheet.quota_cells(), check_items=items, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "已保存。")
            return redirect(_url(batch))
    context = {"section": "batches", "batch": batch, "sheet": sheet}
    return render(request, "selection/office/batch_lists.html", context)


BATCHES = "office:selection:batches"


def _url(batch: Batch) -> str:
    return reverse("office:selection:batch", args=[batch.pk])


def _mine(request: OfficeRequest, pk: int) -> Batch:
    rows = Batch.objects.managed_by(request.user).select_related("region", "unsealed_by")
    return get_object_or_404(rows, pk=pk)


def _require_run(request: OfficeRequest, batch: Batch) -> None:
    if not review.can_run(request.user, batch):
        raise PermissionDenied(review.RUNS)


def run(request: OfficeRequest, pk: int) -> Batch:
    batch = _mine(request, pk)
    _require_run(request, batch)
    return batch


def editable(request: OfficeRequest, pk: int) -> Batch:
    batch = run(request, pk)
    if is_settled(batch):
        raise PermissionDenied("结果已经公示或公布，批次设置不能再改。")
    return batch


def _once(
    request: OfficeRequest, form: Any, act: Callable[[], str], extra: dict[str, Any]
) -> HttpResponse:
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            url = form.once(request.user, request.path, act)
            messages.success(request, "已保存。")
            return redirect(url)
    context = {"section": "batches", "form": form, **extra}
    return render(request, "selection/office/batch_form.html", context)
