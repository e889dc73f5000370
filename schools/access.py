"""What an account is at a school or in a region, and who makes the three checks of a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from kit.publication import EDITABLE, CheckStatus
from schools.choices import CONFIRMED_ROLES, REGION_ROLES, SCHOOL_ROLES, Role
from schools.models import (
    Authenticator,
    Partner,
    PartyOrganization,
    Post,
    Region,
    School,
    Tie,
    TieMember,
    User,
)

# Said to whoever tries a publication move that is somebody else's.
CHECKERS = {
    "first_check": "只有本校填报员或书记能做初审。",
    "second_check": "只有本校书记能做复审，而且不能是做初审的人。",
    "final_check": "只有区级工作人员或领导能做终审，而且不能是做过初审、复审的人。",
    "send_back": "只有下一步的审核人能退回修改。",
    "withdraw": "只有区级工作人员或领导能撤稿。",
    "reopen": "只有本校填报员或书记能转回草稿修改。",
}

TIE_STATES = {
    "activate": "只有结对学校的填报员或书记能登记生效。",
    "lapse": "只有结对学校的填报员或书记能登记到期。",
    "end": "只有结对学校的填报员或书记能登记终止。",
}


def works_at(user: User, school: School) -> bool:
    """Clerk or secretary of the school."""
    return _holds(user, school, *SCHOOL_ROLES)


def reads_ledgers(user: User) -> bool:
    """Schools keep ledgers and regions read them; nobody else has a list of them."""
    return user.has_role(*SCHOOL_ROLES, *REGION_ROLES)


def is_clerk_of(user: User, school: School) -> bool:
    return _holds(user, school, Role.CLERK)


def is_secretary_of(user: User, school: School) -> bool:
    return _holds(user, school, Role.SECRETARY)


def is_staff_for(user: User, place: School | Region) -> bool:
    return _covers(user, place, Role.STAFF)


def is_leader_for(user: User, place: School | Region) -> bool:
    return _covers(user, place, Role.LEADER)


def leads_as_deputy(user: User, place: School | Region) -> bool:
    """The leader's rights are lent: no leader's post of one's own covers the place."""
    code = place.region.code if isinstance(place, School) else place.code
    posts = [p for p in user.current_posts if p.region and p.role == Role.LEADER]
    held = [p for p in posts if p.region and code.startswith(p.region.code)]
    return bool(held) and all(p.acting_for_id for p in held)


def manages(user: User, place: School | Region) -> bool:
    """Staff or leader of the region, or of one that holds it."""
    return _covers(user, place, *REGION_ROLES)


def is_administrator(user: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR)


def is_security(user: User) -> bool:
    return user.has_role(Role.SECURITY)


def is_auditor(user: User) -> bool:
    return user.has_role(Role.AUDITOR)


def without_authenticator() -> QuerySet[User]:
    """Holders of the posts that sign in with a code, who cannot yet."""
    phones = Authenticator.objects.values("user")
    holders = Post.objects.current().filter(role__in=CONFIRMED_ROLES).holders()
    return holders.exclude(pk__in=phones).order_by("name")


def can_check_first(user: User, row: Any) -> bool:
    """`row` is a Publishable of one school; the same for the other two checks."""
    return works_at(user, row.school)


def can_check_second(user: User, row: Any) -> bool:
    return is_secretary_of(user, row.school)


def can_check_final(user: User, row: Any) -> bool:
    return manages(user, row.school)


def sees_schools(user: User) -> bool:
    return bool(user.school_ids or user.region_codes)


def can_edit_profile(user: User, school: School) -> bool:
    return school.status in EDITABLE and works_at(user, school)


def registers(user: User) -> bool:
    return user.has_role(Role.STAFF)


def can_register(user: User, place: School | Region) -> bool:
    """Name, stage and merger of a school are facts of the district's register."""
    return is_staff_for(user, place)


def can_edit_organization(user: User, organization: PartyOrganization) -> bool:
    """Its own schools fill it in; the district, which approves terms, may mend it."""
    hosts = organization.host_schools.all()
    return any(works_at(user, host) for host in hosts) or is_staff_for(user, organization.region)


def confirmed_schools(tie: Tie) -> list[School]:
    """Schools of the portal that stand by this tie; one that was only named does not yet."""
    return [m.school for m in tie.members.all() if m.school and m.confirmed_at]


def is_tie_author(user: User, tie: Tie) -> bool:
    return any(works_at(user, school) for school in confirmed_schools(tie))


def is_tie_secretary(user: User, tie: Tie) -> bool:
    return any(is_secretary_of(user, school) for school in confirmed_schools(tie))


def manages_tie(user: User, tie: Tie) -> bool:
    return any(manages(user, school) for school in confirmed_schools(tie))


def can_edit_tie(user: User, tie: Tie) -> bool:
    return tie.status in EDITABLE and is_tie_author(user, tie)


def can_edit_partner(user: User, partner: Partner) -> bool:
    """The district's staff; a school as long as only its own ties name it and none is public."""
    if user.has_role(Role.STAFF):
        return True
    ties = Tie.objects.filter(members__partner=partner)
    if ties.exclude(status=CheckStatus.DRAFT).exists():
        return False
    others = TieMember.objects.filter(tie__in=ties, school__isnull=False)
    return bool(user.school_ids) and not others.exclude(school__in=user.school_ids).exists()


def can_confirm(user: User, member: TieMember) -> bool:
    school = member.school
    return school is not None and not member.confirmed_at and works_at(user, school)


def people_of(schools: Iterable[School], *roles: str) -> QuerySet[User]:
    """Accounts that speak for them today, deputies too; all roles of schools when none is named."""
    posts = Post.objects.current().filter(school__in=list(schools))
    return posts.filter(role__in=roles or SCHOOL_ROLES).holders()


def office_of(schools: Iterable[School], *roles: str) -> QuerySet[User]:
    """Accounts of their very regions, not of those above, which would drown in such news."""
    posts = Post.objects.current().filter(region__in={school.region_id for school in schools})
    return posts.filter(role__in=roles or REGION_ROLES).holders()


def _holds(user: User, school: School, *roles: str) -> bool:
    return any(p.school_id == school.pk and p.role in roles for p in user.current_posts)


def _covers(user: User, place: School | Region, *roles: str) -> bool:
    code = place.region.code if isinstance(place, School) else place.code
    return any(code.startswith(held) for held in user.codes_as(*roles))
