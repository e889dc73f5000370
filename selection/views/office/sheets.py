"""Result sheets: one application with every score, a whole batch in order, both to be printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit import sheets
from schools.http import OfficeRequest
from selection import scoring
from selection.access import review as access
from selection.actions import grades
from selection.actions.batches import is_settled
from selection.actions.results import Outcome, outcome_of, outcomes
from selection.actions.review import adjust, remove_adjustment
from selection.forms.review import AdjustmentForm
from selection.listings.sheets import (
    SUMMARY_COLUMNS,
    StageTable,
    SummaryRow,
    disputed,
    summary_rows,
    totals,
)
from selection.models import Adjustment, Application, Batch


def sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    application = _application(request, pk)
    form = AdjustmentForm(request.POST or None, application=application)
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            return redirect(_adjusted(request, form))
    context = _sheet(application) | {"section": "batches", "form": form}
    return render(request, "selection/office/sheet.html", context)


def sheet_print(request: OfficeRequest, pk: int) -> HttpResponse:
    return render(request, "selection/office/sheet_print.html", _sheet(_application(request, pk)))


@require_POST
def adjustment_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    seen = Application.objects.managed_by(request.user)
    rows = Adjustment.objects.select_related("indicator", "application__batch__region")
    row = get_object_or_404(rows, pk=pk, application__in=seen)
    _require(request, row.application)
    _require_open(row.application)
    remove_adjustment(adjustment=row, by=request.user)
    messages.success(request, "已删除。")
    return redirect("office:selection:sheet", row.application_id)


def summary(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    context = _summary(batch)
    if request.GET.get("export") == "xlsx":
        name = f"{batch}评分汇总表"
        frame = sheets.Frame(name, unit=batch.region.committee_name, note=context["rule"])
        return sheets.download(name, SUMMARY_COLUMNS, context["rows"], frame)
    context |= {"section": "batches", "lines": _linked(context["rows"])}
    return render(request, "selection/office/summary.html", context)


def _linked(rows: list[SummaryRow]) -> list[dict[str, Any]]:
    """Each leads to its result sheet; for hundreds the address is looked up once."""
    before, after = reverse("office:selection:sheet", args=[0]).rsplit("/0/", 1)
    return [row.line | {"url": f"{before}/{row.application.pk}/{after}"} for row in rows]


def summary_print(request: OfficeRequest, pk: int) -> HttpResponse:
    context = _summary(_batch(request, pk))
    context["lines"] = [row.line for row in context["rows"]]
    return render(request, "selection/office/summary_print.html", context)


def _adjusted(request: OfficeRequest, form: AdjustmentForm) -> str:
    _require_open(form.instance.application)

    def act() -> str:
        adjust(adjustment=form.save(commit=False), by=request.user)
        return request.path

    url = form.once(request.user, request.path, act)
    messages.success(request, "已登记。")
    return url


def _sheet(application: Application) -> dict[str, Any]:
    outcome = outcome_of(application)
    return {
        "application": application,
        "batch": application.batch,
        "outcome": outcome,
        "tables": [StageTable(stage) for stage in outcome.stages],
        "totals": totals(outcome),
        "version": application.latest,
        "adjustments": application.adjustments.select_related("indicator", "recorded_by"),
        "is_settled": is_settled(application.batch),
    }


def _summary(batch: Batch) -> dict[str, Any]:
    found = outcomes(batch)
    rule = scoring.PanelRule(trim_from=batch.trim_from, minimum_valid=batch.minimum_valid)
    return {
        "batch": batch,
        "rows": summary_rows(found),
        "rule": scoring.explain_rule(rule) + _grades(batch, found),
        "disputed": disputed(found),
        "stages": batch.review_stages.all(),
    }


def _grades(batch: Batch, found: list[Outcome]) -> str:
    """The table of grades in words, after the rule of the panel."""
    rules = grades.table(batch)
    ranked = sum(one.place is not None for one in found)
    return scoring.explain_grades(rules, ranked) if rules else ""


def _application(request: OfficeRequest, pk: int) -> Application:
    rows = Application.objects.managed_by(request.user).for_lists()
    application = get_object_or_404(rows.select_related("batch__region"), pk=pk)
    _require(request, application)
    return application


def _require(request: OfficeRequest, application: Application) -> None:
    if not access.can_see_sheets(request.user, application):
        raise PermissionDenied(access.SHEETS)


def _require_open(application: Application) -> None:
    if is_settled(application.batch):
        raise PermissionDenied("结果已经公示或公布，加减分不能再改。")


def _batch(request: OfficeRequest, pk: int) -> Batch:
    return get_object_or_404(Batch.objects.managed_by(request.user).select_related("region"), pk=pk)
