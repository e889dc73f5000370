"""Answers to “重复吗” and “是同一次联合活动吗”, and what follows from a yes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from activities import access
from activities.actions import joint
from activities.documents.duplicates import Hint, hints
from activities.models import Activity
from activities.workflow import confirm_as_one
from kit.workflow import Refused
from schools.http import OfficeRequest
from schools.models import User


@require_POST
def activity_same(request: OfficeRequest, pk: int, other: int, answer: str) -> HttpResponse:
    """`answer`: no; joint (the other school is asked); fold (under the joint record)."""
    activity = _own(request.user, pk)
    if answer not in ("no", "joint", "fold"):
        raise Http404
    hint = next((hint for hint in hints(activity) if hint.other.pk == other), None)
    if hint is None:
        messages.info(request, "这条提示已经处理过了。")
    else:
        try:
            messages.success(request, _answered(activity, hint, answer, request.user))
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("office:activities:detail", pk)


@require_POST
def activity_apart(request: OfficeRequest, pk: int) -> HttpResponse:
    """Count a record by itself again that had been folded into a joint one."""
    joint.unfold(own=_own(request.user, pk), by=request.user)
    messages.success(request, "已分开，这条重新单独计数。")
    return redirect("office:activities:detail", pk)


@require_POST
def activity_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    activity = _own(request.user, pk)
    try:
        joint.remove(activity=activity, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:activities:detail", pk)
    messages.success(request, f"已删去“{activity.title}”。")
    return redirect("office:activities:list")


def _answered(activity: Activity, hint: Hint, answer: str, by: User) -> str:
    """Do it and say what was done."""
    if answer == "no":
        joint.tell_apart(activity=activity, other=hint.other, by=by)
        return "记下了，以后不再问这一对。"
    if answer == "fold" and hint.row:
        confirm_as_one(own=activity, row=hint.row, by=by)
        return f"已并入{hint.other.school}记的联合活动，这条不再单独计数。"
    if hint.kind != "tied":
        raise Refused("这条提示已经变了，请看过最新内容再答复。")
    if not access.can_rearrange(by, activity):
        raise Refused("这条活动正在审核或已经发布，转回草稿后再关联。")
    joint.ask_joint(activity=activity, other=hint.other, by=by)
    return f"已请{hint.other.school}确认。对方确认后，两边合起来只算一次。"


def _own(user: User, pk: int) -> Activity:
    activity = get_object_or_404(Activity.objects.seen_by(user).whole(), pk=pk)
    if not access.is_author(user, activity):
        raise PermissionDenied("只有本校填报员和书记能答复。")
    return activity
