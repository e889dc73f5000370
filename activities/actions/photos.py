"""Pictures: cleaned and kept apart on arrival, joined to their activity when it is saved.

A picture that has arrived is named by a sealed reference which the form carries along, so a page
that is shown again, or a draft opened tomorrow, still has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from activities.actions import consents
from activities.models import Activity, ActivityPhoto
from kit import audit, photos
from kit.storing import NotStored
from kit.workflow import Refused
from schools.actions import recycling, storage
from schools.models import User

AT_MOST = 9
KEPT_FOR = 30 * 24 * 3600

audit.register(
    {
        "activity.add_photos": "{actor}给活动“{target}”加了 {count} 张照片",
        "activity.remove_photos": "{actor}删去了活动“{target}”的 {count} 张照片",
    }
)


@dataclass(frozen=True)
class Arrived:
    """A picture that waits for its activity; the sizes are names in the storage."""

    name: str
    digest: str
    full: str
    thumb: str
    width: int
    height: int
    look: str = ""
    middle: str = ""
    size: int = 0


def receive(upload: UploadedFile, by: User) -> Arrived:
    """Clean one picture and keep it; ValidationError names the file."""
    clean = photos.clean(upload)
    folder = f"arrived/{by.pk}/"
    full, middle, thumb = (
        default_storage.save(folder + (file.name or ""), file) if file else ""
        for file in (clean.full, clean.middle, clean.thumb)
    )
    return Arrived(
        (upload.name or "照片")[-60:],
        clean.digest,
        full,
        thumb,
        clean.width,
        clean.height,
        clean.look,
        middle,
        sum(file.size for file in (clean.full, clean.middle, clean.thumb) if file),
    )


def receive_all(uploads: Iterable[UploadedFile], by: User) -> tuple[list[Arrived], list[str]]:
    """Those that are pictures, and a sentence for each file that is not."""
    arrived, problems = [], []
    for upload in uploads:
        try:
            arrived.append(receive(upload, by))
        except ValidationError as error:
            problems.extend(error.messages)
        except NotStored as told:
            problems.append(str(told))
            break  # the next would not find its place either
    return arrived, problems


def seal(picture: Arrived, by: User) -> str:
    return signing.dumps(asdict(picture), salt=_salt(by), compress=True)


def unseal(reference: str, by: User) -> Arrived | None:
    """None for what is forged, somebody else's, too old or already joined to an activity."""
    try:
        picture = Arrived(**signing.loads(reference, salt=_salt(by), max_age=KEPT_FOR))
    except (signing.BadSignature, TypeError):
        return None
    return picture if default_storage.exists(picture.full) else None


@transaction.atomic
def add_photos(
    *, activity: Activity, pictures: Iterable[Arrived], consent: str, by: User
) -> list[str]:
    """Join pictures to their activity; returns a sentence for each that was left out."""
    Activity.objects.select_for_update().get(pk=activity.pk)  # two uploads count one after another
    known = dict(activity.photos.values_list("digest", "order"))
    problems, added = [], 0
    for picture in pictures:
        if picture.digest in known:
            problems.append(f"“{picture.name}”已经在这个活动里，没有重复收下。")
            continue
        if len(known) >= AT_MOST:
            problems.append(f"“{picture.name}”没有收下：一个活动最多 {AT_MOST} 张照片。")
            continue
        try:
            storage.require(activity.school, picture.size, picture.name)
        except ValidationError as error:
            problems.extend(error.messages)
            continue
        known[picture.digest] = max(known.values(), default=-1) + 1
        _join(activity, picture, consent, known[picture.digest], by)
        added += 1
    if added:
        audit.record(by, "activity.add_photos", activity, count=added)
    return problems


@transaction.atomic
def remove_photos(*, activity: Activity, pictures: Iterable[ActivityPhoto], by: User) -> None:
    gone = list(pictures)
    for photo in gone:
        recycling.discard(photo, by=by, place=activity.school)
    if gone:
        audit.record(by, "activity.remove_photos", activity, count=len(gone))


def _has_room(photo: ActivityPhoto) -> None:
    recycling.at_rest(photo.activity)
    if photo.activity.photos.count() >= AT_MOST:
        raise Refused(f"这个活动已经有 {AT_MOST} 张照片，先删去一张，再恢复这一张。")


recycling.keeps(ActivityPhoto, _has_room)
storage.counts(ActivityPhoto, "activity__school")


def _join(activity: Activity, picture: Arrived, consent: str, order: int, by: User) -> None:
    photo = ActivityPhoto(
        activity=activity,
        digest=picture.digest,
        look=picture.look,
        size=picture.size,
        width=picture.width,
        height=picture.height,
        consent=consent,
        order=order,
        added_by=by,
    )
    # The middle size last: a small picture has none.
    names = [name for name in (picture.full, picture.thumb, picture.middle) if name]
    for field, name in zip((photo.image, photo.thumb, photo.middle), names, strict=False):
        with default_storage.open(name) as file:
            field.save(name.rsplit("/", 1)[-1], file, save=False)
    photo.save()
    consents.note(photo=photo, by=by)
    _forget_files(*names)


def _forget_files(*names: str) -> None:
    """After the commit: what a rollback brings back must still find its files."""

    def forget() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(forget)


def _salt(by: User) -> str:
    return f"activities.arrived.{by.pk}"
