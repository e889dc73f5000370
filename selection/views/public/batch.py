"""The page of a batch for those who want to apply: dates, who may, rubric, contact, basis."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from selection.choices import PROSE
from selection.listings.rubric import printed
from selection.models import Batch


@login_not_required
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Batch.objects.announced().select_related("region"), pk=pk)
    chosen = row.fields
    parts = [
        (part.label, chosen.get(part.key, {}).get("limit", part.limit), part.hint)
        for part in PROSE
        if chosen.get(part.key, {}).get("on", True)
    ]
    context = {
        "section": "notices",
        "batch": row,
        "is_taking": row.is_taking_applications(),
        "permit": row.permits.valid().held_by(request.user).first(),
        "parts": parts,
        "stages": printed(row),
        "crumbs": [("公示公告", ""), (row.name, "")],
    }
    return render(request, "selection/public/batch.html", context)
