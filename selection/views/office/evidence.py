"""Claims and their evidence, the files handed in, and who may open which of them."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from activities.models import ActivityPhoto
from kit.files import download
from kit.keys import row_number
from kit.listing import respond
from kit.workflow import Refused
from schools.http import OfficeRequest
from schools.models import User
from selection.access.apply import SAID, can_open_files, can_read
from selection.actions import evidence as actions
from selection.actions import seal, snapshot, sources
from selection.actions.check import CLAIMS, FILES
from selection.forms.apply import ClaimForm, FileForm, PeriodForm
from selection.models import Application, Claim
from selection.views.office.apply import editable, outline

CITED = (
    "evidence__activity__photos",
    "evidence__activity__typings",
    "evidence__honor__issuers",
    "evidence__coverage__outlet",
    "evidence__tie",
    "evidence__file",
)


@require_safe
def photo(request: OfficeRequest, pk: int, photo_pk: int, size: str) -> FileResponse:
    """One picture of the evidence, internal activities included; consent is asked each time."""
    application = readable(request.user, pk)
    picture = get_object_or_404(ActivityPhoto, pk=photo_pk)
    if not picture.may_be_public or picture.pk not in sources.photos_of(application):
        raise Http404
    file = picture.thumb if size == "thumb" else picture.image
    name = f"{picture.pk}.webp"  # says nothing of whose it is
    response = FileResponse(file.open("rb"), filename=name, content_type="image/webp")
    response["Cache-Control"] = "private, max-age=60"
    return response


def evidence(request: OfficeRequest, pk: int) -> HttpResponse:
    """Claims with what proves them; `?claim=` opens the picker of one, `q` searches in it."""
    application, answer = editable(request, pk, CLAIMS, FILES)
    if answer:
        return answer
    rows = list(application.claims.select_related("indicator").prefetch_related(*CITED))
    asked = request.GET.get("claim", "")
    opened = next((claim for claim in rows if str(claim.pk) == asked), None)
    query = request.GET.get("q", "").strip()[:60]
    claims = [shown(claim) for claim in rows]
    context = {
        "section": "applications",
        "application": application,
        "outline": outline(application, "claims"),
        "claims": claims,
        "leaves": actions.by_indicator(application.batch, claims),
        "period_form": PeriodForm(application=application),
        "opened": opened,
        "query": query,
        "offered": actions.picker(application, opened, query) if opened else [],
        "form": ClaimForm(instance=Claim(application=application)),
        "file_form": FileForm(asked=seal.others_asked(application.batch)),
        "asked": seal.others_asked(application.batch),
        "files": application.files.enclosed(),
        "facts": application.facts,
    }
    return respond(request, "selection/office/evidence.html", "picker", **context)


@require_POST
def claim_save(request: OfficeRequest, pk: int) -> HttpResponse:
    application, answer = editable(request, pk, CLAIMS, FILES)
    if answer:
        return answer
    claim = Claim(application=application)
    if asked := request.POST.get("claim", ""):
        claim = get_object_or_404(application.claims, pk=row_number(asked))
    form = ClaimForm(request.POST, instance=claim)
    if form.is_valid():
        actions.save_claim(claim=form.save(commit=False), by=request.user)
        messages.success(request, "已保存成效条目。")
    else:
        complain(request, form)
    return back(pk, form.instance.pk)


@require_POST
def claim_remove(request: OfficeRequest, pk: int, claim_pk: int) -> HttpResponse:
    application, answer = editable(request, pk, CLAIMS, FILES)
    if answer:
        return answer
    claim = get_object_or_404(application.claims, pk=claim_pk)
    actions.remove_claim(claim=claim, by=request.user)
    messages.success(request, f"已删去“{claim.text}”。")
    return back(pk)


@require_POST
def cite(request: OfficeRequest, pk: int, claim_pk: int) -> HttpResponse:
    """Hang `kind` and `source` on a claim, or take `evidence` off it."""
    application, answer = editable(request, pk, CLAIMS, FILES)
    if answer:
        return answer
    claim = get_object_or_404(application.claims.select_related("application"), pk=claim_pk)
    try:
        if removed := request.POST.get("evidence"):
            row = get_object_or_404(claim.evidence, pk=row_number(removed))
            actions.uncite(evidence=row, by=request.user)
        else:
            kind, source = request.POST.get("kind", ""), request.POST.get("source", "")
            actions.cite(claim=claim, kind=kind, pk=row_number(source), by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back(pk, claim_pk)


@require_POST
def file_add(request: OfficeRequest, pk: int) -> HttpResponse:
    application, answer = editable(request, pk, CLAIMS, FILES)
    if answer:
        return answer
    form = FileForm(request.POST, request.FILES, asked=seal.others_asked(application.batch))
    if not form.is_valid():
        complain(request, form)
        return back(pk)
    given = form.cleaned_data
    try:
        actions.attach(
            application=application,
            upload=given["upload"],
            name=given.get("asked", ""),
            kind=given["kind"],
            by=request.user,
        )
        messages.success(request, "附件已上传。")
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back(pk)


@require_POST
def file_remove(request: OfficeRequest, pk: int, file_pk: int) -> HttpResponse:
    application, answer = editable(request, pk, CLAIMS, FILES)
    if answer:
        return answer
    try:
        actions.detach(
            file=get_object_or_404(application.files.enclosed(), pk=file_pk), by=request.user
        )
        messages.success(request, "附件已删去。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return back(pk)


@require_safe
def file(request: OfficeRequest, pk: int, file_pk: int) -> HttpResponse:
    application = readable(request.user, pk)
    if not can_open_files(request.user, application):
        raise PermissionDenied(SAID["files"])
    row = get_object_or_404(sources.files(application), pk=file_pk)
    return download(row.file.open("rb"), f"{row.name}{PurePath(row.file.name or '').suffix}")


def readable(user: User, pk: int) -> Application:
    application = get_object_or_404(Application, pk=pk)
    if not can_read(user, application):
        raise PermissionDenied("只有申报学校、受理地区和已声明的评审专家能看这些佐证。")
    return application


def shown(claim: Claim) -> dict[str, Any]:
    """A claim with its rows: pk, title, date, is_verified as a freeze would have them now."""
    rows = [{"pk": row.pk, **snapshot.described(row)} for row in claim.evidence.all()]
    return {"row": claim, "evidence": rows}


def complain(request: OfficeRequest, form: Any) -> None:
    for _, problem in form.problems():
        messages.error(request, problem)


def back(pk: int, claim: int | None = None) -> HttpResponse:
    url = reverse("office:selection:evidence", args=[pk])
    return redirect(f"{url}?claim={claim}#claim-{claim}" if claim else f"{url}#files")
