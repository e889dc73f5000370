"""Two records of one event: told apart for good, joined across schools, or one of them removed."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError

from activities.access import UNREAD
from activities.actions.records import ask_schools
from activities.choices import Confirmation
from activities.models import Activity, NotDuplicate, Participation
from kit import audit
from kit.workflow import Refused
from schools.actions import recycling
from schools.models import User

audit.register(
    {
        "activity.not_same": "{actor}说活动“{target}”和“{other}”不是同一次",
        "activity.ask_joint": "{actor}请{school}确认活动“{target}”是两校联合的一次",
        "activity.fold": "{actor}把活动“{target}”并入联合活动“{other}”，不再单独计数",
        "activity.unfold": "{actor}把活动“{target}”从联合活动“{other}”里分开，重新单独计数",
        "activity.remove": "{actor}删去了草稿活动“{target}”",
    }
)


@transaction.atomic
def tell_apart(*, activity: Activity, other: Activity, by: User) -> None:
    """“不是”, said once for both; nobody is asked about this pair again."""
    first, second = sorted((activity.pk, other.pk))
    _, is_new = NotDuplicate.objects.get_or_create(
        first_id=first, second_id=second, defaults={"said_by": by}
    )
    if is_new:
        audit.record(by, "activity.not_same", activity, other=other.title)


@transaction.atomic
def ask_joint(*, activity: Activity, other: Activity, by: User) -> None:
    """Name the school of `other` in `activity`; once it confirms, `other` counts under it."""
    Activity.objects.select_for_update().get(pk=activity.pk)
    row, _ = Participation.objects.get_or_create(activity=activity, school=other.school)
    if row.own_id == other.pk:
        return
    if row.state == Confirmation.CONFIRMED:
        raise Refused(f"{other.school}已经确认参加。是不是同一条记录，由对方在自己的台账里点。")
    row.own = other
    row.save(update_fields=["own"])
    ask_schools(activity, by)
    audit.record(by, "activity.ask_joint", activity, school=str(other.school))


@transaction.atomic
def fold(*, own: Activity, row: Participation, by: User) -> None:
    """Let a school's own record count under the joint one that `row` names it in."""
    if row.own_id != own.pk:
        row.own = own
        row.save(update_fields=["own"])
        audit.record(by, "activity.fold", own, other=row.activity.title)


@transaction.atomic
def unfold(*, own: Activity, by: User) -> None:
    for row in own.shared.select_related("activity"):
        row.own = None
        row.save(update_fields=["own"])
        audit.record(by, "activity.unfold", own, other=row.activity.title)


@transaction.atomic
def remove(*, activity: Activity, by: User) -> None:
    """A draft nobody has checked or cited; its pictures and files go into the bin with it."""
    now = Activity.objects.select_for_update().get(pk=activity.pk)
    if now.status not in UNREAD:
        raise Refused("审核中的和已发布的活动不能删去，先退回修改或撤稿。")
    audit.record(by, "activity.remove", now)
    try:
        recycling.discard(now, by=by, place=now.school)
    except ProtectedError as error:
        raise Refused("这条活动已经用作申报佐证，不能删去。") from error


recycling.keeps(Activity, recycling.freely)
