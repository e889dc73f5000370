"""The honours wall: by level, never a ranking of schools."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from honors.listings import HonorWall, for_ledger
from honors.models import Honor


@login_not_required
def honor_list(request: HttpRequest) -> HttpResponse:
    as_table = request.GET.get("view") == "table"
    rows = Honor.objects.on_the_wall().ranked()
    whole = as_table or "export" in request.GET
    wall = HonorWall(request, for_ledger(rows) if whole else rows.for_plaques())
    counts = wall.level_counts()
    numbers = [row["count"] for row in counts]
    return wall.respond(
        "honors/public/honor_list.html",
        section="honors",
        counts=counts,
        total=None if None in numbers else sum(numbers),
        chosen_level=request.GET.get("level", ""),
        as_table=as_table,
    )
