"""The annual summary of a school: choose the year, take the Word file away."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from kit.files import download
from portal.annual.document import written
from portal.annual.year import YearForm
from schools.http import OfficeRequest
from schools.models import School


@require_safe
def annual(request: OfficeRequest, pk: int) -> HttpResponse:
    school = get_object_or_404(School.objects.managed_by(request.user), pk=pk)
    form = YearForm(request.GET or None)
    if form.is_valid():
        name = f"{school.label}{form.words}党建工作总结.docx"
        response: HttpResponse = download(written(school, form.words, *form.days), name)
        return response
    context = {"section": "schools", "school": school, "form": form}
    return render(request, "portal/office/annual.html", context)
