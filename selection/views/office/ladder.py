"""Pages of the ladder: what a region recommends upwards, and what the higher office receives."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from kit.keys import row_number
from kit.listing import respond
from kit.workflow import Refused
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only
from schools.models import Region
from selection.access import ladder as access
from selection.access import review
from selection.actions import ladder as acts
from selection.listings.ladder import CandidateListing, RecommendedListing, UpperListing
from selection.models import Application, Batch, Recommendation
from selection.workflow import ladder


@only(*REGION_ROLES, said="只有教育工委的工作人员和领导能推荐上报。")
def ladder_list(request: OfficeRequest) -> HttpResponse:
    rows = acts.batches_above(access.regions_of(request.user))
    return UpperListing(request, rows).respond(
        "selection/office/ladder_list.html", section="batches"
    )


def ladder_batch(request: OfficeRequest, pk: int) -> HttpResponse:
    batch, region = _below(request, pk)
    rows = list(acts.recommended(batch, region))
    page = CandidateListing(request, acts.unrecommended(region, batch)).page()
    return respond(
        request,
        "selection/office/ladder.html",
        "results",
        section="batches",
        batch=batch,
        region=region,
        regions=access.regions_below(request.user, batch),
        rows=rows,
        seen=acts.state_of(rows),
        page=page,
        candidates=acts.candidates(batch, list(page)),
        shares=acts.Table(batch).of_region(region),
        is_open=batch.is_taking_applications(),
    )


@require_POST
def ladder_add(request: OfficeRequest, pk: int, application: int) -> HttpResponse:
    batch = get_object_or_404(acts.batches_above(access.regions_of(request.user)), pk=pk)
    rows = Application.objects.managed_by(request.user).for_lists().select_related("batch__region")
    row = get_object_or_404(rows, pk=application)
    try:
        made = ladder.recommend(application=row, batch=batch, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        then = "等学校书记审签" if batch.signs_recommended else "已直接提交"
        messages.success(request, f"已推荐，排第 {made.order} 位，{then}。")
    return _back(batch, row.batch.region)


@require_POST
def ladder_place(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _get(request, pk)
    steps = {"up": -1, "down": 1}
    way = request.POST.get("way", "")
    to = row.order + steps[way] if way in steps else row_number(request.POST.get("to", ""))
    if not to and way not in steps:
        messages.error(request, "请写清排第几位，如 2。")
        return _back(row.batch, row.application.batch.region)
    try:
        ladder.place(row, to or 1, seen=request.POST.get("seen", ""), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _back(row.batch, row.application.batch.region)


@require_POST
def ladder_withdraw(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _get(request, pk)
    try:
        ladder.withdraw(row, note=request.POST.get("note", "")[:300], by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤回推荐，名额空出来了。")
    return _back(row.batch, row.application.batch.region)


def recommended(request: OfficeRequest, pk: int) -> HttpResponse:
    """What came from below, region by region in its own order."""
    batch = get_object_or_404(
        Batch.objects.managed_by(request.user).select_related("region"), pk=pk
    )
    if not review.can_run(request.user, batch):
        raise PermissionDenied(review.RUNS)
    if batch.is_closed_to_office:
        raise PermissionDenied("这个批次截止前密封，拆封以后才能看推荐了哪些项目。")
    listing = RecommendedListing(request, acts.recommended(batch))
    return listing.respond(
        "selection/office/recommended.html",
        section="batches",
        batch=batch,
        shares=acts.Table(batch).shares,
    )


def _below(request: OfficeRequest, pk: int) -> tuple[Batch, Region]:
    batch = get_object_or_404(acts.batches_above(access.regions_of(request.user)), pk=pk)
    regions = access.regions_below(request.user, batch)
    asked = request.GET.get("region")
    region = next((r for r in regions if str(r.pk) == asked), regions[0] if regions else None)
    if region is None:
        raise Http404
    return batch, region


def _get(request: OfficeRequest, pk: int) -> Recommendation:
    rows = Recommendation.objects.managed_by(request.user).select_related(
        "batch__region", "application__batch__region"
    )
    row = get_object_or_404(rows, pk=pk)
    if not access.recommends_for(request.user, row.application.batch.region):
        raise PermissionDenied(access.RECOMMENDS)
    return row


def _back(batch: Batch, region: Region) -> HttpResponse:
    response = redirect("office:selection:ladder_batch", batch.pk)
    response["Location"] += f"?region={region.pk}"
    return response
