"""Pictures and attachments of the office: taken in one by one, handed out within the scope."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from activities import access
from activities.actions import photos
from activities.models import Activity, ActivityAttachment, ActivityPhoto, Coverage
from activities.views.office.form import arrival
from kit import files
from kit.storing import NotStored
from schools.http import OfficeRequest


@require_POST
def photo_add(request: OfficeRequest) -> JsonResponse:
    """One file of static/js/upload.js; it waits for the form that will bring its reference."""
    if not access.can_record(request.user):
        raise PermissionDenied("只有学校填报员和书记能传照片。")
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": "没有收到照片，请重传。"}, status=400)
    try:
        picture = photos.receive(upload, request.user)
    except ValidationError as error:
        return JsonResponse({"error": "".join(error.messages)}, status=400)
    except NotStored as told:
        return JsonResponse({"error": str(told)}, status=507)
    return JsonResponse(arrival(picture, photos.seal(picture, request.user)))


def arrived(request: OfficeRequest, reference: str) -> FileResponse:
    """The thumbnail of a picture not yet joined to an activity; only for whoever sent it."""
    picture = photos.unseal(reference, request.user)
    if picture is None:
        raise Http404
    return _picture(default_storage.open(picture.thumb))


def photo(request: OfficeRequest, pk: int, size: str) -> FileResponse:
    seen = Activity.objects.seen_by(request.user)
    rows = ActivityPhoto.objects.select_related("activity__school__region")
    row = get_object_or_404(rows, pk=pk, activity__in=seen)
    is_shown = row.may_be_public or access.can_see_record(request.user, row.activity)
    if size not in row.files or not is_shown:
        raise Http404
    return _picture(row.files[size].open())


def attachment(request: OfficeRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(
        ActivityAttachment.objects.select_related("activity__school__region"),
        pk=pk,
        activity__in=Activity.objects.seen_by(request.user),
    )
    if not access.can_see_record(request.user, row.activity):
        raise PermissionDenied("附件是内部记录，只有本校和区级工作人员能看。")
    return files.download(row.file.open(), row.name)


def coverage_scan(request: OfficeRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Coverage.objects.managed_by(request.user), pk=pk)
    if not row.scan:
        raise Http404
    suffix = (row.scan.name or "").rsplit(".", 1)[-1]
    return files.download(row.scan.open(), f"{row.title[:60]}.{suffix}")


def _picture(file: object) -> FileResponse:
    response = FileResponse(file, content_type="image/webp")
    response["Cache-Control"] = "private, max-age=60"
    response["X-Content-Type-Options"] = "nosniff"
    return response
