"""Checking a text before it is used anywhere, and the wordings that are looked for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from kit import wording
from kit.models import Phrase
from portal.phrasing import actions
from portal.phrasing.forms import PhraseForm, TextForm
from portal.phrasing.listed import own, shipped
from schools.choices import REGION_ROLES, SCHOOL_ROLES, Role
from schools.http import OfficeRequest, only

READERS = "只有学校和区级的账号能用“用语检查”。"
EDITORS = "只有区级工作人员能增删用语。"


@only(*SCHOOL_ROLES, *REGION_ROLES, said=READERS)
def check(request: OfficeRequest) -> HttpResponse:
    form = TextForm(request.POST or None, request.FILES or None)
    context = {
        "section": "phrasing",
        "form": form,
        "own": own(),
        "shipped": shipped(),
        "can_edit": request.user.has_role(Role.STAFF),
    }
    if request.method == "POST" and form.is_valid():
        remarks = wording.review(form.texts)
        context |= {
            "is_checked": True,
            "blocking": [remark for remark in remarks if remark.is_blocking],
            "advice": [remark for remark in remarks if not remark.is_blocking],
        }
    return render(request, "portal/office/phrasing.html", context)


@only(Role.STAFF, said=EDITORS)
def phrase_new(request: OfficeRequest) -> HttpResponse:
    """Opened from a shipped wording it carries that one's words."""
    wrong = request.GET.get("wrong", "")
    one = next((row for row in shipped() if row.wrong == wrong), None)
    known = one._asdict() if one else {}
    initial = {name: known[name] for name in PhraseForm.Meta.fields if name in known}
    return _page(request, PhraseForm(request.POST or None, initial=initial))


@only(Role.STAFF, said=EDITORS)
def phrase(request: OfficeRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Phrase, pk=pk)
    return _page(request, PhraseForm(request.POST or None, instance=one))


@require_POST
@only(Role.STAFF, said=EDITORS)
def phrase_drop(request: OfficeRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Phrase, pk=pk)
    actions.drop_phrase(phrase=one, by=request.user)
    messages.success(request, f"“{one}”已从用语检查里删去。")
    return redirect("office:phrasing")


def _page(request: OfficeRequest, form: PhraseForm) -> HttpResponse:
    if request.method == "POST":
        if earlier := form.sent_before(request.user):
            return redirect(earlier)
        if form.is_valid():
            return redirect(form.once(request.user, request.path, lambda: _saved(request, form)))
    context = {"section": "phrasing", "form": form, "phrase": form.instance}
    return render(request, "portal/office/phrase_form.html", context)


def _saved(request: OfficeRequest, form: PhraseForm) -> str:
    phrase = form.save(commit=False)
    actions.save_phrase(phrase=phrase, by=request.user)
    messages.success(request, f"“{phrase}”已保存，从现在起照这样查。")
    return reverse("office:phrasing")
