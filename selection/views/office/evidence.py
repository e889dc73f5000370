"""Evidence of an application: its photographs, for whoever may read the application."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activities.models import ActivityPhoto
from schools.http import OfficeRequest
from selection.access.apply import can_read
from selection.actions.snapshot import photos_of
from selection.models import Application


@require_safe
def photo(request: OfficeRequest, pk: int, photo_pk: int, size: str) -> FileResponse:
    """One picture of the evidence, internal activities included; consent is asked each time."""
    application = get_object_or_404(Application, pk=pk)
    if not can_read(request.user, application):
        raise PermissionDenied("只有申报学校、受理地区和已声明的评审专家能看这些佐证。")
    picture = get_object_or_404(ActivityPhoto, pk=photo_pk)
    if not picture.may_be_public or picture.pk not in photos_of(application):
        raise Http404
    file = picture.thumb if size == "thumb" else picture.image
    response = FileResponse(file.open("rb"), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=3600"
    return response
