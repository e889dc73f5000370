"""The build period in the office: the course of a project, its moves and its changes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from kit import drafts
from kit.workflow import Refused
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only, perform
from schools.models import User
from selection.access import build as access
from selection.actions import build as acts
from selection.actions import course
from selection.choices import ChangeStatus
from selection.forms.build import AnswerForm, ChangeForm, DeliveredForm
from selection.listings.apply import status_kind
from selection.listings.build import ProjectListing
from selection.models import Application, ChangeRequest
from selection.workflow import application_flow
from selection.workflow.reports import change_flow

ORDERS = [("", "期限在前"), ("school", "按学校")]


@only(*REGION_ROLES, said="只有区级工作人员和领导能看全部在建项目。")
def project_list(request: OfficeRequest) -> HttpResponse:
    listing = ProjectListing(request, acts.projects(request.user))
    page = listing.page()
    return listing.respond(
        "selection/office/build_list.html",
        section="build",
        chosen=list(listing.chosen()),
        orders=ORDERS,
        rows=[(row, status_kind(row)) for row in page],
    )


@require_safe
def project(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was promised beside what was delivered, with every date of the build period."""
    application = found(request, pk)
    context = {
        "section": section(request),
        "application": application,
        "kind": status_kind(application),
        "leader": course.leader_of(application),
        "course": course.course(application),
        "promises": course.promise_rows(application),
        "reports": application.reports.all(),
        "changes": application.change_requests.select_related("commitment"),
        "facts": course.counted(application),
        "can_edit": access.can_edit(request.user, application),
        "can_ask": access.can_ask(request.user, application),
        "moves": [
            offer
            for offer in application_flow.available(application, request.user)
            if offer.key in access.PROJECT_MOVES
        ],
    }
    return render(request, "selection/office/build.html", context)


def deliver(request: OfficeRequest, pk: int) -> HttpResponse:
    """The school writes what became of each promise."""
    application = found(request, pk)
    if not access.can_edit(request.user, application):
        raise PermissionDenied(access.EDITS)
    forms = [
        DeliveredForm(request.POST or None, instance=promise.row, prefix=f"row-{promise.row.pk}")
        for promise in course.promises(application)
    ]
    seen, problem, draft = acts.commitments_state(application), "", None
    if request.method == "POST" and _all_valid(forms):
        sent = request.POST.get("version", "")
        rows = [form.instance for form in forms]
        try:
            acts.deliver(application=application, rows=rows, seen=sent, by=request.user)
        except Refused as refusal:
            problem = str(refusal)
        else:
            drafts.drop(request.user, _draft_key(pk))
            messages.success(request, "完成情况已保存。")
            return redirect("office:selection:build", pk)
    elif request.method != "POST" and (draft := drafts.find(request.user, _draft_key(pk))):
        for form in forms:
            drafts.refill(form, draft)
    context = {
        "section": section(request),
        "application": application,
        "forms": forms,
        "seen": seen,
        "problem": problem,
        "draft": draft,
        "drop_url": reverse("office:selection:build_deliver_drop", args=[pk]),
    }
    return render(request, "selection/office/build_deliver.html", context)


@require_POST
def deliver_keep(request: OfficeRequest, pk: int) -> HttpResponse:
    application = found(request, pk)
    if not access.can_edit(request.user, application):
        raise PermissionDenied(access.EDITS)
    return drafts.keep(request, _draft_key(pk))


@require_POST
def deliver_drop(request: OfficeRequest, pk: int) -> HttpResponse:
    application = found(request, pk)
    if not access.can_edit(request.user, application):
        raise PermissionDenied(access.EDITS)
    drafts.drop(request.user, _draft_key(pk))
    return redirect("office:selection:build_deliver", pk)


def _draft_key(pk: int) -> str:
    return f"build:{pk}"


@require_POST
def project_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    application = found(request, pk)
    if key not in access.PROJECT_MOVES:
        raise PermissionDenied("这个操作随报告的验收一起发生，不能单独做。")
    perform(request, application_flow, application, key, access.PROJECT_MOVES)
    return redirect("office:selection:build", pk)


def change_new(request: OfficeRequest, pk: int) -> HttpResponse:
    application = found(request, pk)
    if not access.can_ask(request.user, application):
        raise PermissionDenied(access.ASKS)
    closing = course.closing_report(application)
    form = ChangeForm(
        request.POST or None,
        instance=ChangeRequest(application=application),
        due_on=closing.due_on if closing else None,
    )
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            try:
                address = form.once(request.user, request.path, lambda: _asked(form, request.user))
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                committee = application.batch.region.committee_name
                messages.success(request, f"变更申请已提交，等{committee}批复。")
                return redirect(address)
    context = {
        "section": section(request),
        "application": application,
        "closing": closing,
        "form": form,
    }
    return render(request, "selection/office/build_change.html", context)


def _asked(form: ChangeForm, by: User) -> str:
    change = acts.ask(change=form.save(commit=False), by=by)
    return reverse("office:selection:build_change", args=[change.pk])


def change(request: OfficeRequest, pk: int) -> HttpResponse:
    """What was asked; the leader answers with the number of the document."""
    row = get_object_or_404(acts.changes_of(request.user), pk=pk)
    may_answer = access.can_answer(request.user, row)
    if request.method == "POST" and not may_answer:
        raise PermissionDenied(access.ANSWERS)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row.approval_number = form.cleaned_data["approval_number"].strip()
        row.reply = form.cleaned_data["reply"].strip()
        try:
            change_flow.perform(
                row, form.cleaned_data["answer"], by=request.user, seen=request.POST.get("seen")
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "批复已记录。")
            return redirect("office:selection:build", row.application_id)
    context = {
        "section": section(request),
        "application": row.application,
        "change": row,
        "is_open": row.status == ChangeStatus.REQUESTED,
        "may_answer": may_answer,
        "closing": course.closing_report(row.application),
        "form": form,
    }
    return render(request, "selection/office/build_change.html", context)


def found(request: OfficeRequest, pk: int) -> Application:
    return get_object_or_404(acts.projects(request.user), pk=pk)


def _all_valid(forms: list[DeliveredForm]) -> bool:
    """Asks every form, so that each shows its own mistakes."""
    return not [form for form in forms if not form.is_valid()]


def section(request: OfficeRequest) -> str:
    return "applications" if request.user.school_ids else "build"
