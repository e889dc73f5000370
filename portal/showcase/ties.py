"""Ties with their members as the public reads them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, Sum

from activities.documents.record import pictured
from activities.models import Activity, cards
from kit import sharing
from kit.prepared import Parts, Prepared, given
from kit.publication import CHECKED_BY
from portal.showcase import places
from schools.choices import TieKind
from schools.documents import network
from schools.documents import ties as documents
from schools.models import Partner, School, Tie, TieMember
from schools.models.ties import TieQuerySet

_BODY = ("name", "region")
_PARTNER = ("name", "name_hant", "name_en", "area", "place")
_MEMBERS = TieMember.objects.select_related(
    "school__region", "organization__region", "partner"
).only(
    *("tie", "role", *(f"organization__{name}" for name in _BODY)),
    *(f"school__{name}" for name in (*_BODY, "short_name", "status", "scope")),
    *(f"partner__{name}" for name in _PARTNER),
)
MEMBERS = Parts(Tie, "members", _MEMBERS)
STORIES, LISTED, DRAWN = 3, 60, 60
SISTERS = (TieKind.SISTER, TieKind.FRIENDLY, TieKind.XINJIANG, TieKind.ASSIST, TieKind.RURAL)


def public_ties() -> TieQuerySet:
    """Public ties with members and their places, the newest first: two queries."""
    return newest().prefetch_related(Prefetch("members", _MEMBERS))


def listed_ties() -> TieQuerySet:
    """The same, with what `rows` tells of them and nothing else."""
    return public_ties().only("kind")


def newest() -> TieQuerySet:
    return Tie.objects.public().order_by("-final_at", "-pk")


@Prepared
def held() -> TieQuerySet:
    return newest().only("kind").of_school(given("school"))


def of_school(school: School) -> list[Tie]:
    """With what `rows` tells of them."""
    return with_members(held(school=school.pk))


def with_members(found: list[Tie]) -> list[Tie]:
    MEMBERS(found)
    return found


def public_tie() -> TieQuerySet:
    return public_ties().select_related(*CHECKED_BY)


def of_schools(schools: Iterable[School]) -> TieQuerySet:
    mine = TieMember.objects.filter(school__in=list(schools))
    return listed_ties().filter(pk__in=mine.values("tie"))


def bodies(tie: Tie) -> list[places.Body]:
    return [member.body for member in tie.members.all()]


def others(tie: Tie) -> list[places.Body]:
    """Whom the portal's schools are tied to: the partners, or every member after the first."""
    found = bodies(tie)
    partners: list[places.Body] = [body for body in found if isinstance(body, Partner)]
    return partners or found[1:]


def hosts(tie: Tie) -> list[School]:
    return [body for body in bodies(tie) if isinstance(body, School)]


def rows(ties: Iterable[Tie], limit: int) -> list[dict[str, Any]]:
    """{"place", "name", "note", "url"}: one row per partner."""
    found = [
        {
            "place": places.short_place(body),
            "name": getattr(body, "label", body.name),
            "note": " · ".join([*(s.label for s in hosts(tie)[:1]), tie.get_kind_display()]),
            "url": tie.get_absolute_url(),
        }
        for tie in ties
        for body in others(tie)
    ]
    return found[:limit]


def network_page() -> dict[str, Any]:
    """The network, and what was done in it lately."""
    drawn = list(documents.whole(Tie.objects.public()).order_by("pk")[:DRAWN])
    meant = Activity.ties.through.objects.filter(tie__in=drawn).values("activity")
    done = Activity.objects.public().counted().filter(pk__in=meant)
    return {
        "figure": network.figure(drawn),
        "stories": cards.told(done.recent_first().for_cards()[:STORIES]) if drawn else [],
    }


def tie_page(tie: Tie) -> dict[str, Any]:
    """`tie` comes from public_tie()."""
    exchanges = Activity.objects.public().of_tie(tie)
    recent = list(exchanges.recent_first().for_tables()[: LISTED + 1])
    return {
        "tie": tie,
        "source": "、".join(school.name for school in hosts(tie)),
        "trail": tie.check_trail(),
        "card": sharing.card(
            "Article",
            tie.title,
            tie.purpose,
            datePublished=tie.final_at,
            inLanguage="zh-Hans",
            **pictured(next((row.cover for row in recent[:STORIES] if row.cover), None)),
        ),
        "members": members(tie),
        "facts": facts(tie),
        "figures": figures(exchanges, len(recent)),
        "goods": [row.donated_goods for row in recent if row.donated_goods],
        "stories": recent[:STORIES],
        "earlier": [listed(row) for row in recent[STORIES:LISTED]],
        "has_more": len(recent) > LISTED,
        "scene": places.drawing(places.scene((others(tie) or bodies(tie))[0])),
    }


def members(tie: Tie) -> list[dict[str, Any]]:
    return [
        {
            "name": body.name,
            "url": body.get_absolute_url() if isinstance(body, School) and body.is_public else "",
            "hant": body.name_hant if isinstance(body, Partner) else "",
            "en": body.name_en if isinstance(body, Partner) else "",
            "place": places.place(body) or "未注明",
            "role": member.get_role_display(),
        }
        for member in tie.members.all()
        for body in [member.body]
    ]


def facts(tie: Tie) -> list[dict[str, Any]]:
    return [
        {"label": "关系", "value": tie.get_kind_display()},
        {"label": "进展", "value": tie.get_state_display()},
        {"label": "始于", "value": f"{tie.since_year} 年" if tie.since_year else ""},
        {"label": "协议", "value": tie.agreement_title},
        {"label": "签订日期", "value": tie.signed_on},
        {"label": "有效期至", "value": tie.valid_until},
        {"label": "批准或备案文号", "value": tie.approval_number},
    ]


def figures(exchanges: Any, shown: int) -> list[dict[str, Any]]:
    """What the exchanges add up to; donations only where there are any."""
    if not shown:
        return []
    given = exchanges.aggregate(sum=Sum("donated_amount"))["sum"] or Decimal(0)
    found = [
        {"label": "公开的交往活动", "value": exchanges.count(), "unit": "场"},
        {"label": "参加", "value": exchanges.turnout(), "unit": "人次"},
        {
            "label": "捐款",
            "value": f"{given:,.2f}".removesuffix(".00") if given else 0,
            "unit": "元",
        },
    ]
    return [one for one in found if one["value"]]


def money(amount: Decimal) -> str:
    """7,000 or 7,000.50; "" for nothing."""
    return f"{amount:,.2f}".removesuffix(".00") if amount else ""


def listed(activity: Activity) -> dict[str, Any]:
    return {
        "title": activity.title,
        "url": activity.get_absolute_url(),
        "date": activity.happened_on,
    }
