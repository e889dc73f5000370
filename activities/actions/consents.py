"""Consent for pictures of pupils: noted, and withdrawn in one act that takes them down at once.

Public pages ask `may_be_public` each time, so that nothing has to be found and removed; the copies
that were handed out before are named by those who made them:

    consents.holders.append(dossiers)         # `dossiers(photo)` yields a sentence for each
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import transaction

from activities.choices import Consent
from activities.models import Activity, ActivityPhoto, PictureConsent
from kit import audit, backup, notifications
from kit.published import changed
from schools.access import people_of
from schools.actions import recycling
from schools.models import User

audit.register(
    {
        "consent.note": "{actor}登记活动“{target}”一张照片的学生肖像：{state}",
        "consent.withdraw": "{actor}登记撤回同意，活动“{target}”的 {count} 张照片已从公开页面撤下",
    }
)
notifications.register("consent.withdrawn", "照片因撤回同意被撤下", is_duty=True)
holders: list[Callable[[ActivityPhoto], Iterable[str]]] = []


def note(*, photo: ActivityPhoto, paper: str = "", by: User) -> PictureConsent:
    """Write down the state a picture has now."""
    entry = PictureConsent.objects.create(
        activity=photo.activity,
        photo=photo,
        digest=photo.digest,
        state=photo.consent,
        paper=paper,
        noted_by=by,
    )
    audit.record(by, "consent.note", photo.activity, state=photo.get_consent_display())
    return entry


@transaction.atomic
def settle(*, photo: ActivityPhoto, state: str, paper: str, by: User) -> None:
    """Consent was given, or nobody is to be seen; Refused while that would publish it unchecked."""
    recycling.at_rest(photo.activity)
    photo.consent = state
    photo.save(update_fields=["consent"])
    note(photo=photo, paper=paper, by=by)


@transaction.atomic
def withdraw(*, photo: ActivityPhoto, whole: bool, paper: str, by: User) -> list[str]:
    """Take the picture, or all of its activity, out of every page; returns what still holds it.

    Allowed in every state of the activity: a right does not wait for a check.
    """
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=photo.activity_id)
    rows = activity.photos.all() if whole else activity.photos.filter(pk=photo.pk)
    gone = list(rows.exclude(consent=Consent.WITHDRAWN))
    held = dict.fromkeys(text for row in gone for text in copies(row))
    rows.update(consent=Consent.WITHDRAWN)
    PictureConsent.objects.bulk_create(
        PictureConsent(
            activity=activity,
            photo=row,
            digest=row.digest,
            state=Consent.WITHDRAWN,
            paper=paper,
            held=copies(row),
            noted_by=by,
        )
        for row in gone
    )
    if gone:
        audit.record(by, "consent.withdraw", activity, count=len(gone))
        notifications.tell(
            "consent.withdrawn",
            to=people_of([activity.school]),
            text=f"活动“{activity}”的 {len(gone)} 张照片因监护人撤回同意已撤下。",
            url=activity.get_office_url(),
            by=by,
        )
        changed(activity)
    return list(held)


def copies(photo: ActivityPhoto) -> list[str]:
    """What was made while the picture was shown and may still hold it, a sentence for each."""
    kept = [f"备份文件 {path.name}" for path in backup.made_since(photo.added_at)]
    return [text for holder in holders for text in holder(photo)] + kept
