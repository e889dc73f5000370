"""Who may write, read and answer what in the activity ledger."""

from __future__ import annotations

from activities.models import Activity, Coverage, Participation
from kit.publication import CheckStatus
from schools.access import manages, works_at
from schools.models import User

# While two more people are reading it, nobody may change what they read.
EDITABLE = (CheckStatus.DRAFT, CheckStatus.WITHDRAWN, CheckStatus.PUBLISHED)
ANSWERS = dict.fromkeys(("confirm", "decline"), "只有被写进名单的学校，它的填报员和书记能答复。")


def can_record(user: User) -> bool:
    return bool(user.school_ids)


def is_author(user: User, row: Activity | Coverage) -> bool:
    return works_at(user, row.school)


def can_edit(user: User, row: Activity | Coverage) -> bool:
    return row.status in EDITABLE and is_author(user, row)


def can_see_record(user: User, activity: Activity) -> bool:
    """The internal part: minutes, attendance, votes, attachments, donations."""
    return works_at(user, activity.school) or manages(user, activity.school)


def can_answer(user: User, participation: Participation) -> bool:
    return participation.school is not None and works_at(user, participation.school)
