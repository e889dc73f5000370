"""Asking for a dossier, which is made in the background, and for the tables of a batch."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from kit import jobs, sheets
from schools.http import OfficeRequest
from selection.access import dossier as access
from selection.documents.dossier.books import workbook
from selection.models import Application, Batch


@require_POST
def application_dossier(request: OfficeRequest, pk: int) -> HttpResponse:
    rows = Application.objects.managed_by(request.user).for_lists().select_related("batch__region")
    application = get_object_or_404(rows, pk=pk)
    if not access.can_take(request.user, application):
        raise PermissionDenied(access.SAID)
    job = jobs.start(
        "selection.application_dossier",
        by=request.user,
        title=f"档案包：{application}",
        application=application.pk,
        for_school=not access.is_offices(request.user, application),
    )
    return redirect("office:job", job.pk)


@require_POST
def batch_dossier(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    job = jobs.start(
        "selection.batch_dossier", by=request.user, title=f"档案包：{batch}", batch=batch.pk
    )
    return redirect("office:job", job.pk)


@require_safe
def batch_tables(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    return sheets.sent(f"{batch}汇总表", workbook(batch))


def _batch(request: OfficeRequest, pk: int) -> Batch:
    batches = Batch.objects.managed_by(request.user).select_related("region")
    batch = get_object_or_404(batches, pk=pk)
    if not access.can_take_batch(request.user, batch):
        raise PermissionDenied(access.SEALED if batch.is_closed_to_office else access.SAID)
    return batch
