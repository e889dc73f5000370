"""记活动: writing a new record or changing one, so that nothing typed or photographed is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from activities import access
from activities.actions import consents, photos
from activities.actions.records import attach, save_activity
from activities.forms.activity import ActivityForm
from activities.forms.opening import Opening, opening
from activities.forms.photos import photo_forms
from activities.models import Activity
from activities.workflow import activity_flow
from kit import drafts
from kit.keys import row_number
from kit.publication import CheckStatus, Scope
from kit.workflow import Refused
from schools.http import OfficeRequest

AGAIN = 4  # recurring activities offered above an empty form
RECORDERS = "只有学校填报员和书记能记活动。"


@dataclass
class Sheet:
    """One opening of the form: the record, what was sent, the pictures on their way."""

    request: OfficeRequest
    activity: Activity
    form: ActivityForm
    saved_photos: Any
    waiting: dict[str, photos.Arrived]  # by the reference the page knows
    opened: Opening

    @property
    def draft_name(self) -> str:
        return str(self.activity.pk or self.opened.draft_name)

    @property
    def key(self) -> str:
        return draft_key(self.draft_name)

    @property
    def pending(self) -> list[dict[str, str]]:
        """What static/js/upload.js leaves in the form, for pages that are shown again."""
        return [arrival(picture, reference) for reference, picture in self.waiting.items()]


def draft_key(name: str) -> str:
    return f"activity:{name}"


def arrival(picture: photos.Arrived, reference: str) -> dict[str, str]:
    thumb = reverse("office:activities:arrived", args=[reference])
    return {"id": reference, "thumb": thumb, "name": picture.name}


def activity_new(request: OfficeRequest) -> HttpResponse:
    chosen = request.POST.get("school") or request.GET.get("school", "")
    school = access.own_school(request.user, chosen)
    if school is None:
        raise PermissionDenied(RECORDERS)
    context = {
        "schools": access.own_schools(request.user),
        "again": [] if "like" in request.GET else school.series.with_last().begun()[:AGAIN],
    }
    return _sheet(request, Activity(school=school), context)


def activity_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.seen_by(request.user).whole(), pk=pk)
    if not access.is_author(request.user, activity):
        raise PermissionDenied("只有本校填报员和书记能改这条活动。")
    if not access.can_edit(request.user, activity):
        messages.warning(request, "审核人正在看这条活动，先退回修改再改。")
        return redirect("office:activities:detail", pk)
    return _sheet(request, activity, {"reopens": activity.status == CheckStatus.PUBLISHED})


@require_POST
def draft_keep(request: OfficeRequest, key: str) -> HttpResponse:
    _must_record(request)
    return drafts.keep(request, draft_key(key))


@require_POST
def draft_drop(request: OfficeRequest, key: str) -> HttpResponse:
    _must_record(request)
    drafts.drop(request.user, draft_key(key))
    if number := row_number(key):
        return redirect("office:activities:edit", number)
    return redirect(f"{reverse('office:activities:new')}?{request.GET.urlencode()}".rstrip("?"))


def _must_record(request: OfficeRequest) -> None:
    if not access.can_record(request.user):
        raise PermissionDenied(RECORDERS)


def _sheet(request: OfficeRequest, activity: Activity, context: dict[str, Any]) -> HttpResponse:
    user = request.user
    sent = request.POST if request.method == "POST" else None  # an empty one too
    opened = Opening() if activity.pk else opening(request.GET, activity.school)
    form = ActivityForm(sent, instance=activity, user=user, initial=opened.initial)
    saved = photo_forms(request.POST, activity) if activity.pk else None
    sheet = Sheet(request, activity, form, saved, {}, opened)
    if request.method == "POST":
        if answer := _sent(sheet):
            return answer
    elif draft := drafts.find(user, sheet.key):
        typed = drafts.refill(form, draft)
        sheet.waiting = _unsealed(sheet, typed.getlist("photos"))
        context["draft"] = draft
    context |= {
        "section": "activities" if activity.pk else "record",
        "activity": activity,
        "sheet": sheet,
        "form": form,
        "attachments": list(activity.attachments.all()) if activity.pk else [],
        "room": photos.AT_MOST - (len(saved.forms) if saved else 0),
    }
    return render(request, "activities/office/activity_form.html", context)


def _sent(sheet: Sheet) -> HttpResponse | None:
    """Save and lead on, or None: the page is shown again with all it has."""
    request, form = sheet.request, sheet.form
    if done := form.sent_before(request.user):
        return redirect(done)
    sheet.waiting = _unsealed(sheet, request.POST.getlist("photos"))
    arrived, problems = photos.receive_all(request.FILES.getlist("new_photos"), request.user)
    sheet.waiting |= {photos.seal(picture, request.user): picture for picture in arrived}
    if sheet.saved_photos is not None and not sheet.saved_photos.is_bound:
        problems.append("有照片刚被别人删去，下面是现在的照片。请核对说明，再保存一次。")
    if form.is_valid() and (sheet.saved_photos is None or sheet.saved_photos.is_valid()):
        try:
            return redirect(form.once(request.user, request.path, lambda: _saved(sheet, problems)))
        except Refused as refusal:
            problems.append(str(refusal))
    for problem in problems:
        form.add_error(None, problem)
    return None


def _saved(sheet: Sheet, problems: list[str]) -> str:
    """Everything of one sending, in the transaction of its token; returns where to go."""
    request, form, by = sheet.request, sheet.form, sheet.request.user
    key, earlier = sheet.key, sheet.activity.pk
    if earlier and sheet.activity.status == CheckStatus.PUBLISHED:
        published = Activity.objects.get(pk=earlier)
        activity_flow.perform(published, "reopen", by=by, note="修改内容")
    activity = save_activity(activity=form.save(commit=False), parts=form.parts(), by=by)
    if sheet.saved_photos is not None:
        sheet.saved_photos.save()
        for one in sheet.saved_photos.forms:
            if "consent" in one.changed_data and not one.cleaned_data.get("gone"):
                consents.note(photo=one.instance, by=by)
        gone = [f.instance for f in sheet.saved_photos.forms if f.cleaned_data.get("gone")]
        photos.remove_photos(activity=activity, pictures=gone, by=by)
    consent = form.cleaned_data["consent"]
    pictures = sheet.waiting.values()
    problems += photos.add_photos(activity=activity, pictures=pictures, consent=consent, by=by)
    files, kind = request.FILES.getlist("new_attachments"), form.cleaned_data["attachment_kind"]
    problems += attach(activity=activity, uploads=files, kind=kind or "other", by=by)
    drafts.drop(by, key)
    return _told(sheet, activity, problems)


def _told(sheet: Sheet, activity: Activity, problems: list[str]) -> str:
    """Pass on to the second check if asked, and say what happened."""
    request, by = sheet.request, sheet.request.user
    wants_check = "check" in request.POST and activity.scope != Scope.PRIVATE
    if wants_check and not problems:
        try:
            fresh = Activity.objects.whole().get(pk=activity.pk)
            activity_flow.perform(fresh, "first_check", by=by)
            messages.success(request, "已提交，等书记复审。")
        except Refused as refusal:
            messages.warning(request, f"已保存，还不能提交审核：{refusal}")
    else:
        messages.success(request, "已保存。")
    for problem in problems:
        messages.error(request, problem)
    name = "edit" if problems else "detail"
    return reverse(f"office:activities:{name}", args=[activity.pk])


def _unsealed(sheet: Sheet, references: list[str]) -> dict[str, photos.Arrived]:
    found = {ref: photos.unseal(ref, sheet.request.user) for ref in references}
    return {reference: picture for reference, picture in found.items() if picture}
