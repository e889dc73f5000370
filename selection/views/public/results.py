"""Published results: the list of announcements, and one page per batch."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from brands.models import Brand
from kit import sharing
from selection.actions.notices import index_number
from selection.actions.publish import announced, public_batches, result_rows
from selection.listings.decide import ResultListing


@login_not_required
def result_list(request: HttpRequest) -> HttpResponse:
    return ResultListing(request, public_batches()).respond(
        "selection/public/result_list.html", section="notices"
    )


@login_not_required
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """`pk` is the batch's; a brand is linked as long as it is public."""
    announcement = get_object_or_404(public_batches(), batch__pk=pk)
    decisions = announced(announcement.batch)
    public = set(
        Brand.objects.public().in_bulk([row.application.brand_id for row in decisions]).keys()
    )
    context = {
        "section": "notices",
        "announcement": announcement,
        "card": sharing.card(
            "Article",
            announcement.title,
            announcement.document_number,
            datePublished=announcement.issued_on,
            inLanguage="zh-Hans",
        ),
        "rows": result_rows(decisions, public),
        "index": index_number("JG", announcement.batch, announcement.pk, announcement.issued_on),
    }
    return render(request, "selection/public/result.html", context)
