"""The public shelf: every brand a book."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from brands.documents import cover as documents
from brands.listings import ShelfListing
from brands.models import Brand
from brands.models.brand import BrandQuerySet

ORDERS = [("", "最近发布"), ("level", "级别从高到低")]


@login_not_required
def brand_list(request: HttpRequest) -> HttpResponse:
    listing = ShelfListing(request, Brand.objects.shelf().for_books())
    return listing.respond(
        "brands/public/brand_list.html",
        section="brands",
        crumbs=[("品牌", "")],
        chosen=list(listing.chosen()),
        orders=ORDERS,
    )


@login_not_required
def cover(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The composed cover; an address of an older state leads to the present one."""
    brand = get_object_or_404(seen(request), pk=pk)
    if key != brand.cover_key:
        return redirect(brand.cover_url)
    response = HttpResponse(documents.svg(brand), content_type="image/svg+xml; charset=utf-8")
    response["Cache-Control"] = "public, max-age=604800" if brand.is_public else "private"
    return response


@login_not_required
def logo(request: HttpRequest, pk: int) -> FileResponse:
    """The mark of a brand, as its school sent it."""
    brand = get_object_or_404(seen(request), pk=pk)
    if not brand.logo:
        raise Http404("这个品牌没有标识。")
    response = FileResponse(brand.logo.open(), content_type="image/webp")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def seen(request: HttpRequest) -> BrandQuerySet:
    """Public brands; those who work on one see it before that."""
    brands = Brand.objects.public()
    if request.user.is_authenticated:
        brands = brands | Brand.objects.managed_by(request.user)
    return brands.distinct()
