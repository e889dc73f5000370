"""Ties: entering them, naming and dropping their sides, and standing by them."""

from __future__ import annotations

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from kit import audit, notifications
from kit.published import changed
from kit.workflow import Refused
from schools.access import confirmed_schools, people_of
from schools.actions import recycling, storage
from schools.choices import SCHOOL_ROLES, TieRole
from schools.models import Partner, School, Tie, TieMember, User

audit.register(
    {
        "tie.create": "{actor}登记了结对“{target}”",
        "tie.update": "{actor}修改了结对“{target}”",
        "tie.add_member": "{actor}给结对“{target}”加入单位“{name}”",
        "tie.remove_member": "{actor}从结对“{target}”移出单位“{name}”",
        "tie.confirm": "{actor}代表“{name}”确认了结对“{target}”",
        "tie.decline": "{actor}代表“{name}”否认了结对“{target}”",
        "partner.create": "{actor}登记了伙伴单位“{target}”",
    }
)
notifications.register("tie.invited", "别的学校邀请我校结对", roles=SCHOOL_ROLES)
notifications.register("tie.answered", "对方答复结对邀请", roles=SCHOOL_ROLES)
# What forms may change; writing the rest could undo a move made meanwhile.
WRITTEN = [
    *(f.name for f in Tie._meta.concrete_fields if f.editable and not f.primary_key),
    "updated_at",
]
WRITTEN.remove("state")


@transaction.atomic
def create_tie(
    *,
    tie: Tie,
    school: School,
    role: str,
    other: TieMember,
    agreement: File[bytes] | None,
    by: User,
) -> Tie:
    """Whoever enters a tie stands by it; the other side is named in the same act."""
    if agreement:
        tie.agreement_size = agreement.size
        tie.agreement_file.save(str(agreement.name), agreement, save=False)
    tie.save()
    tie.members.create(
        school=school, role=role or TieRole.EQUAL, confirmed_by=by, confirmed_at=timezone.now()
    )
    audit.record(by, "tie.create", tie)
    add_member(tie=tie, member=other, by=by)
    return tie


@transaction.atomic
def update_tie(*, tie: Tie, agreement: File[bytes] | None, by: User) -> None:
    if agreement:
        storage, old = tie.agreement_file.storage, tie.agreement_file.name
        tie.agreement_size = agreement.size
        tie.agreement_file.save(str(agreement.name), agreement, save=False)
        if old:
            transaction.on_commit(lambda: storage.delete(old))
    tie.save(update_fields=WRITTEN)
    audit.record(by, "tie.update", tie)


@transaction.atomic
def add_member(*, tie: Tie, member: TieMember, by: User) -> None:
    """`member` may carry a partner nobody has named before."""
    if member.partner and member.partner.pk is None:
        member.partner = _entered(member.partner, by)
    member.tie = tie
    if _is_named(tie, member):
        raise Refused(f"“{member}”已经在名单里。")
    if member.school and member.school.pk in by.school_ids:
        member.confirmed_by, member.confirmed_at = by, timezone.now()
    member.save()
    _invite(member, by)
    audit.record(by, "tie.add_member", tie, name=str(member))
    changed(tie)


@transaction.atomic
def remove_member(*, member: TieMember, by: User) -> None:
    tie, name = member.tie, str(member)
    rest = tie.members.exclude(pk=member.pk)
    if member.school and not rest.filter(school__isnull=False, confirmed_at__isnull=False):
        raise Refused(f"“{name}”是登记这项结对的学校，不能移出。")
    if rest.count() < 2:
        raise Refused("结对至少要有两个单位，先加入新的，再移出这一个。")
    recycling.discard(member, by=by, place=_keeper(tie), name=f"{tie}：{name}")
    audit.record(by, "tie.remove_member", tie, name=name)
    changed(tie)


@transaction.atomic
def confirm(*, member: TieMember, by: User) -> None:
    member.confirmed_by, member.confirmed_at = by, timezone.now()
    member.save(update_fields=["confirmed_by", "confirmed_at"])
    _answer(member.tie, f"“{member}”确认了结对“{member.tie}”。", by)
    audit.record(by, "tie.confirm", member.tie, name=str(member))


@transaction.atomic
def decline(*, member: TieMember, by: User) -> None:
    """The school was named by mistake: it leaves the list, the tie stays with the others."""
    tie, name = member.tie, str(member)
    recycling.discard(member, by=by, place=member.school, name=f"{tie}：{name}")
    _answer(tie, f"“{name}”答复没有结对“{tie}”，已从名单移出。", by)
    audit.record(by, "tie.decline", tie, name=name)
    changed(tie)


def _keeper(tie: Tie) -> School | None:
    """Whose bin it is: the school that stands by the tie longest."""
    return next(iter(confirmed_schools(tie)), None)


def _open_above(member: TieMember) -> None:
    recycling.at_rest(member.tie)


recycling.keeps(TieMember, _open_above)


def _invite(member: TieMember, by: User) -> None:
    """A school of the portal is asked; other bodies cannot answer here."""
    if member.school and not member.confirmed_at:
        text = f"{by.place}登记了和你校的结对“{member.tie}”，请确认。"
        url = reverse("office:tie", args=[member.tie_id])
        people = people_of([member.school])
        notifications.tell("tie.invited", to=people, text=text, url=url, by=by)


def _answer(tie: Tie, text: str, by: User) -> None:
    people = people_of(confirmed_schools(tie))
    url = reverse("office:tie", args=[tie.pk])
    notifications.tell("tie.answered", to=people, text=text, url=url, by=by)


def _entered(partner: Partner, by: User) -> Partner:
    partner.save()
    audit.record(by, "partner.create", partner)
    return partner


def _is_named(tie: Tie, member: TieMember) -> bool:
    return tie.members.filter(
        school=member.school, organization=member.organization, partner=member.partner
    ).exists()


storage.counts(Tie, "members__school", "agreement_size", members__confirmed_at__isnull=False)
