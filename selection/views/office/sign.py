"""The secretary's signature, the frozen versions and the printed form."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from kit.keys import row_number
from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.access.apply import SAID, can_edit, can_sign
from selection.actions import compare, facts, snapshot, wording
from selection.choices import ApplicationStatus as Status
from selection.documents import opinions
from selection.forms.apply import SignForm
from selection.views.office.apply import found
from selection.workflow import application_flow
from selection.workflow.apply import lacks


def sign(request: OfficeRequest, pk: int) -> HttpResponse:
    """Shows the whole as it will be frozen; the password makes it a signature."""
    user, application = request.user, found(request.user, pk)
    if not can_sign(user, application):
        raise PermissionDenied(SAID["sign"])
    if application.status != Status.TO_SIGN:
        messages.warning(request, f"现在是“{application.get_status_display()}”，不用审签。")
        return redirect("office:selection:application", pk)
    content = snapshot.freeze(application)
    shown = snapshot.digest(content)
    form = SignForm(request.POST or None, user=user, digest=shown)
    if request.method == "POST" and form.is_valid():
        try:
            application_flow.perform(application, "sign", by=user, seen=Status.TO_SIGN)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"已审签提交，{application.code}。全文已锁定。")
            return redirect("office:selection:application", pk)
    context = {
        "section": "applications",
        "application": application,
        "content": content,
        "form": form,
        "blockers": lacks(application),
        "advice": wording.advice(application),
        "is_stale": application.latest is None
        and application.facts != {**facts.count(application), **_counted(application)},
    }
    return render(request, "selection/office/sign.html", context)


def version(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    """One frozen version; `?with=` names another one, compared from the older to the newer."""
    application = found(request.user, pk)
    shown = get_object_or_404(application.versions.select_related("made_by"), number=number)
    older = row_number(request.GET.get("with", ""))
    other = (
        get_object_or_404(application.versions, number=older) if older and older != number else None
    )
    pair = sorted([other, shown], key=lambda one: one.number) if other else [shown, shown]
    context = {
        "section": "applications" if can_edit(request.user, application) else "queue",
        "application": application,
        "version": shown,
        "versions": application.versions.all(),
        "other": other,
        "pair": pair,
        "changes": compare.compare(*(one.content for one in pair)),
        "back": back_url(request, application),
    }
    return render(request, "selection/office/version.html", context)


def print_version(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    application = found(request.user, pk)
    shown = get_object_or_404(application.versions.select_related("made_by"), number=number)
    url = request.build_absolute_uri(reverse("selection:verify", args=[shown.code]))
    context = {
        "application": application,
        "version": shown,
        "content": shown.content,
        "code": snapshot.grouped(shown.code),
        "verify_url": url,
        "qr": segno.make(url, error="m").svg_data_uri(scale=4, border=2),
        "back": reverse("office:selection:version", args=[pk, number]),
        "is_latest": application.latest == shown,
        "boxes": opinions.of_application(application.batch, shown),
    }
    return render(request, "selection/office/print_version.html", context)


def back_url(request: OfficeRequest, application: Any) -> str:
    name = "application" if can_edit(request.user, application) else "check"
    return reverse(f"office:selection:{name}", args=[application.pk])


def _counted(application: Any) -> dict[str, Any]:
    """The day of counting is no change of the ledgers."""
    return {"counted_on": application.facts.get("counted_on")}
