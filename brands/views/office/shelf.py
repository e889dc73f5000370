"""The office's brands: the list, a new one, one brand with its moves, its preview, its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from brands import access
from brands.actions import content
from brands.forms.identity import NewBrandForm
from brands.listings import OfficeListing
from brands.models import Brand
from brands.views.office.outline import outline
from brands.workflow import brand_flow, texts
from kit import wording
from kit.workflow import Refused
from schools.access import CHECKERS
from schools.choices import REGION_ROLES, SCHOOL_ROLES
from schools.http import OfficeRequest, only, perform

ORDERS = [("", "最近更新"), ("school", "按学校")]


@only(*SCHOOL_ROLES, *REGION_ROLES, said="只有学校和区级工作人员能看品牌台账。")
def brand_list(request: OfficeRequest) -> HttpResponse:
    rows = Brand.objects.managed_by(request.user).select_related("school__region")
    listing = OfficeListing(request, rows.prefetch_related("results"))
    return listing.respond(
        "brands/office/brand_list.html",
        section="brands",
        chosen=list(listing.chosen()),
        orders=ORDERS,
        can_create=access.can_create(request.user),
    )


def brand_new(request: OfficeRequest) -> HttpResponse:
    if not access.can_create(request.user):
        raise PermissionDenied("只有学校填报员和书记能新建品牌。")
    form = NewBrandForm(request.POST or None, user=request.user)
    if request.method == "POST":
        if earlier := form.sent_before(request.user):
            return redirect(earlier)
        if form.is_valid():
            try:
                return redirect(form.once(request.user, request.path, lambda: _made(request, form)))
            except Refused as refusal:
                form.add_error(None, str(refusal))
    return render(request, "brands/office/brand_new.html", {"form": form, "section": "brands"})


def _made(request: OfficeRequest, form: NewBrandForm) -> str:
    brand = content.create(brand=form.save(commit=False), by=request.user)
    messages.success(request, "品牌已新建。左边是目录，一部分一部分填就行。")
    return reverse("office:brands:edit", args=[brand.pk, "basic"])


def brand_detail(request: OfficeRequest, pk: int) -> HttpResponse:
    brand = get_object_or_404(Brand.objects.managed_by(request.user).whole().with_progress(), pk=pk)
    return render(request, "brands/office/brand_detail.html", desk(request, brand))


def desk(request: OfficeRequest, brand: Brand) -> dict[str, Any]:
    """What every page of one brand shows around its middle."""
    can_edit = access.can_edit(request.user, brand)
    entries = outline(brand, can_edit=can_edit)
    asked = [entry for entry in entries if entry.state]
    return {
        "brand": brand,
        "section": "brands",
        "outline": entries,
        "done": sum(1 for entry in asked if entry.state == "ok"),
        "total": len(asked),
        "chapters": brand.chapters(),
        "missing": brand.missing(),
        "offers": list(brand_flow.available(brand, request.user)),
        "advice": wording.advice(texts(brand)),
        "versions": brand.versions.select_related("made_by")[:3],
        "can_edit": can_edit,
        "can_log": access.is_author(request.user, brand),
        "can_retire": access.can_retire(request.user, brand),
    }


def brand_preview(request: OfficeRequest, pk: int) -> HttpResponse:
    brand = get_object_or_404(Brand.objects.managed_by(request.user).whole(), pk=pk)
    key = [{"label": figure.label, "value": figure.text} for figure in brand.figures.all()[:4]]
    context = {"brand": brand, "chapters": brand.chapters(), "key": key, "section": "brands"}
    return render(request, "brands/office/brand_preview.html", context)


@require_POST
def brand_move(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    brand = get_object_or_404(Brand.objects.managed_by(request.user), pk=pk)
    perform(request, brand_flow, brand, key, CHECKERS)
    return redirect("office:brands:detail", pk=pk)


@require_POST
def brand_retire(request: OfficeRequest, pk: int) -> HttpResponse:
    """Retires a brand in use; takes a retired one up again."""
    brand = get_object_or_404(Brand.objects.managed_by(request.user), pk=pk)
    if not access.can_retire(request.user, brand):
        raise PermissionDenied("只有本校书记能停用品牌，或者重新启用。")
    act = content.resume if request.POST.get("do") == "resume" else content.retire
    try:
        act(brand=brand, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"“{brand}”{brand.use_label}。")
    return redirect("office:brands:detail", pk=pk)
