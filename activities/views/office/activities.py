"""The ledger of activities, one record of it, and its moves."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from activities import access
from activities.documents import duplicates
from activities.documents import record as documents
from activities.listings import LINE, ActivityListing
from activities.models import Activity, Participation
from activities.workflow import activity_flow, participation_flow, texts
from kit import wording
from schools.access import CHECKERS, reads_ledgers
from schools.http import OfficeRequest, perform


def activity_list(request: OfficeRequest) -> HttpResponse:
    user = request.user
    if not reads_ledgers(user):
        raise PermissionDenied("只有学校和区级工作人员能看活动台账。")
    return ActivityListing(
        request, Activity.objects.seen_by(user).for_tables().only(*LINE)
    ).respond(
        "activities/office/activity_list.html",
        section="activities",
        waiting=Participation.objects.waiting_for(user).select_related("activity__school"),
        can_record=access.can_record(user),
        shows_school=bool(user.region_codes) or len(user.school_ids) > 1,
    )


def activity_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    user = request.user
    activity = get_object_or_404(Activity.objects.seen_by(user).whole(), pk=pk)
    answers = [
        documents.Answerable(body, list(participation_flow.available(body, user)))
        for body in activity.participations.all()
    ]
    sees_record = access.can_see_record(user, activity)
    context = {
        "section": "activities",
        "activity": activity,
        "facts": documents.office_facts(activity),
        "sees_record": sees_record,
        "record": [f for f in documents.record(activity) if f.value] if sees_record else [],
        "answers": answers,
        "offers": list(activity_flow.available(activity, user)),
        "advice": wording.advice(texts(activity)),
        "can_edit": access.can_edit(user, activity),
        "can_remove": access.can_rearrange(user, activity),
        "is_author": access.is_author(user, activity),
        "shared": duplicates.shared_record(activity),
    }
    if context["is_author"]:
        context["hints"] = duplicates.hints(activity)
    return render(request, "activities/office/activity_detail.html", context)


@require_POST
def activity_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.seen_by(request.user).whole(), pk=pk)
    perform(request, activity_flow, activity, key, CHECKERS)
    return redirect("office:activities:detail", pk)


@require_POST
def activity_confirm(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Answer for one's school whether it took part; `pk` is the participation's."""
    seen = Activity.objects.seen_by(request.user)
    row = get_object_or_404(
        Participation.objects.select_related("activity", "school"), pk=pk, activity__in=seen
    )
    perform(request, participation_flow, row, key, access.ANSWERS)
    return redirect("office:activities:detail", row.activity_id)
