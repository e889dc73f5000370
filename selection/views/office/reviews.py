"""The expert's desk: what is to be scored, the declaration first, then reading and scoring."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit import drafts
from kit.workflow import Refused
from schools.choices import Role
from schools.http import OfficeRequest, only, perform
from schools.models import User
from selection.access import review as access
from selection.actions.masking import readable
from selection.actions.review import annotate, draft_key, save_scores, take_off
from selection.choices import AssignmentStatus, BatchStatus, StageForm
from selection.forms.review import AWAY, AnnotationForm, DeclareForm, ScoreForm, initial_of
from selection.listings.desk import BEFORE_REVIEW, Desk, desks, sections_of, sheet_of
from selection.listings.review import KINDS
from selection.models import Annotation, ApplicationVersion, Assignment, Review
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
    if request.method != "POST":
        return _page(request, row)
    form = ScoreForm(request.POST, leaves=list(row.stage.rubric.leaves()))
    return _sent(request, row, form) or _page(request, row, form=form)


def _page(
    request: OfficeRequest,
    row: Assignment,
    *,
    form: ScoreForm | None = None,
    note_form: AnnotationForm | None = None,
) -> HttpResponse:
    """Material and sheet side by side; on the day of a defence the sheet alone, until asked."""
    version, batch, sheet = _version(row), row.stage.batch, sheet_of(row)
    context = {
        "section": "reviews",
        "row": row,
        "batch": batch,
        "version": version,
        "sections": sections_of(version.content),
        "form": form or _kept(request.user, row, sheet),
        "sheet": sheet,
        "is_open": row.status == AssignmentStatus.DECLARED
        and batch.status == BatchStatus.REVIEWING,
        "pile": Desk.around(row, request.user),
        "note_form": note_form or _note_form(row, version),
    }
    is_day = row.stage.form == StageForm.DEFENCE and "read" not in request.GET
    if is_day and note_form is None:
        return render(request, "selection/office/defence_score.html", context)
    return render(request, "selection/office/review.html", context)


def _kept(user: User, row: Assignment, sheet: Review | None) -> ScoreForm:
    """The scores so far, with what was typed since."""
    initial = initial_of(list(sheet.scores.all()), sheet.comment) if sheet else {}
    form = ScoreForm(leaves=list(row.stage.rubric.leaves()), initial=initial)
    draft = drafts.find(user, draft_key(row)) if row.status == AssignmentStatus.DECLARED else None
    if draft:
        drafts.refill(form, draft)
    return form


def _version(row: Assignment) -> ApplicationVersion:
    version = row.application.latest
    if version is None:
        raise Http404
    return version


def _note_form(row: Assignment, version: ApplicationVersion, data: Any = None) -> AnnotationForm:
    return AnnotationForm(
        data,
        sections=[label for _, label in sections_of(version.content)],
        content=readable(version.content, is_anonymous=row.stage.batch.is_anonymous),
    )


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
    """A remark leads back to the words it is about; a faulty one is shown again as it was typed."""
    row = _opened(request, pk)
    form = _note_form(row, _version(row), request.POST)
    if done := form.sent_before(request.user):
        return redirect(done)
    if not form.is_valid():
        return _page(request, row, note_form=form)

    def act() -> str:
        given = {name: form.cleaned_data[name] for name in ("section", "quote", "text")}
        note = annotate(assignment=row, **given)
        return reverse("office:selection:review", args=[pk]) + f"?read#note-{note.pk}"

    try:
        return redirect(form.once(request.user, request.path, act))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("office:selection:review", pk)


@require_POST
def review_note_remove(request: OfficeRequest, pk: int, note_pk: int) -> HttpResponse:
    row = _opened(request, pk)
    note = get_object_or_404(Annotation, pk=note_pk, review__assignment=row)
    try:
        take_off(annotation=note)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(reverse("office:selection:review", args=[pk]) + "?read#notes-t")


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
