"""A tie as pages read it: its sides, what it still lacks, and who must answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from schools.choices import Area, TieKind, TieState
from schools.models import Partner, PartyOrganization, School, Tie, TieMember, User

PARTY_KINDS = (TieKind.ORGANIZATION_PAIR, TieKind.ALLIANCE)
STYLES: dict[str, str] = {
    TieKind.SISTER: "sis",
    TieKind.FRIENDLY: "sis",
    TieKind.ASSIST: "pair",
    TieKind.XINJIANG: "pair",
    TieKind.RURAL: "pair",
    TieKind.ORGANIZATION_PAIR: "pair",
}
STATES: dict[str, str] = {
    TieState.NEGOTIATING: "wait",
    TieState.ACTIVE: "done",
    TieState.LAPSED: "back",
    TieState.ENDED: "none",
}
Body = School | PartyOrganization | Partner


def whole(rows: QuerySet[Tie]) -> QuerySet[Any]:
    """With members and the places they are in: one more query for any number of ties."""
    members = TieMember.objects.select_related(
        "school__region", "organization__region", "partner", "confirmed_by"
    )
    return rows.prefetch_related(Prefetch("members", members))


def waiting_for(user: User) -> list[TieMember]:
    """Schools of this account that were named in a tie and have not answered."""
    return list(unanswered(user.school_ids).select_related("school"))


def unanswered(schools: Any) -> QuerySet[TieMember]:
    rows = TieMember.objects.filter(school__in=schools, confirmed_at=None)
    return rows.select_related("tie")


def style(tie: Tie) -> str:
    """The line of the schematic figure: sis, pair or ally."""
    return STYLES.get(tie.kind, "ally")


def hosts(tie: Tie) -> list[School]:
    return [m.school for m in tie.members.all() if m.school]


def others(tie: Tie) -> list[Body]:
    """The other side: partners and organisations, or every school after the first."""
    found: list[Body] = [m.body for m in tie.members.all() if not m.school]
    return found or list(hosts(tie)[1:])


def label(body: Body) -> str:
    return body.label if isinstance(body, School) else body.name


def place(body: Body) -> str:
    return (body.area_label if isinstance(body, Partner) else body.region.name) or "未注明"


def state_kind(tie: Tie) -> str:
    """The shape of components/status.html."""
    return STATES[tie.state]


def line(tie: Tie) -> dict[str, Any]:
    """One row of a list of ties."""
    far = others(tie)
    return {
        "tie": tie,
        "style": style(tie),
        "hosts": "、".join(label(school) for school in hosts(tie) if school not in far),
        "others": "、".join(map(label, far)) or tie.title,
        "places": "、".join(dict.fromkeys(map(place, far))),
        "state_kind": state_kind(tie),
        "unconfirmed": [m for m in tie.members.all() if m.school and not m.confirmed_at],
    }


def warnings(tie: Tie) -> Iterator[str]:
    """What the school should look at; none of it stops anything."""
    partners = [m.partner for m in tie.members.all() if m.partner]
    abroad = [p for p in partners if p.area != Area.MAINLAND]
    if abroad and not tie.approval_number:
        names = "、".join(p.name for p in abroad)
        yield f"与{names}结对要有批准或备案文号，还没有填。"
    if abroad and tie.kind in PARTY_KINDS:
        yield f"境外和港澳台学校不用“{tie.get_kind_display()}”这个说法，请改选姊妹学校或友好学校。"
    if tie.state == TieState.ACTIVE and tie.valid_until and tie.valid_until < timezone.localdate():
        yield f"协议已在 {tie.valid_until:%Y-%m-%d} 届满。续签了请改有效期，没有续签请登记到期。"
    if tie.state == TieState.ACTIVE and not tie.signed_on and not tie.since_year:
        yield "始于哪一年、哪天签的协议都没有填，请补一项。"
