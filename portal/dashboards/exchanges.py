"""What the activities under a tie add up to, kind by kind; each figure opens its list."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse

from activities.choices import ActivityType
from activities.models import Activity
from portal.showcase.ties import money
from schools.models import Tie, User

VISITS = (ActivityType.EXCHANGE, ActivityType.VISIT)
LESSONS = (ActivityType.TEACHING_SUPPORT, ActivityType.RESEARCH, ActivityType.LECTURE)
LISTED = 50


def page(user: User, tie: Tie) -> dict[str, Any]:
    """Of what this account may read; a joint record counts once."""
    rows = Activity.objects.seen_by(user).of_tie(tie).counted()
    ledger = reverse("office:activities:list", query={"tie": tie.pk})
    kinds = {row["type"]: row for row in rows.count_by_type()}
    given = rows.aggregate(
        amount=Sum("donated_amount"),
        goods=Count("pk", filter=~Q(donated_goods="")),
        count=Count("pk"),
    )
    figures = [
        {"label": "往来活动", "value": given["count"], "unit": "场", "url": ledger},
        _sum("互访和书信", VISITS, kinds),
        _sum("送教、联合教研和讲课", LESSONS, kinds),
        {"label": "捐款", "value": money(given["amount"] or Decimal(0)), "unit": "元"},
        {"label": "捐物", "value": given["goods"], "unit": "次"},
    ]
    return {
        "figures": [one for one in figures if one["value"]],
        "turnout": rows.turnout(),
        "kinds": [{**row, "url": f"{ledger}&type={row['type']}"} for row in kinds.values()],
        "gifts": rows.exclude(donated_amount=None, donated_goods="").recent_first()[:LISTED],
        "ledger": ledger,
    }


def _sum(label: str, types: tuple[str, ...], kinds: dict[str, Any]) -> dict[str, Any]:
    count = sum(kinds[kind]["count"] for kind in types if kind in kinds)
    return {"label": label, "value": count, "unit": "场次"}
