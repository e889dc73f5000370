"""Ties for accounts: the list, one tie with its sides, its form and its moves."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit import files, wording
from kit.publication import CHECKED_BY, CheckStatus, open_for_change
from kit.workflow import Refused
from schools import access
from schools.actions import ties as actions
from schools.choices import TieRole
from schools.documents import facts
from schools.documents import ties as documents
from schools.forms.ties import MemberForm, TieForm
from schools.http import OfficeRequest, perform
from schools.listings import TieListing
from schools.models import School, Tie, TieMember
from schools.workflow import tie_flow, tie_state_flow, tie_texts

NOT_AUTHOR = "只有结对学校的填报员和书记能改这项结对。"


def tie_list(request: OfficeRequest) -> HttpResponse:
    user = request.user
    if not access.sees_schools(user):
        raise PermissionDenied("只有学校和区级的账号能看结对台账。")
    rows = documents.whole(Tie.objects.managed_by(user))
    listing = TieListing(request, rows, documents.line)
    return listing.respond(
        "schools/office/tie_list.html",
        section="ties",
        waiting=documents.waiting_for(user),
        can_record=bool(user.school_ids),
    )


def tie_new(request: OfficeRequest) -> HttpResponse:
    user = request.user
    own = list(School.objects.own(user))
    if not own:
        raise PermissionDenied("只有学校填报员和书记能登记结对。")
    chosen = request.GET.get("school")
    school = next((s for s in own if str(s.pk) == chosen), own[0])
    data, sent = request.POST or None, request.FILES or None
    form, other = (
        TieForm(data, sent, school=school),
        MemberForm(data, school=school, prefix="other"),
    )
    if request.method == "POST":
        if done := form.sent_before(user):
            return redirect(done)
        if all([form.is_valid(), other.is_valid()]):
            try:
                url = form.once(user, request.path, lambda: _created(request, form, other))
                messages.success(request, "已登记。请核对结对单位，再登记生效。")
                return redirect(url)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context = {"section": "ties", "form": form, "other": other, "school": school}
    return render(request, "schools/office/tie_form.html", context)


def tie_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    user, tie = request.user, _tie(request, pk)
    can_edit = access.can_edit_tie(user, tie)
    own = next((s for s in access.confirmed_schools(tie) if access.works_at(user, s)), None)
    members = [(m, access.can_confirm(user, m)) for m in tie.members.all()]
    context = {
        "section": "ties",
        "tie": tie,
        "facts": facts.tie(tie),
        "members": members,
        "warnings": list(documents.warnings(tie)),
        "state_kind": documents.state_kind(tie),
        "offers": list(tie_flow.available(tie, user)),
        "advice": wording.advice(tie_texts(tie)),
        "state_offers": list(tie_state_flow.available(tie, user)),
        "can_edit": can_edit,
        "member_form": MemberForm(school=own) if own and can_edit else None,
        "exchanges_url": reverse("office:tie_exchanges", args=[pk]),
    }
    return render(request, "schools/office/tie_detail.html", context)


def tie_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    tie = _editable(request, pk)
    if not access.can_edit_tie(request.user, tie):
        messages.warning(request, "审核人正在看这项结对，先退回再改。")
        return redirect("office:tie", pk)
    own = next(s for s in access.confirmed_schools(tie) if access.works_at(request.user, s))
    form = TieForm(request.POST or None, request.FILES or None, instance=tie, school=own)
    reopens = tie.status == CheckStatus.PUBLISHED
    if request.method == "POST":
        if done := form.sent_before(request.user):
            return redirect(done)
        if form.is_valid():
            try:
                url = form.once(request.user, request.path, lambda: _updated(request, form))
                messages.success(request, "已保存。")
                return redirect(url)
            except Refused as refusal:
                form.add_error(None, str(refusal))
    context = {"section": "ties", "form": form, "tie": tie, "reopens": reopens}
    return render(request, "schools/office/tie_form.html", context)


@require_POST
def tie_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    perform(request, tie_flow, _tie(request, pk), key, access.CHECKERS)
    return redirect("office:tie", pk)


@require_POST
def tie_state(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    perform(request, tie_state_flow, _tie(request, pk), key, access.TIE_STATES)
    return redirect("office:tie", pk)


def member_add(request: OfficeRequest, pk: int) -> HttpResponse:
    tie = _editable(request, pk)
    user = request.user
    own = next(s for s in access.confirmed_schools(tie) if access.works_at(user, s))
    form = MemberForm(request.POST or None, school=own)
    if request.method == "POST" and form.is_valid() and form.member:
        member = form.member
        try:
            with transaction.atomic():
                open_for_change(tie_flow, tie, by=user)
                actions.add_member(tie=tie, member=member, by=user)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"已加入“{member}”。")
            return redirect("office:tie", pk)
    context = {"section": "ties", "form": form, "tie": tie}
    return render(request, "schools/office/member_form.html", context)


@require_POST
def member_remove(request: OfficeRequest, pk: int) -> HttpResponse:
    member = get_object_or_404(TieMember.objects.select_related("tie"), pk=pk)
    tie = _editable(request, member.tie_id)

    @transaction.atomic
    def remove() -> None:
        open_for_change(tie_flow, tie, by=request.user)
        actions.remove_member(member=member, by=request.user)

    return _answered(request, tie, remove, f"已移出“{member}”。")


@require_POST
def member_answer(request: OfficeRequest, pk: int, answer: str) -> HttpResponse:
    """A school that was named says whether the tie is true; no is not remembered against it."""
    member = get_object_or_404(TieMember.objects.select_related("tie", "school"), pk=pk)
    tie = _tie(request, member.tie_id)
    if not access.can_confirm(request.user, member):
        raise PermissionDenied(f"只有“{member}”的填报员和书记能确认这项结对。")
    if answer == "yes":
        actions.confirm(member=member, by=request.user)
        messages.success(request, f"已确认“{tie}”。")
        return redirect("office:tie", tie.pk)
    actions.decline(member=member, by=request.user)
    messages.success(request, f"已从“{tie}”移出本校。")
    return redirect("office:ties")


def agreement(request: OfficeRequest, pk: int) -> HttpResponse:
    tie = _tie(request, pk)
    if not tie.agreement_file:
        raise Http404
    suffix = str(tie.agreement_file.name).rsplit(".", 1)[-1]
    shown = f"{tie.agreement_title or tie.title}.{suffix}"
    response: HttpResponse = files.download(tie.agreement_file.open(), shown)
    return response


def _tie(request: OfficeRequest, pk: int) -> Tie:
    rows = Tie.objects.managed_by(request.user).select_related(*CHECKED_BY)
    tie: Tie = get_object_or_404(documents.whole(rows), pk=pk)
    return tie


def _editable(request: OfficeRequest, pk: int) -> Tie:
    tie = _tie(request, pk)
    if not access.is_tie_author(request.user, tie):
        raise PermissionDenied(NOT_AUTHOR)
    return tie


def _created(request: OfficeRequest, form: TieForm, other: MemberForm) -> str:
    assert other.member is not None  # noqa: S101 - a valid form names one
    tie = actions.create_tie(
        tie=form.save(commit=False),
        school=other.school,
        role=MIRRORED.get(other.member.role, other.member.role),
        other=other.member,
        agreement=form.agreement,
        by=request.user,
    )
    return reverse("office:tie", args=[tie.pk])


def _updated(request: OfficeRequest, form: TieForm) -> str:
    open_for_change(tie_flow, form.instance, by=request.user)
    actions.update_tie(tie=form.save(commit=False), agreement=form.agreement, by=request.user)
    return reverse("office:tie", args=[form.instance.pk])


def _answered(request: OfficeRequest, tie: Tie, act: Callable[[], None], done: str) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("office:tie", tie.pk)


# The role of the school that enters the tie follows from the other side's.
MIRRORED: dict[str, str] = {
    TieRole.SUPPORTER: TieRole.SUPPORTED,
    TieRole.SUPPORTED: TieRole.SUPPORTER,
    TieRole.LEAD: TieRole.MEMBER,
    TieRole.MEMBER: TieRole.LEAD,
}
