"""A paper score sheet copied by two accounts, and the rows on which their copies differ."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from kit.workflow import Refused
from schools.http import OfficeRequest
from selection.access import review as access
from selection.actions import paper as actions
from selection.choices import StageForm
from selection.forms.defence import PaperForm, SettleForm
from selection.models import Application, Assignment
from selection.models.defence import TWICE
from selection.workflow import paper as flow


def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """The first copy is not shown to whoever makes the second."""
    row = _row(request, pk)
    made = actions.entries_of(row)
    settles = len(made) == TWICE
    form: PaperForm
    if settles:
        form = SettleForm(request.POST or None, rows=actions.differences(row))
    else:
        mine = next((one for one in made if one.entered_by_id == request.user.pk), None)
        initial = {f"score-{pk}": value for pk, value in mine.values.items()} if mine else {}
        leaves = list(row.stage.rubric.leaves())
        form = PaperForm(request.POST or None, leaves=leaves, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, row, form):
        return redirect(_back(row))
    context = {
        "section": "batches",
        "row": row,
        "batch": row.stage.batch,
        "made": made,
        "is_mine": any(one.entered_by_id == request.user.pk for one in made),
        "refusal": actions.refusal(row),
        "settles": settles,
        "back": _back(row),
        "form": form,
    }
    return render(request, "selection/office/paper.html", context)


def _kept(request: OfficeRequest, row: Assignment, form: PaperForm) -> bool:
    values = form.values()
    try:
        if isinstance(form, SettleForm):
            flow.settle(assignment=row, values=values, by=request.user)
            messages.success(request, "已照纸面订正，这份评分计入。")
        elif flow.enter(
            assignment=row,
            values=values,
            comment=form.cleaned_data["comment"],
            by=request.user,
        ):
            messages.success(request, "两遍一致，这份评分已计入。")
        else:
            _tell(request, row)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True


def _tell(request: OfficeRequest, row: Assignment) -> None:
    if found := actions.differences(row):
        messages.warning(request, f"两遍有 {len(found)} 处不同，请对照纸面订正后再计入。")
    else:
        messages.success(request, "第一遍已录好。请另一位同事再录一遍，录好以前不计入。")


def _back(row: Assignment) -> str:
    if row.stage.form == StageForm.DEFENCE:
        return reverse("office:selection:defence", args=[row.stage_id])
    return f"{reverse('office:selection:assign', args=[row.application_id])}?stage={row.stage_id}"


def _row(request: OfficeRequest, pk: int) -> Assignment:
    rows = Assignment.objects.for_lists().select_related("stage__batch__region", "stage__rubric")
    seen = Application.objects.managed_by(request.user)
    row = get_object_or_404(rows, pk=pk, application__in=seen)
    if not access.copies_paper(request.user, row):
        raise PermissionDenied(access.ASSIGNMENT_SAID["take_paper"])
    return row
