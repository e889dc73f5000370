"""Records that may be of the same event: suggestions, never decisions; “不是” is remembered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db.models import Q

from activities.choices import ActivityType, Confirmation
from activities.models import Activity, ActivityPhoto, NotDuplicate, Participation
from kit import photos
from schools.choices import TieState
from schools.models import School, TieMember

DAYS = 3
SIMILAR = 0.6  # of the signs of two titles, in the same order
TELLING = 3  # shorter titles such as 党课 must be the same
AT_MOST = 3
NOT_A_SIGN = re.compile(r"[\W_]+")
# Nobody else's business, and never held together with another school.
INNER = (
    ActivityType.MEMBER_MEETING,
    ActivityType.COMMITTEE_MEETING,
    ActivityType.GROUP_MEETING,
    ActivityType.LIFE_MEETING,
    ActivityType.APPRAISAL,
    ActivityType.TALK,
)


class Hint(NamedTuple):
    """`kind`: twice (the same school's), named (another school's that names this one), tied.

    `row` is the participation that names this school, for the kind named.
    """

    other: Activity
    kind: str
    reasons: list[str]
    row: Participation | None = None


def hints(activity: Activity) -> list[Hint]:
    """At most three, in a constant number of queries; the most alike first."""
    told = _told_apart(activity)
    named = {row.activity_id: row for row in _naming(activity)}
    pictures = _same_pictures(activity)
    near = Activity.objects.near(activity, DAYS).filter(_within_reach(activity, named))
    rows = Activity.objects.filter(Q(pk__in=near.values("pk")) | Q(pk__in=pictures))
    found = []
    for other in rows.exclude(pk__in=told).counted().for_tables():
        if reasons := _reasons(activity, other, other.pk in pictures):
            kind = "twice" if other.school_id == activity.school_id else "tied"
            row = named.get(other.pk)
            found.append(Hint(other, "named" if row else kind, reasons, row))
    return sorted(found, key=lambda hint: -len(hint.reasons))[:AT_MOST]


def shared_record(activity: Activity) -> Participation | None:
    """The line of a joint activity under which this record counts, or is asked to count."""
    rows = activity.shared.exclude(state=Confirmation.DECLINED)
    return rows.select_related("activity__school").first()


def similar(one: str, other: str) -> bool:
    """Whether two titles say nearly the same, or one holds the other."""
    left, right = (NOT_A_SIGN.sub("", text) for text in (one, other))
    if min(len(left), len(right)) < TELLING:
        return bool(left) and left == right
    if left in right or right in left:
        return True
    return SequenceMatcher(None, left, right, autojunk=False).ratio() >= SIMILAR


def _reasons(activity: Activity, other: Activity, has_picture: bool) -> list[str]:
    found = ["有同一张照片"] if has_picture else []
    if similar(activity.title, other.title):
        found.append("名称相近")
    if found:
        days = abs((activity.happened_on - other.happened_on).days)
        found += ["同一天" if not days else f"相隔 {days} 天"] if days <= DAYS else []
    return found


def _within_reach(activity: Activity, named: Iterable[int]) -> Q:
    """Own records, those that name this school, and those of schools tied with it."""
    school = Q(school=activity.school_id)
    inner = Q(pk__in=Activity.objects.filter(typings__type__in=INNER).values("pk"))
    if set(activity.types) & set(INNER):
        return school
    tied = Q(school__in=_tied_schools(activity.school)) & ~inner
    asked = Q(pk__in=activity.participations.exclude(own=None).values("own"))
    return school | Q(pk__in=named) | tied & ~asked


def _tied_schools(school: School) -> Any:
    """Both sides stand by the tie."""
    sides = TieMember.objects.exclude(confirmed_at=None).filter(tie__state=TieState.ACTIVE)
    mine = sides.filter(school=school).values("tie")
    return sides.filter(tie__in=mine).exclude(school=school).exclude(school=None).values("school")


def _naming(activity: Activity) -> Any:
    """Joint activities that name this school, and under which nothing of it counts yet."""
    rows = Participation.objects.filter(school=activity.school_id, own=None)
    near = Activity.objects.near(activity, DAYS).values("pk")
    return rows.filter(activity__in=near).exclude(state=Confirmation.DECLINED)


def _told_apart(activity: Activity) -> set[int]:
    rows = NotDuplicate.objects.filter(Q(first=activity.pk) | Q(second=activity.pk))
    pairs = rows.values_list("first", "second")
    return {number for pair in pairs for number in pair} | {activity.pk}


def _same_pictures(activity: Activity) -> set[int]:
    """Other activities of the school that show a picture of this one, however long ago."""
    own = [photo for photo in activity.photos.all() if not photo.is_placeholder]
    if not own:
        return set()
    digests, looks = {photo.digest for photo in own}, [photo.look for photo in own if photo.look]
    rows = ActivityPhoto.objects.filter(activity__school=activity.school_id, is_placeholder=False)
    others = rows.exclude(activity=activity.pk).values_list("activity", "digest", "look")
    return {
        number
        for number, digest, look in others
        if digest in digests or any(photos.alike(look, mine) for mine in looks)
    }
