"""The public shelf: every brand a book."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from brands.listings import ShelfListing
from brands.models import Brand

ORDERS = [("", "最近发布"), ("level", "级别从高到低")]


@login_not_required
def brand_list(request: HttpRequest) -> HttpResponse:
    rows = Brand.objects.shelf().select_related("school__region").prefetch_related("results")
    listing = ShelfListing(request, rows)
    return listing.respond(
        "brands/public/brand_list.html",
        section="brands",
        crumbs=[("品牌", "")],
        chosen=list(listing.chosen()),
        orders=ORDERS,
    )


@login_not_required
def logo(request: HttpRequest, pk: int) -> FileResponse:
    """The mark of a public brand; those who work on the brand see it before that."""
    user = request.user
    brands = Brand.objects.public()
    if user.is_authenticated:
        brands = brands | Brand.objects.managed_by(user)
    brand = get_object_or_404(brands.distinct(), pk=pk)
    if not brand.logo:
        raise Http404("这个品牌没有标识。")
    response = FileResponse(brand.logo.open(), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    return response
