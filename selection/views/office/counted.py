"""Counted figures that open: the ledger rows behind each, and counting them again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from activities.choices import ActivityType
from kit.listing import Listing
from schools.choices import Level
from schools.http import OfficeRequest
from selection.actions import apply, check, facts
from selection.actions.evidence import KINDS, glance
from selection.forms.apply import PeriodForm
from selection.models import Application
from selection.views.office.apply import editable, found

PAGES = {
    "activity": "office:activities:detail",
    "honor": "office:honors:detail",
    "coverage": "office:activities:coverage_detail",
    "tie": "office:tie",
}
PARTS = {"activity": "activities", "honor": "honors", "coverage": "coverage", "tie": "ties"}
NARROWER = {"activity": ActivityType, "honor": Level, "coverage": Level}


class CountedListing(Listing):
    """In the order the ledger gives."""

    def _ordered(self, rows: Any) -> Any:
        return rows


@require_safe
def counted(request: OfficeRequest, pk: int, kind: str) -> HttpResponse:
    """The rows of one figure as the ledgers stand now; `?of=` is a type or a level."""
    application, of = found(request.user, pk), request.GET.get("of", "")
    choices = NARROWER.get(kind)
    if kind not in PAGES or (of and (choices is None or of not in choices.values)):
        raise Http404
    listing = CountedListing(request, facts.counted(application, kind, of))
    page = listing.page()
    written = _written(application, kind, of)
    return listing.respond(
        "selection/office/counted.html",
        section="applications",
        application=application,
        title=f"{choices(of).label}{KINDS[kind]}" if of and choices else KINDS[kind],
        rows=[{**glance(kind, row), "url": reverse(PAGES[kind], args=[row.pk])} for row in page],
        written=written,
        is_stale=written != page.paginator.count,
        period=application.facts.get("period", ["", ""]),
    )


def _written(application: Application, kind: str, of: str) -> int:
    """The figure as the application has it."""
    part = application.facts.get(PARTS[kind], {})
    if not of:
        return int(part.get("count", 0))
    rows = part.get("by_type") or part.get("by_level") or []
    key = "type" if kind == "activity" else "level"
    return next((int(row["count"]) for row in rows if row.get(key) == of), 0)


@require_POST
def recount(request: OfficeRequest, pk: int) -> HttpResponse:
    """Count again, over the days that were sent; without any, over the same days."""
    application, answer = editable(request, pk, check.FIGURES)
    if answer:
        return answer
    form = PeriodForm(request.POST, application=application)
    if form.is_valid():
        span = form.span() if {"since", "until"} & set(request.POST) else None
        apply.recount(application=application, by=request.user, span=span)
        messages.success(request, "已从台账重新取数。")
    for _, problem in form.problems():
        messages.error(request, problem)
    return redirect("office:selection:evidence", pk)
