"""What an account is at a school or in a region, and who makes the three checks of a record."""

from __future__ import annotations

from typing import Any

from schools.choices import REGION_ROLES, SCHOOL_ROLES, Role
from schools.models import Region, School, User

# Said to whoever tries a publication move that is somebody else's.
CHECKERS = {
    "first_check": "只有本校填报员或书记能做初审。",
    "second_check": "只有本校书记能做复审，而且不能是做初审的人。",
    "final_check": "只有区级工作人员或领导能做终审，而且不能是做过初审、复审的人。",
    "send_back": "只有下一步的审核人能退回修改。",
    "withdraw": "只有区级工作人员或领导能撤稿。",
    "reopen": "只有本校填报员或书记能转回草稿修改。",
}


def works_at(user: User, school: School) -> bool:
    """Clerk or secretary of the school."""
    return _holds(user, school, *SCHOOL_ROLES)


def is_clerk_of(user: User, school: School) -> bool:
    return _holds(user, school, Role.CLERK)


def is_secretary_of(user: User, school: School) -> bool:
    return _holds(user, school, Role.SECRETARY)


def is_staff_for(user: User, place: School | Region) -> bool:
    return _covers(user, place, Role.STAFF)


def is_leader_for(user: User, place: School | Region) -> bool:
    return _covers(user, place, Role.LEADER)


def manages(user: User, place: School | Region) -> bool:
    """Staff or leader of the region, or of one that holds it."""
    return _covers(user, place, *REGION_ROLES)


def is_administrator(user: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR)


def is_auditor(user: User) -> bool:
    return user.has_role(Role.AUDITOR)


def can_check_first(user: User, row: Any) -> bool:
    """`row` is a Publishable of one school; the same for the other two checks."""
    return works_at(user, row.school)


def can_check_second(user: User, row: Any) -> bool:
    return is_secretary_of(user, row.school)


def can_check_final(user: User, row: Any) -> bool:
    return manages(user, row.school)


def _holds(user: User, school: School, *roles: str) -> bool:
    return any(p.school_id == school.pk and p.role in roles for p in user.current_posts)


def _covers(user: User, place: School | Region, *roles: str) -> bool:
    code = place.region.code if isinstance(place, School) else place.code
    return any(code.startswith(held) for held in user.codes_as(*roles))
