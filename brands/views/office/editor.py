"""The editor: one part of a brand at a time, saved by its button, kept as a draft meanwhile."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from brands import access
from brands.actions import content
from brands.forms.parts import PARTS, SUB, Part, Sheet, extra_rows, parts_of
from brands.models import Brand, SubProject
from brands.views.office.shelf import desk
from brands.workflow import brand_flow
from kit import drafts
from kit.keys import row_number
from kit.publication import open_for_change
from kit.storing import NotStored
from kit.workflow import Refused
from schools.http import OfficeRequest

AUTHORS = "只有本校填报员和书记能修改品牌，停用的品牌不能再改。"


def edit(request: OfficeRequest, pk: int, part: str) -> HttpResponse:
    brand = _brand(request, pk)
    if PARTS.get(part) not in parts_of(brand):
        raise Http404("品牌没有这一部分。")
    return _page(request, brand, PARTS[part], None)


def sub_project(request: OfficeRequest, pk: int, sub: int) -> HttpResponse:
    brand = _brand(request, pk)
    return _page(request, brand, SUB, get_object_or_404(brand.sub_projects, pk=sub))


@require_POST
def draft(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """Answers static/js/autosave.js."""
    brand = _brand(request, pk)
    return drafts.keep(request, draft_key(brand, key))


@require_POST
def arrange(request: OfficeRequest, pk: int) -> HttpResponse:
    """Add, move or remove a sub-project."""
    brand = _brand(request, pk)
    try:
        with transaction.atomic():
            return _arranged(request, brand)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:brands:edit", pk, "practice")


def draft_key(brand: Brand, key: str) -> str:
    return f"brand:{brand.pk}:{key}"[:120]


def _brand(request: OfficeRequest, pk: int) -> Brand:
    brand = get_object_or_404(Brand.objects.managed_by(request.user).whole(), pk=pk)
    if not access.is_author(request.user, brand):
        raise PermissionDenied(AUTHORS)
    return brand


def _page(request: OfficeRequest, brand: Brand, part: Part, sub: SubProject | None) -> HttpResponse:
    if part.is_content and not access.can_edit(request.user, brand):
        status = brand.get_status_display()
        messages.warning(request, f"现在是“{status}”，审核人正在看。退回以后再改。")
        return redirect("office:brands:detail", pk=brand.pk)
    key = f"sub-{sub.pk}" if sub else part.key
    if request.POST.get("do") == "forget":
        drafts.drop(request.user, draft_key(brand, key))
        return redirect(request.path)
    if request.method == "POST":
        return _save(request, brand, part, sub)
    return _shown(request, brand, _opened(request, brand, part, sub))


def _opened(request: OfficeRequest, brand: Brand, part: Part, sub: SubProject | None) -> Sheet:
    """The part as it is saved, or as it was typed when ?draft is asked for."""
    kept = drafts.find(request.user, draft_key(brand, f"sub-{sub.pk}" if sub else part.key))
    if kept is not None and "draft" in request.GET:
        sheet = Sheet(brand, part, sub=sub, extra=extra_rows(kept))
        sheet.refill(kept)
        return sheet
    sheet = Sheet(brand, part, sub=sub)
    wants_row = "more" in request.GET or (sub is None and not len(sheet.rows or ()))
    return Sheet(brand, part, sub=sub, extra=1) if wants_row and part.form else sheet


def _save(request: OfficeRequest, brand: Brand, part: Part, sub: SubProject | None) -> HttpResponse:
    key = f"sub-{sub.pk}" if sub else part.key
    try:
        with transaction.atomic():
            Brand.objects.locked().get(pk=brand.pk)  # the stamp is compared and bumped under it
            sheet = Sheet(brand, part, sub=sub, data=request.POST, files=request.FILES)
            if not sheet.is_valid():
                return _shown(request, brand, sheet)
            if sheet.needs_check:
                open_for_change(brand_flow, brand, by=request.user)
            sheet.save(request.user)
    except NotStored as told:
        messages.error(request, str(told))
        return _shown(request, brand, sheet)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("office:brands:detail", pk=brand.pk)
    drafts.drop(request.user, draft_key(brand, key))
    request.session["saved_part"] = draft_key(brand, key)
    messages.success(request, f"“{sub or part.label}”已保存。")
    more = "?more=1#new-row" if sheet.press.verb == "add" else ""
    return redirect(f"{request.path}{more}")


def _shown(request: OfficeRequest, brand: Brand, sheet: Sheet) -> HttpResponse:
    key = f"sub-{sheet.sub.pk}" if sheet.sub else sheet.part.key
    kept = drafts.find(request.user, draft_key(brand, key))
    is_fresh = request.method == "GET" and "draft" not in request.GET
    context = desk(request, Brand.objects.whole().with_progress().get(pk=brand.pk)) | {
        "sheet": sheet,
        "key": key,
        "kept": kept if is_fresh else None,
        "arrived": request.session.pop("saved_part", "") == draft_key(brand, key),
        "autosave": reverse("office:brands:draft", args=[brand.pk, key]),
    }
    return render(request, "brands/office/brand_edit.html", context)


def _arranged(request: OfficeRequest, brand: Brand) -> HttpResponse:
    verb, _, number = request.POST.get("do", "").partition("-")
    open_for_change(brand_flow, brand, by=request.user)
    if verb == "add":
        made = content.add_sub_project(
            brand=brand, title=request.POST.get("title", ""), by=request.user
        )
        return redirect("office:brands:sub", brand.pk, made.pk)
    sub = get_object_or_404(brand.sub_projects, pk=row_number(number))
    if verb == "remove":
        content.remove_sub_project(brand=brand, sub_project=sub, by=request.user)
        messages.success(request, f"子项目“{sub}”已删去。")
    else:
        step = -1 if verb == "up" else 1
        content.shift_sub_project(brand=brand, sub_project=sub, step=step, by=request.user)
    return redirect("office:brands:edit", brand.pk, "practice")
