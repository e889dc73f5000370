"""Announcing the results of a batch, and the letters that wait in its outbox."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from kit.workflow import Refused
from schools.choices import REGION_ROLES
from schools.http import OfficeRequest, only, perform
from selection.access import decide as access
from selection.actions.notices import rows
from selection.actions.publish import closing_reasons, draft_of, letters_of, outboxes, winners
from selection.actions.wording import letter_advice, letter_problems
from selection.choices import RESULTS_OUT, LetterStatus
from selection.forms.decide import AnnouncementForm, LetterForm
from selection.listings.decide import LetterListing
from selection.models import Batch
from selection.views.office.tabs import tabs_for
from selection.workflow.letters import change, letter_flow, send_all
from selection.workflow.results import announce


def announcement(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    if not access.can_decide(request.user, batch):
        raise PermissionDenied(access.ANNOUNCES)
    if batch.status in RESULTS_OUT:  # the second click of a double one ends here too
        messages.info(request, "这个批次的结果已经公布。")
        return redirect("selection:result", batch.pk)
    reasons = closing_reasons(batch)
    form = AnnouncementForm(request.POST or None, instance=draft_of(batch))
    if request.method == "POST" and form.is_valid():
        try:
            announce(form.instance, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "结果已公布，已写入品牌页面。给学校的通知信在“通知信”里。")
            return redirect("selection:result", batch.pk)
    context = {
        "section": "notices",
        "batch": batch,
        "announcement": form.instance,
        "form": form,
        "reasons": reasons,
        "rows": rows(winners(batch)),
        "today": timezone.localdate(),
    }
    return render(request, "selection/office/announce.html", context)


@only(*REGION_ROLES, said="只有区级工作人员和领导能看通知信。")
def letters(request: OfficeRequest) -> HttpResponse:
    return LetterListing(request, letters_of(request.user)).respond(
        "selection/office/announce_letters.html",
        section="notices",
        tabs=tabs_for(request.user, "letters"),
        outboxes=outboxes(request.user),
    )


def letter(request: OfficeRequest, pk: int) -> HttpResponse:
    """A letter that waits is changed here, and sent with exactly the words on the page."""
    row = get_object_or_404(letters_of(request.user), pk=pk)
    is_open = row.status == LetterStatus.WAITING and access.can_post(request.user, row)
    if request.method == "POST" and not is_open:  # the second click of a double one too
        messages.info(request, f"这封信现在是“{row.get_status_display()}”，没有再改动。")
        return redirect("office:selection:letter", pk)
    form = LetterForm(request.POST or None, instance=row) if is_open else None
    if form and request.method == "POST" and form.is_valid():
        sends = request.POST.get("act") == "send"
        try:
            change(form.instance, form.changed_words, by=request.user, send=sends)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "信已发出。" if sends else "信已保存，还没有发出。")
            return redirect("office:selection:letter", pk)
    offers = letter_flow.available(row, request.user)
    context = {
        "section": "notices",
        "letter": row,
        "form": form,
        "problems": letter_problems(row) if form and not form.is_bound else [],
        "advice": letter_advice(row) if form and not form.is_bound else [],
        "moves": [offer for offer in offers if offer.key != "send"],  # the form sends
    }
    return render(request, "selection/office/announce_letter.html", context)


@require_POST
def letter_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    row = get_object_or_404(letters_of(request.user), pk=pk)
    perform(request, letter_flow, row, key, access.LETTER_MOVES)
    return redirect("office:selection:letter", pk)


@require_POST
def letters_send(request: OfficeRequest, pk: int) -> HttpResponse:
    batch = _batch(request, pk)
    if not access.can_prepare(request.user, batch):
        raise PermissionDenied(access.LETTER_MOVES["send"])
    sent, left = send_all(batch, by=request.user)
    if sent:
        messages.success(request, f"已发出 {sent} 封通知信。")
    for reason, count in left.items():
        messages.warning(request, f"还有 {count} 封没有发出：{reason}")
    return redirect("office:selection:letters")


def _batch(request: OfficeRequest, pk: int) -> Batch:
    batches = Batch.objects.managed_by(request.user).select_related("region")
    return get_object_or_404(batches, pk=pk)
