"""The honour ledger for accounts: list, form, verification beside the certificate."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from honors import access
from honors.actions import revoke_honor, save_honor
from honors.choices import Verification
from honors.documents import office_facts
from honors.forms import HonorForm, RevokeForm
from honors.listings import HonorListing, for_ledger
from honors.models import Honor
from honors.workflow import honor_flow, texts, verification_flow
from kit import files, wording
from kit.publication import CheckStatus, open_for_change
from kit.workflow import Refused
from schools.access import CHECKERS, reads_ledgers
from schools.http import OfficeRequest, perform
from schools.models import School, User


def honor_list(request: OfficeRequest) -> HttpResponse:
    """The queue of the district is this list, filtered to what waits."""
    user = request.user
    if not reads_ledgers(user):
        raise PermissionDenied("只有学校和区级工作人员能看荣誉台账。")
    honors = Honor.objects.managed_by(user)
    return HonorListing(request, for_ledger(honors)).respond(
        "honors/office/honor_list.html",
        section="honors",
        can_record=access.can_record(user),
        shows_school=bool(user.region_codes) or len(user.school_ids) > 1,
        tabs=_tabs(request, honors.waiting().count()),
    )


def honor_new(request: OfficeRequest) -> HttpResponse:
    own = list(School.objects.own(request.user).select_related("region"))
    if not own:
        raise PermissionDenied("只有学校填报员和书记能登记荣誉。")
    chosen = request.GET.get("school")
    return _form(request, Honor(school=next((s for s in own if str(s.pk) == chosen), own[0])))


def honor_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    user = request.user
    honor = get_object_or_404(Honor.objects.managed_by(user).whole(), pk=pk)
    context = {
        "section": "honors",
        "honor": honor,
        "facts": office_facts(honor),
        "shows_picture": (honor.certificate.name or "").endswith(".webp"),
        "verifying": list(verification_flow.available(honor, user)),
        "queue": _queue(user, honor) if access.can_verify(user, honor) else None,
        "offers": list(honor_flow.available(honor, user)),
        "advice": wording.advice(texts(honor)),
        "can_edit": access.can_edit(user, honor),
        "revoke_form": RevokeForm(instance=honor) if access.can_revoke(user, honor) else None,
    }
    return render(request, "honors/office/honor_detail.html", context)


def honor_edit(request: OfficeRequest, pk: int) -> HttpResponse:
    honor = get_object_or_404(Honor.objects.managed_by(request.user).whole(), pk=pk)
    if not access.is_author(request.user, honor):
        raise PermissionDenied("只有本校填报员和书记能改这条荣誉。")
    if not access.can_edit(request.user, honor):
        messages.warning(request, "有人正在核验或审核这条荣誉，先收回或退回再改。")
        return redirect("office:honors:detail", pk)
    return _form(request, honor)


@require_POST
def honor_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    honor = get_object_or_404(Honor.objects.managed_by(request.user).whole(), pk=pk)
    perform(request, honor_flow, honor, key, CHECKERS)
    return redirect("office:honors:detail", pk)


@require_POST
def honor_verify(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    honor = get_object_or_404(Honor.objects.managed_by(request.user).whole(), pk=pk)
    done = perform(request, verification_flow, honor, key, access.VERIFIERS)
    if done and key in ("verify", "refuse"):
        following = Honor.objects.managed_by(request.user).next_waiting(honor)
        return redirect(following.get_office_url() if following else "office:honors:list")
    return redirect("office:honors:detail", pk)


@require_POST
def honor_revoke(request: OfficeRequest, pk: int) -> HttpResponse:
    honor = get_object_or_404(Honor.objects.managed_by(request.user).whole(), pk=pk)
    if not access.can_revoke(request.user, honor):
        raise PermissionDenied("只有区级工作人员或领导能登记荣誉被撤销。")
    form = RevokeForm(request.POST, instance=honor)
    if form.is_valid():
        data = form.cleaned_data
        revoke_honor(
            honor=honor, on=data["revoked_on"], reason=data["revoke_reason"], by=request.user
        )
        messages.success(request, "已登记撤销，荣誉墙上不再显示。")
    else:
        messages.error(request, "".join(reason for _, reason in form.problems()))
    return redirect("office:honors:detail", pk)


def certificate(request: OfficeRequest, pk: int) -> HttpResponse | FileResponse:
    honor = get_object_or_404(Honor.objects.managed_by(request.user), pk=pk)
    if not honor.certificate:
        raise Http404
    if not (honor.certificate.name or "").endswith(".webp"):
        return files.download(honor.certificate.open(), honor.certificate_name)
    response = FileResponse(honor.certificate.open(), content_type="image/webp")
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _form(request: OfficeRequest, honor: Honor) -> HttpResponse:
    user = request.user
    form = HonorForm(request.POST or None, request.FILES or None, instance=honor, user=user)
    if request.method == "POST":
        if done := form.sent_before(user):
            return redirect(done)
        if form.is_valid():
            try:
                url = form.once(user, request.path, lambda: _saved(request, form))
                messages.success(request, "已保存。")
                return redirect(url)
            except Refused as refusal:
                form.add_error(None, str(refusal))
        form.keep_upload()
    context = {
        "section": "honors",
        "form": form,
        "honor": honor,
        "is_verified": honor.verification == Verification.VERIFIED,
        "is_published": honor.status == CheckStatus.PUBLISHED,
    }
    return render(request, "honors/office/honor_form.html", context)


def _saved(request: OfficeRequest, form: HonorForm) -> str:
    """A changed honour is no longer the one that was verified or published."""
    honor, by = form.save(commit=False), request.user
    if honor.pk:
        open_for_change(honor_flow, honor, by=by)
    if honor.pk and honor.verification == Verification.VERIFIED and form.changes_proof:
        verification_flow.perform(Honor.objects.get(pk=honor.pk), "refile", by=by, note="修改内容")
    save_honor(honor=honor, issuers=form.issuers, certificate=form.certificate, by=by)
    return reverse("office:honors:detail", args=[honor.pk])


def _queue(user: User, honor: Honor) -> dict[str, object] | None:
    """How many more wait besides this one, and which comes next; None when it does not wait."""
    if honor.verification != Verification.WAITING:
        return None
    mine = Honor.objects.managed_by(user)
    return {"others": mine.waiting().count() - 1, "following": mine.next_waiting(honor)}


def _tabs(request: OfficeRequest, waiting: int) -> list[dict[str, object]]:
    shown = request.GET.get("verification", "")
    url = reverse("office:honors:list")
    return [
        {"label": "全部", "url": url, "current": not shown},
        {
            "label": "待核验",
            "url": f"{url}?verification={Verification.WAITING}",
            "count": waiting,
            "current": shown == Verification.WAITING,
        },
    ]
