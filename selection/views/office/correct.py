"""The school's answers to what the formal check returned, field by field."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from kit import drafts
from schools.http import OfficeRequest
from selection.actions import apply, check
from selection.choices import ApplicationStatus as Status
from selection.forms.apply import CorrectForm
from selection.views.office.apply import draft_key, editable, outline


def correct(request: OfficeRequest, pk: int) -> HttpResponse:
    application, answer = editable(request, pk)
    if answer or application.status != Status.RETURNED:
        return answer or redirect("office:selection:application", pk)
    rows = check.current_round(application)
    form = CorrectForm(request.POST or None, instance=application, corrections=rows)
    draft = None
    if request.method == "POST":
        if form.is_valid():
            application.content = {**application.content, **form.texts()}
            if answers := form.answers():
                check.answer(application=application, answers=answers, by=request.user)
            else:
                apply.save_part(application=application, part="补正栏目", by=request.user)
            drafts.drop(request.user, draft_key(pk, "correct"), request.POST.get("draft_stamp"))
            messages.success(request, "已保存补正。全部答复后，送书记审签。")
            return redirect("office:selection:application", pk)
    elif draft := drafts.find(request.user, draft_key(pk, "correct")):
        drafts.refill(form, draft)
    context = {
        "section": "applications",
        "application": application,
        "outline": outline(application, "correct"),
        "step": "correct",
        "form": form,
        "draft": draft,
        "stamp": draft.stamp if draft else request.POST.get("draft_stamp", ""),
    }
    return render(request, "selection/office/application_correct.html", context)
