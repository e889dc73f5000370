"""The kept versions of a brand, and what changed between two of them."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from brands import access
from brands.actions.versions import compare, content_of, keep_version
from brands.models import Brand
from schools.http import OfficeRequest


def version_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """?old=1&new=2 compares two versions; without `new`, with what the brand says now."""
    brand = get_object_or_404(Brand.objects.managed_by(request.user).whole(), pk=pk)
    versions = list(brand.versions.select_related("made_by"))
    by_number = {str(version.number): version for version in versions}
    old = by_number.get(request.GET.get("old", ""))
    new = by_number.get(request.GET.get("new", ""))
    if old is None and versions:
        old = versions[0]
    changes = compare(old.content, new.content if new else content_of(brand)) if old else []
    context = {
        "brand": brand,
        "section": "brands",
        "versions": versions,
        "old": old,
        "new": new,
        "changes": changes,
        "can_keep": access.is_author(request.user, brand),
    }
    return render(request, "brands/office/versions.html", context)


@require_POST
def version_keep(request: OfficeRequest, pk: int) -> HttpResponse:
    brand = get_object_or_404(Brand.objects.managed_by(request.user), pk=pk)
    if not access.is_author(request.user, brand):
        raise PermissionDenied("只有本校填报员和书记能保存版本。")
    made = keep_version(brand=brand, by=request.user, note=request.POST.get("note", "")[:120])
    messages.success(request, f"现在的内容是第 {made.number} 版。")
    return redirect("office:brands:versions", pk=pk)
