"""The search page: everything by kind, or all of one kind; names while somebody types."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from kit import published
from portal import search as index
from portal.models import Kind
from portal.terms import words

SUGGESTIONS = ("升旗", "姊妹校", "思政", "志愿服务", "书记项目")


@login_not_required
def search(request: HttpRequest) -> HttpResponse:
    query = asked_for(request)
    asked, number = request.GET.get("kind", ""), request.GET.get("page", "")
    kind = asked if asked in Kind.values else ""
    groups = index.find(query, kind, _page(number))
    chosen = [group for group in groups if group.key == kind]
    if kind and not chosen:  # nothing of that kind: everything there is
        groups = index.find(query)
    pages = Paginator(range(chosen[0].count), index.PAGE) if chosen else None
    context = {
        "section": "",
        "query": query,
        "words": words(query),
        "groups": chosen or groups,
        "total": sum(group.count for group in groups),
        "is_capped": any(group.is_capped for group in groups),
        "page": pages.get_page(_page(number)) if pages else None,
        "tabs": tabs(query, groups, kind if chosen else ""),
        "closest": [] if groups else index.closest(query),
        "suggestions": published.kept(request, "suggestions", suggestions),
    }
    return render(request, "portal/public/search.html", context)


@login_not_required
@cache_control(max_age=60)
def suggest(request: HttpRequest) -> HttpResponse:
    """Options of the search box; nothing for nothing."""
    query = asked_for(request)
    found = {"hits": index.suggest(query), "words": words(query)}
    return render(request, "portal/public/parts/suggestions.html", found)


def suggestions() -> list[str]:
    """Those that find something on this site."""
    return [word for word in SUGGESTIONS if index.finds(word)]


def asked_for(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").replace("\0", "").split())[: index.LENGTH]


def _page(number: str) -> int:
    """No further than the count goes; anything else is the first page."""
    last = -(-index.CAP // index.PAGE)
    return min(max(int(number), 1), last) if number.isdecimal() and len(number) < 4 else 1


def tabs(query: str, groups: list[index.Group], kind: str) -> list[dict[str, object]]:
    whole = reverse("search", query={"q": query})
    return [
        {"label": "全部", "url": whole, "current": not kind},
        *(
            {
                "label": group.label,
                "url": reverse("search", query={"q": query, "kind": group.key}),
                "count": group.count_text,
                "current": group.key == kind,
            }
            for group in groups
        ),
    ]
