"""Public notices, and the way to object to one while it runs."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from kit import sharing
from kit.workflow import Refused
from selection.actions import notices as acts
from selection.actions.objections import is_receipt, receive
from selection.actions.publish import result_of
from selection.forms.notice import ObjectionForm
from selection.listings.decide import PublicNoticeListing
from selection.models import PublicNotice


@login_not_required
def notice_list(request: HttpRequest) -> HttpResponse:
    rows = PublicNotice.objects.visible().select_related("batch")
    return PublicNoticeListing(request, rows).respond(
        "selection/public/notice_list.html", section="notices"
    )


@login_not_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(pk)
    context = {
        "section": "notices",
        "notice": row,
        "card": sharing.card(
            "Article", row.title, datePublished=row.starts_on, inLanguage="zh-Hans"
        ),
        "rows": acts.rows_of(row),
        "left": acts.left_text(row) if acts.accepts_objections(row) else "",
        "result": result_of(row.batch),
        "index": acts.index_number("GS", row.batch, row.pk, row.starts_on),
    }
    return render(request, "selection/public/notice.html", context)


@never_cache
@sensitive_post_parameters()
@login_not_required
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    row = _get(pk)
    if not acts.accepts_objections(row):
        return render(
            request,
            "selection/public/objection_closed.html",
            {"section": "notices", "notice": row},
            status=410,
        )
    form = ObjectionForm(request.POST or None, notice=row)
    if request.method == "POST" and form.is_valid():
        try:
            code = receive(form.save(commit=False))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("selection:objection_received", pk, code)
    return render(
        request,
        "selection/public/objection_form.html",
        {"section": "notices", "notice": row, "form": form},
    )


@never_cache
@login_not_required
def objection_received(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Only a code that exists is shown, so that nobody can make this page say something else."""
    row = _get(pk)
    if not is_receipt(row, code):
        raise Http404
    return render(
        request,
        "selection/public/objection_received.html",
        {"section": "notices", "notice": row, "code": code},
    )


def _get(pk: int) -> PublicNotice:
    rows = PublicNotice.objects.visible().select_related("batch__region")
    return get_object_or_404(rows, pk=pk)
