"""The expert's desk: what is to be scored, the declaration first, then reading and scoring."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from kit import drafts
from kit.workflow import Refused
from schools.choices import Role
from schools.http import OfficeRequest, only, perform
from selection.access import review as access
from selection.actions.review import annotate, draft_key, save_scores
from selection.choices import AssignmentStatus, BatchStatus, StageForm
from selection.forms.review import AWAY, AnnotationForm, DeclareForm, ScoreForm, initial_of
from selection.listings.desk import BEFORE_REVIEW, Desk, desks, sections_of, sheet_of
from selection.listings.review import KINDS
from selection.models import Assignment
from selection.workflow.review import assignment_flow, recuse

REVIEWS = "office:selection:reviews"


@only(Role.EXPERT, said="只有评审专家能看评审任务。")
def review_list(request: OfficeRequest) -> HttpResponse:
    if not request.user.has_role(Role.EXPERT):
        raise PermissionDenied(access.MINE)
    context = {"section": "reviews", "desks": desks(request.user), "kinds": KINDS}
    return render(request, "selection/office/review_list.html", context)


def declare(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _mine(request, pk)
    if row.status != AssignmentStatus.ASSIGNED:
        return redirect("office:selection:review", pk)
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _declared(request, row, form)
    context = {"section": "reviews", "row": row, "form": form, "batch": row.stage.batch}
    return render(request, "selection/office/declare.html", context)


def _declared(request: OfficeRequest, row: Assignment, form: DeclareForm) -> HttpResponse:
    if form.cleaned_data["choice"] == AWAY:
        return _recused(request, row, form.cleaned_data["reason"])
    if perform(request, assignment_flow, row, "declare", access.ASSIGNMENT_SAID):
        return redirect("office:selection:review", row.pk)
    return redirect("office:selection:declare", row.pk)


def _recused(request: OfficeRequest, row: Assignment, reason: str) -> HttpResponse:
    try:
        recuse(row, reason, by=request.user, seen=request.POST.get("seen"))
        messages.success(request, "已登记回避，这个项目不再由你评。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(REVIEWS)


@require_POST
def review_recuse(request: OfficeRequest, pk: int) -> HttpResponse:
    """An expert who recognises a project while reading steps back, with the reason."""
    return _recused(request, _mine(request, pk), request.POST.get("note", ""))


def review(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _opened(request, pk)
    leaves = list(row.stage.rubric.leaves())
    sheet = sheet_of(row)
    initial = initial_of(list(sheet.scores.all()), sheet.comment) if sheet else {}
    is_open = row.status == AssignmentStatus.DECLARED
    sent = request.POST if request.method == "POST" else None  # an empty one too
    form = ScoreForm(sent, leaves=leaves, initial=initial)
    if request.method == "POST" and (answer := _sent(request, row, form)):
        return answer
    if request.method != "POST" and is_open:
        draft = drafts.find(request.user, draft_key(row))
        if draft:
            drafts.refill(form, draft)
    version = row.application.latest
    if version is None:
        raise Http404
    context = {
        "section": "reviews",
        "row": row,
        "batch": row.stage.batch,
        "version": version,
        "sections": sections_of(version.content),
        "form": form,
        "sheet": sheet,
        "is_open": is_open and row.stage.batch.status == BatchStatus.REVIEWING,
        "pile": Desk.around(row, request.user),
        "note_form": AnnotationForm(sections=[label for _, label in sections_of(version.content)]),
    }
    if row.stage.form == StageForm.DEFENCE and "read" not in request.GET:
        return render(request, "selection/office/defence_score.html", context)
    return render(request, "selection/office/review.html", context)


def _sent(request: OfficeRequest, row: Assignment, form: ScoreForm) -> HttpResponse | None:
    """Keep what is sound in any case; None shows the page again with what is not."""
    act = request.POST.get("act", "save")
    is_sound = form.is_valid()
    try:
        save_scores(assignment=row, marks=form.marks(), comment=_comment(form))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:selection:review", row.pk)
    if act == "submit":
        is_sound = is_sound and form.require_all()
    if not is_sound:
        return None
    drafts.drop(request.user, draft_key(row))
    if act != "submit":
        messages.success(request, "已保存，还没有提交。")
        return redirect(*_next(request, row) if act == "next" else _same(row))
    if perform(request, assignment_flow, row, "submit", access.ASSIGNMENT_SAID):
        return redirect(*_next(request, row))
    return redirect(*_same(row))


def _comment(form: ScoreForm) -> str:
    return str(form.cleaned_data.get("comment", ""))


def _same(row: Assignment) -> tuple[Any, ...]:
    return "office:selection:review", row.pk


def _next(request: OfficeRequest, row: Assignment) -> tuple[Any, ...]:
    """The next sheet still open, else the list."""
    after = Desk.around(row, request.user).next_open
    if after is None:
        return (REVIEWS,)
    name = "declare" if after.status == AssignmentStatus.ASSIGNED else "review"
    return f"office:selection:{name}", after.pk


@require_POST
def review_draft(request: OfficeRequest, pk: int) -> JsonResponse:
    """Autosave: everything typed is kept as it is, and what is sound counts as scored."""
    row = _opened(request, pk)
    if row.status != AssignmentStatus.DECLARED:
        return JsonResponse({"error": "评分已经提交，不能再改。"}, status=409)
    answer = drafts.keep(request, draft_key(row))
    draft = drafts.find(request.user, draft_key(row))
    if answer.status_code == 200 and draft:
        typed = QueryDict(mutable=True)
        for name, values in draft.data.items():
            typed.setlist(name, values)
        form = ScoreForm(typed, leaves=list(row.stage.rubric.leaves()))
        form.is_valid()
        try:
            save_scores(assignment=row, marks=form.marks(), comment=_comment(form))
        except Refused as refusal:  # handed in meanwhile, in another window
            return JsonResponse({"error": str(refusal)}, status=409)
    return answer


@require_POST
def review_note(request: OfficeRequest, pk: int) -> HttpResponse:
    row = _opened(request, pk)
    version = row.application.latest
    labels = [label for _, label in sections_of(version.content)] if version else []
    form = AnnotationForm(request.POST, sections=labels)
    if form.is_valid():
        try:
            annotate(assignment=row, **form.cleaned_data)
            messages.success(request, "批注已记下，只有你能看到。")
        except Refused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "请写批注内容，最多 300 字。")
    return redirect("office:selection:review", pk)


def _mine(request: OfficeRequest, pk: int) -> Assignment:
    """Somebody else's sheet does not exist, nor does one whose batch is not in review yet."""
    rows = Assignment.objects.of_expert(request.user).for_lists()
    rows = rows.select_related("stage__batch__region", "stage__rubric")
    row = get_object_or_404(rows, pk=pk)
    if row.stage.batch.status in BEFORE_REVIEW:
        raise Http404
    return row


def _opened(request: OfficeRequest, pk: int) -> Assignment:
    row = _mine(request, pk)
    if reason := access.closed_because(request.user, row):
        raise PermissionDenied(reason)
    return row
