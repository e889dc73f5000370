"""The frozen versions as Word files, for whoever may read the version."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from kit.files import download
from schools.http import OfficeRequest
from selection.documents.form import written
from selection.views.office.apply import found


@require_safe
def word_version(request: OfficeRequest, pk: int, number: int) -> HttpResponse:
    application = found(request.user, pk)
    shown = get_object_or_404(application.versions.select_related("made_by"), number=number)
    name = f"{application.school.label}申报书第{number}版.docx"
    url = request.build_absolute_uri(reverse("selection:verify", args=[shown.code]))
    response: HttpResponse = download(written(application, shown, url), name)
    return response
