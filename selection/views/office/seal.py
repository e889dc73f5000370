"""Handing in the scan of the stamped paper, and looking at it."""

from __future__ import annotations

from pathlib import PurePath

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from kit.files import download
from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.access.apply import SAID, can_edit
from selection.actions import seal as actions
from selection.forms.apply import SealForm
from selection.views.office.apply import found


def hand_in(request: OfficeRequest, pk: int) -> HttpResponse:
    application = found(request.user, pk)
    if not can_edit(request.user, application):
        raise PermissionDenied(SAID["seal"])
    state = actions.state(application)
    if not state.is_open:
        now = application.get_status_display()
        messages.warning(request, f"现在是“{now}”，不能上传盖章件。")
        return redirect("office:selection:application", pk)
    form = SealForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            row = actions.keep(
                application=application, upload=given["upload"], code=given["code"], by=request.user
            )
        except (Refused, ValidationError) as error:
            said = error.messages if isinstance(error, ValidationError) else [str(error)]
            form.add_error(None, "".join(said))
        else:
            messages.success(request, f"已上传{row.name}。")
            return redirect("office:selection:application", pk)
    context = {
        "section": "applications",
        "application": application,
        "seal": state,
        "form": form,
    }
    return render(request, "selection/office/seal.html", context)


@require_safe
def scan(request: OfficeRequest, pk: int, file_pk: int) -> HttpResponse:
    """The school and the office only: the stamp tells an expert whose application it is."""
    application = found(request.user, pk)
    row = get_object_or_404(application.files.sealed(), pk=file_pk)
    suffix = PurePath(row.file.name or "").suffix
    return download(row.file.open("rb"), f"{row.name}{suffix}", inline=suffix != ".pdf")
