"""Who may write, verify and revoke honours."""

from __future__ import annotations

from honors.choices import Verification
from honors.models import Honor
from kit.publication import EDITABLE
from schools.access import is_staff_for, manages, works_at
from schools.models import User

VERIFIERS = {
    "file": "只有本校填报员或书记能送核荣誉。",
    "verify": "只有区级工作人员能核验荣誉。",
    "refuse": "只有区级工作人员能核验荣誉。",
    "refile": "只有本校填报员或书记能收回荣誉来改。",
}


def can_record(user: User) -> bool:
    return bool(user.school_ids)


def is_author(user: User, honor: Honor) -> bool:
    return works_at(user, honor.school)


def can_edit(user: User, honor: Honor) -> bool:
    settled = honor.status in EDITABLE and honor.verification != Verification.WAITING
    return settled and is_author(user, honor)


def can_verify(user: User, honor: Honor) -> bool:
    return is_staff_for(user, honor.school)


def can_revoke(user: User, honor: Honor) -> bool:
    """The district strikes out what its issuer has taken back."""
    return honor.revoked_on is None and manages(user, honor.school)
