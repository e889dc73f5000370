"""Saving an activity together with its types, campaigns, ties and partners."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from activities.choices import NEVER_PUBLIC, Confirmation
from activities.models import (
    Activity,
    ActivityAttachment,
    ActivityTyping,
    Campaign,
    Coverage,
    Outlet,
    Participation,
)
from kit import audit, files, notifications
from kit.publication import EDITABLE, CheckStatus, Scope
from kit.workflow import Refused
from schools.access import people_of
from schools.actions import recycling, storage
from schools.choices import SCHOOL_ROLES
from schools.models import Partner, School, Tie, User

audit.register(
    {
        "activity.create": "{actor}记了活动“{target}”",
        "activity.update": "{actor}修改了活动“{target}”",
        "activity.attach": "{actor}给活动“{target}”传了附件“{name}”",
        "activity.detach": "{actor}删去了活动“{target}”的附件“{name}”",
        "coverage.create": "{actor}登记了报道“{target}”",
        "coverage.update": "{actor}修改了报道“{target}”",
    }
)
notifications.register("activity.joint", "联合活动等我校确认", roles=SCHOOL_ROLES)
ATTACHMENTS_AT_MOST = 20


@dataclass(frozen=True)
class Parts:
    """What belongs to an activity and stands in other tables."""

    types: Collection[str]
    campaigns: Collection[str] = ()
    ties: Collection[Tie] = ()
    schools: Collection[School] = ()
    partners: Collection[Partner] = ()
    detached: Collection[ActivityAttachment] = field(default_factory=tuple)


@transaction.atomic
def save_activity(*, activity: Activity, parts: Parts, by: User) -> Activity:
    """Save what a form has put into `activity`; Refused while it is being checked, and for what
    may never be public when somebody but its own school and region could read it."""
    if set(parts.types) & set(NEVER_PUBLIC) and activity.scope != Scope.PRIVATE:
        raise Refused("组织生活会和民主评议的记录不能公开，请选“只作台账”。")
    is_new = activity.pk is None
    if is_new:
        activity.created_by = by
        activity.save()
    else:
        _still_open(activity)
        activity.save(update_fields=_written(Activity))
    _set_types(activity, parts.types)
    names = dict.fromkeys(name.strip() for name in parts.campaigns if name.strip())
    activity.campaigns.set(Campaign.objects.get_or_create(name=name)[0] for name in names)
    activity.ties.set(parts.ties)
    _set_partners(activity, parts.schools, parts.partners)
    ask_schools(activity, by)
    for attachment in parts.detached:
        _detach(activity, attachment, by)
    audit.record(by, f"activity.{'create' if is_new else 'update'}", activity)
    return activity


@transaction.atomic
def save_coverage(*, coverage: Coverage, outlet: tuple[str, str, str], by: User) -> Coverage:
    """`outlet` is (name, level, kind); an outlet nobody has named before is entered with them."""
    name, level, kind = outlet
    coverage.outlet, _ = Outlet.objects.get_or_create(
        name=name, defaults={"level": level, "kind": kind}
    )
    is_new = coverage.pk is None
    if is_new:
        coverage.save()
    else:
        _still_open(coverage)
        other = Coverage.objects.filter(pk=coverage.pk).exclude(link=coverage.link)
        other.update(link_works=None, link_problem="", link_checked_at=None)
        coverage.save(update_fields=_written(Coverage))
    audit.record(by, f"coverage.{'create' if is_new else 'update'}", coverage)
    return coverage


@transaction.atomic
def attach(
    *, activity: Activity, uploads: Collection[UploadedFile], kind: str, by: User
) -> list[str]:
    """Keep the files of the internal record; returns a sentence for each that was refused."""
    problems = []
    room = ATTACHMENTS_AT_MOST - activity.attachments.count()
    for number, upload in enumerate(uploads):
        if number >= room:
            problems.append(f"“{upload.name}”没有收下：一个活动最多 {ATTACHMENTS_AT_MOST} 份附件。")
            continue
        try:
            checked = files.check(upload)
            storage.require(activity.school, checked.size, checked.shown_name)
        except ValidationError as error:
            problems.extend(error.messages)
            continue
        attachment = ActivityAttachment(
            activity=activity,
            kind=kind,
            name=checked.shown_name[-120:],
            digest=checked.digest,
            size=checked.size,
            added_by=by,
        )
        attachment.file.save(checked.stored_name, upload, save=False)
        attachment.save()
        audit.record(by, "activity.attach", activity, name=checked.shown_name)
    return problems


def _detach(activity: Activity, attachment: ActivityAttachment, by: User) -> None:
    audit.record(by, "activity.detach", activity, name=attachment.name)
    recycling.discard(attachment, by=by, place=activity.school)


def _has_room(attachment: ActivityAttachment) -> None:
    recycling.at_rest(attachment.activity)
    if attachment.activity.attachments.count() >= ATTACHMENTS_AT_MOST:
        raise Refused(f"这个活动已经有 {ATTACHMENTS_AT_MOST} 份附件，先删去一份，再恢复这一份。")


recycling.keeps(ActivityAttachment, _has_room)
storage.counts(ActivityAttachment, "activity__school")
storage.counts(Coverage, "school", "scan_size")


def _still_open(row: Activity | Coverage) -> None:
    """Locks the row; its status may have moved while the form was being filled in."""
    now = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if now.status not in EDITABLE:
        raise Refused(f"现在是“{CheckStatus(now.status).label}”，审核人正在看，先退回再改。")


def ask_schools(activity: Activity, by: User) -> None:
    """Schools that have not answered yet; unread, this is told once."""
    waiting = activity.participations.filter(state=Confirmation.WAITING, school__isnull=False)
    people = people_of(School.objects.filter(pk__in=waiting.values("school")))
    text = f"{activity.school.label}记了联合活动“{activity}”，请确认。"
    url = activity.get_office_url()
    notifications.tell("activity.joint", to=people, text=text, url=url, by=by)


def _written(model: type[Activity | Coverage]) -> list[str]:
    """What forms may change; writing the rest could undo a move made meanwhile."""
    fields = [f.name for f in model._meta.concrete_fields if f.editable and not f.primary_key]
    return [*fields, "updated_at"]


def _set_types(activity: Activity, types: Collection[str]) -> None:
    if list(types) == activity.types:
        return
    activity.typings.all().delete()
    ActivityTyping.objects.bulk_create(
        ActivityTyping(activity=activity, type=kind, happened_on=activity.happened_on)
        for kind in dict.fromkeys(types)
    )


def _set_partners(
    activity: Activity, schools: Collection[School], partners: Collection[Partner]
) -> None:
    """Whoever stays on the list keeps the answer already given."""
    wanted = {("school", s.pk) for s in schools} | {("partner", p.pk) for p in partners}
    for row in activity.participations.all():
        key = ("school", row.school_id) if row.school_id else ("partner", row.partner_id)
        if key in wanted:
            wanted.remove(key)
        else:
            row.delete()
    Participation.objects.bulk_create(
        Participation(activity=activity, **{f"{side}_id": pk}) for side, pk in sorted(wanted)
    )
