"""The ledger of media reports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from activities import access
from activities.actions.records import save_coverage
from activities.forms.coverage import CoverageForm
from activities.listings import CoverageListing
from activities.models import Activity, Coverage
from activities.workflow import coverage_flow, coverage_texts
from kit import jobs, wording
from kit.keys import row_number
from kit.publication import CheckStatus
from kit.workflow import Refused
from schools.access import CHECKERS, reads_ledgers
from schools.http import OfficeRequest, perform
from schools.models import School


def coverage_list(request: OfficeRequest) -> HttpResponse:
    if not reads_ledgers(request.user):
        raise PermissionDenied("只有学校和区级工作人员能看媒体报道台账。")
    rows = Coverage.objects.managed_by(request.user).select_related("school", "outlet")
    return CoverageListing(request, rows).respond(
        "activities/office/coverage_list.html",
        section="activities",
        can_record=access.can_record(request.user),
        can_check_links=access.can_check_links(request.user),
        shows_school=bool(request.user.region_codes),
    )


def coverage_new(request: OfficeRequest) -> HttpResponse:
    """`?activity=` names the activity that was reported on."""
    user = request.user
    about = Activity.objects.managed_by(user).find(request.GET.get("activity", ""))
    schools = School.objects.managed_by(user).select_related("region")
    school = about.school if about else next((s for s in schools if s.pk in user.school_ids), None)
    if school is None or school.pk not in user.school_ids:
        raise PermissionDenied("只有学校填报员和书记能登记报道。")
    initial = {"activity": about, "brand": about.brand} if about else {}
    return _form(request, Coverage(school=school), initial)


def coverage_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    coverage = get_object_or_404(Coverage.objects.managed_by(request.user).whole(), pk=pk)
    context = {
        "section": "activities",
        "coverage": coverage,
        "offers": list(coverage_flow.available(coverage, request.user)),
        "advice": wording.advice(coverage_texts(coverage)),
        "can_edit": access.can_edit(request.user, coverage),
        "can_check_links": access.can_check_links(request.user),
    }
    return render(request, "activities/office/coverage_detail.html", context)


def coverage_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    coverage = get_object_or_404(Coverage.objects.managed_by(request.user).whole(), pk=pk)
    if not access.is_author(request.user, coverage):
        raise PermissionDenied("只有本校填报员和书记能改这条报道。")
    if not access.can_edit(request.user, coverage):
        messages.warning(request, "审核人正在看这条报道，先退回修改再改。")
        return redirect("office:activities:coverage_detail", pk)
    return _form(request, coverage, {})


@require_POST
def coverage_links(request: OfficeRequest) -> HttpResponse:
    """Try the link of one report (`coverage`), or those not tried longest, in the background."""
    user = request.user
    if not access.can_check_links(user):
        raise PermissionDenied("只有学校填报员、书记和区级工作人员能检查链接。")
    number = row_number(request.POST.get("coverage", ""))
    title = "检查媒体报道的链接"
    if number:
        title += f"：{get_object_or_404(Coverage.objects.managed_by(user), pk=number).title}"
    job = jobs.start("activities.links", by=user, title=title, coverage=number)
    return redirect("office:job", job.pk)


@require_POST
def coverage_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    coverage = get_object_or_404(Coverage.objects.managed_by(request.user).whole(), pk=pk)
    perform(request, coverage_flow, coverage, key, CHECKERS)
    return redirect("office:activities:coverage_detail", pk)


def _form(request: OfficeRequest, coverage: Coverage, initial: dict[str, Any]) -> HttpResponse:
    form = CoverageForm(
        request.POST or None, request.FILES or None, instance=coverage, initial=initial
    )
    reopens = coverage.status == CheckStatus.PUBLISHED
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            try:
                url = form.once(request.user, request.path, lambda: _saved(request, form, reopens))
                messages.success(request, "已保存。")
                return redirect(url)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context = {"section": "activities", "form": form, "coverage": coverage, "reopens": reopens}
    return render(request, "activities/office/coverage_form.html", context)


def _saved(request: OfficeRequest, form: CoverageForm, reopens: bool) -> str:
    coverage = form.save(commit=False)
    if reopens:
        published = Coverage.objects.get(pk=coverage.pk)
        coverage_flow.perform(published, "reopen", by=request.user, note="修改内容")
    save_coverage(coverage=coverage, outlet=form.outlet, by=request.user)
    return reverse("office:activities:coverage_detail", args=[coverage.pk])
