"""Who may write, read and answer what in the activity ledger."""

from __future__ import annotations

from activities.models import Activity, Coverage, Participation
from kit.publication import EDITABLE, CheckStatus
from schools.access import manages, works_at
from schools.choices import Role
from schools.models import School, User

# Neither being checked nor public: it may be joined to another record, or go.
UNREAD = (CheckStatus.DRAFT, CheckStatus.WITHDRAWN)
ANSWERS = dict.fromkeys(("confirm", "decline"), "只有被写进名单的学校，它的填报员和书记能答复。")


def can_record(user: User) -> bool:
    return bool(user.school_ids)


def own_schools(user: User) -> list[School]:
    """Where this account keeps the ledger, in the order of its schools."""
    return list(School.objects.own(user).select_related("region"))


def own_school(user: User, number: str) -> School | None:
    """The one an address names, else the first; None for whoever works at none."""
    schools = own_schools(user)
    return next((s for s in schools if str(s.pk) == number), next(iter(schools), None))


def can_check_links(user: User) -> bool:
    return can_record(user) or user.has_role(Role.STAFF)


def is_author(user: User, row: Activity | Coverage) -> bool:
    return works_at(user, row.school)


def can_edit(user: User, row: Activity | Coverage) -> bool:
    return row.status in EDITABLE and is_author(user, row)


def can_rearrange(user: User, activity: Activity) -> bool:
    return activity.status in UNREAD and is_author(user, activity)


def can_see_record(user: User, activity: Activity) -> bool:
    """The internal part: minutes, attendance, votes, attachments, donations."""
    return works_at(user, activity.school) or manages(user, activity.school)


def can_withdraw(user: User, activity: Activity) -> bool:
    """A guardian may turn to the school or to the committee."""
    return can_see_record(user, activity)


def can_answer(user: User, participation: Participation) -> bool:
    return participation.school is not None and works_at(user, participation.school)
