"""Calls for applications: their list, and of each its dates, who may, rubric, contact, basis."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kit import sharing
from kit.files import download
from selection.actions.facts import part_settings
from selection.actions.notices import index_number
from selection.choices import PROSE
from selection.documents.blank import blank
from selection.listings.decide import CallListing
from selection.listings.rubric import printed
from selection.models import Batch


@login_not_required
@require_safe
def batch_list(request: HttpRequest) -> HttpResponse:
    return CallListing(request, Batch.objects.announced()).respond(
        "selection/public/batch_list.html", section="notices", now=timezone.now()
    )


@login_not_required
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Batch.objects.announced().select_related("region"), pk=pk)
    limits = part_settings(row.fields)
    parts = [(p.label, limits[p.key], p.hint) for p in PROSE if p.key in limits]
    published = row.announced_at or row.opens_at
    day = timezone.localtime(published).date()
    context = {
        "section": "notices",
        "batch": row,
        "card": sharing.card(
            "Article", row.call_title, row.summary[:120], datePublished=day, inLanguage="zh-Hans"
        ),
        "published": published,
        "index": index_number("TZ", row, row.pk, day),
        "is_listed": not row.is_closed_to_office,
        "is_taking": row.is_taking_applications(),
        "permit": row.permits.valid().held_by(request.user).first(),
        "parts": parts,
        "stages": printed(row),
        "crumbs": [("申报通知", reverse("selection:batch_list")), ("正文", "")],
    }
    return render(request, "selection/public/batch.html", context)


@login_not_required
@require_safe
def batch_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The empty form in Word, for whoever wants to see what is asked before applying."""
    row = get_object_or_404(Batch.objects.announced().select_related("region"), pk=pk)
    response: HttpResponse = download(blank(row), f"{row.name}申报书（空白）.docx")
    return response
