"""Reading a case document: hand it in, look at what was read, take it part by part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from brands import access as brands
from kit import drafts
from kit.workflow import Refused
from portal.models import Intake
from portal.taking import actions
from portal.taking.forms import IntakeForm
from portal.taking.parts import PARTS, Desk, Part
from portal.taking.rows import Row
from schools.http import OfficeRequest

SHOWN = 30


def intake_list(request: OfficeRequest) -> HttpResponse:
    user = request.user
    if not user.school_ids:
        raise PermissionDenied("只有学校填报员和书记能读案例文稿。")
    form = IntakeForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        name, text = form.document
        school = form.cleaned_data["school"]
        return redirect(actions.open_intake(school=school, name=name, text=text, by=user))
    earlier = Intake.objects.managed_by(user).select_related("school").defer("text")[:SHOWN]
    context = {"section": "intake", "form": form, "earlier": earlier}
    return render(request, "portal/office/intake_list.html", context)


def overview(request: OfficeRequest, pk: int) -> HttpResponse:
    desk = Desk(_intake(request, pk), request.user)
    context = _context(desk) | {"named": _named(desk), "unread": _unread(desk)}
    return render(request, "portal/office/intake_detail.html", context)


def part(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    chosen = _part(key)
    if request.method == "POST":
        return _take(request, pk, chosen)
    return _page(request, Desk(_intake(request, pk), request.user), chosen)


@require_POST
def draft(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Answers static/js/autosave.js: ticks and words stay without being sent."""
    desk = Desk(_intake(request, pk), request.user)
    return drafts.keep(request, desk.draft_key(_part(key)))


@require_POST
def drop(request: OfficeRequest, pk: int) -> HttpResponse:
    intake = _intake(request, pk)
    actions.drop_intake(intake=intake, by=request.user)
    messages.success(request, f"文稿“{intake}”已删去，已经放进台账的都还在。")
    return redirect("office:intakes")


def _intake(request: OfficeRequest, pk: int) -> Intake:
    rows = Intake.objects.managed_by(request.user).select_related("school", "brand")
    return get_object_or_404(rows, pk=pk)


def _part(key: str) -> Part:
    if key not in PARTS:
        raise Http404("文稿没有这一部分。")
    return PARTS[key]


def _take(request: OfficeRequest, pk: int, chosen: Part) -> HttpResponse:
    """Under a lock: what two windows send at the same time is stored once."""
    with transaction.atomic():
        locked = Intake.objects.managed_by(request.user).select_for_update(of=("self",))
        intake = get_object_or_404(locked, pk=pk)
        desk = Desk(intake, request.user)
        if chosen.needs_brand:
            _may_write(request, intake)
        rows = desk.rows(chosen, request.POST)
        if any([row.errors for row in rows]):  # noqa: C419 - every row is to say what is wrong
            return _page(request, desk, chosen, rows)
        ticked = [row for row in rows if row.cleaned_data.get("take")]
        if not ticked:
            messages.warning(request, "一条也没有勾，什么都没有放进去。")
            return redirect("office:intake_part", pk, chosen.key)
        try:
            with transaction.atomic():
                actions.take(intake=intake, part=chosen, rows=ticked, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return _page(request, desk, chosen, rows)
    messages.success(request, f"放进了 {len(ticked)} {chosen.noun}{chosen.label}，都是草稿。")
    return redirect("office:intake_part", pk, chosen.key)


def _may_write(request: OfficeRequest, intake: Intake) -> None:
    if intake.brand is None:
        raise Http404("还没有品牌。")
    if not brands.can_edit(request.user, intake.brand):
        raise PermissionDenied("这个品牌正在审核或已经停用，退回以后再放。")


def _page(
    request: OfficeRequest, desk: Desk, chosen: Part, rows: list[Row] | None = None
) -> HttpResponse:
    rows = desk.rows(chosen) if rows is None else rows
    context = _context(desk) | {
        "part": chosen,
        "rows": rows,
        "wrong": [row for row in rows if row.errors],
        "done": desk.taken(chosen),
        "source": desk.source(chosen),
        "left": {row.key for row in rows},
        "closed": _closed(request, desk.intake, chosen),
        "autosave": reverse("office:intake_draft", args=[desk.intake.pk, chosen.key]),
    }
    return render(request, "portal/office/intake_part.html", context)


def _closed(request: OfficeRequest, intake: Intake, chosen: Part) -> str:
    """Why nothing can be taken here now."""
    if chosen.key == "brand" and intake.brand:
        return f"学校现用的品牌是“{intake.brand}”，后面的内容都放进它。"
    if not chosen.needs_brand:
        return ""
    if intake.brand is None:
        return "还没有品牌可放。请先到“品牌名称”里勾一个，或者到“品牌项目”里新建。"
    if not brands.can_edit(request.user, intake.brand):
        return "这个品牌正在审核或已经停用，退回以后再放。"
    return ""


def _context(desk: Desk) -> dict[str, Any]:
    """The outline: every part with how much is left and how much is taken."""
    outline = []
    for known in PARTS.values():
        taken, all_ = len(desk.taken(known)), len(desk.items(known))
        url = reverse("office:intake_part", args=[desk.intake.pk, known.key])
        outline.append({"part": known, "url": url, "taken": taken, "left": all_ - taken})
    return {"section": "intake", "intake": desk.intake, "desk": desk, "outline": outline}


def _unread(desk: Desk) -> list[dict[str, str]]:
    """Damaged or private places with a few words around them, so that they are found again."""
    text, around = desk.intake.text, 14
    return [
        {
            "before": text[max(0, gap.start - around) : gap.start],
            "wording": text[gap.start : min(gap.end, gap.start + 60)],
            "after": text[gap.end : gap.end + around],
            "reason": gap.reason,
        }
        for gap in desk.draft.unread
    ]


def _named(desk: Desk) -> str:
    """What the document calls the school, where that is not this school."""
    school = desk.intake.school
    names = [item.wording for item in desk.draft.of("schools")]
    if any(school.name in name or name in school.name for name in names):
        return ""
    if not names:
        return f"文稿里没有写校名，下面的内容都按“{school}”来放。"
    return f"文稿里写的学校是“{'”“'.join(names[:3])}”，请确认是不是“{school}”的文稿。"
