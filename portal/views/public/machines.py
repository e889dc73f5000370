"""For machines and phones: short addresses, QR codes, cards, feeds, site maps, view counts."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import views as sitemaps
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from brands.models import Brand
from portal.feeds import ColumnFeed
from portal.models import PageViews
from portal.reading import is_traditional
from portal.showcase import card
from portal.showcase.pages import PAGES, is_public
from portal.sitemaps import SITEMAPS


@login_not_required
def short(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """The address for paper and phones, kept for ever; what is not public says so itself."""
    return redirect(PAGES[kind].url_name, pk, permanent=True)


@login_not_required
@cache_control(public=True, max_age=3600)
def qr(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """The short address of a public page as a picture for phones."""
    if not is_public(kind, int(pk)):
        raise Http404
    drawn = io.BytesIO()
    address = request.build_absolute_uri(reverse("short", args=[kind, pk]))
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", scale=4, border=2)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@login_not_required
@csrf_exempt
@require_POST
def views(request: HttpRequest, kind: str, pk: str) -> HttpResponse:
    """Count one reader and say how many there were; the page asks for it once it is shown.

    So that the page itself writes nothing and may be kept by caches. Nothing about the reader
    is stored.
    """
    if not is_public(kind, int(pk)):
        raise Http404
    count = PageViews.add(kind, int(pk))
    return HttpResponse(format_html('<span>浏览次数：<span class="num">{}</span></span>', count))


@login_not_required
def brand_card(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The picture shown where a brand's address is shared."""
    brand = get_object_or_404(Brand.objects.public().select_related("school"), pk=pk)
    if key != brand.cover_key:
        return redirect("brand_card", pk, brand.cover_key)
    response = HttpResponse(
        card.png(brand, is_traditional=is_traditional()), content_type="image/png"
    )
    response["Cache-Control"] = "public, max-age=604800"
    return response


@login_not_required
def feed(request: HttpRequest, column: str, format: str) -> Any:  # noqa: A002 - as in the address
    return ColumnFeed()(request, column=column, format=format)


@login_not_required
def sitemap_index(request: HttpRequest) -> HttpResponseBase:
    return sitemaps.index(request, SITEMAPS, sitemap_url_name="sitemap")


@login_not_required
def sitemap(request: HttpRequest, section: str) -> HttpResponseBase:
    return sitemaps.sitemap(request, SITEMAPS, section)


@login_not_required
@cache_control(public=True, max_age=86400)
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read; the office, the login and endless searches need not be."""
    closed = [reverse(name) for name in ("office:home", "login", "suggest", "reading")]
    closed += [f"{reverse('search')}?", reverse("mistake_new")]
    place = request.build_absolute_uri(reverse("sitemap_index"))
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {place}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
