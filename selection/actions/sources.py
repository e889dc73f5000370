"""What stands behind a claim, in plain values, and which pictures and files an application has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from activities.actions import consents
from activities.models import ActivityPhoto
from kit.models import Job, JobState
from kit.publication import CheckStatus
from selection.models import Application, ApplicationFile, Evidence

DOSSIERS = ("selection.application_dossier", "selection.batch_dossier")


def told(row: Evidence) -> dict[str, Any]:
    """kind, pk, title, date, detail, is_verified, photos, and the digests of its files."""
    kind, describe = next(
        (kind, describe) for kind, describe in DESCRIBED.items() if getattr(row, kind)
    )
    source = getattr(row, kind)
    return {"kind": kind, "pk": source.pk, **describe(source)}


def _activity(activity: Any) -> dict[str, Any]:
    shown = [photo for photo in activity.photos.all() if photo.may_be_public]
    return {
        "title": activity.title,
        "date": activity.happened_on.isoformat(),
        "detail": [
            ("类型", activity.types_text),
            ("地点", activity.place),
            ("参加", f"{activity.turnout} 人次" if activity.turnout else ""),
            ("内容", activity.story),
        ],
        "is_verified": activity.status == CheckStatus.PUBLISHED,
        "photos": [photo.pk for photo in shown],
        "files": [photo.digest for photo in shown],
    }


def _honor(honor: Any) -> dict[str, Any]:
    return {
        "title": honor.title,
        "date": honor.awarded_text,
        "detail": [
            ("级别", honor.get_level_display()),
            ("等次", honor.grade),
            ("颁发单位", honor.issuers_text),
            ("获奖对象", honor.get_recipient_kind_display()),
            ("文号", honor.document_number),
        ],
        "is_verified": honor.is_verified,
        "photos": [],
        "files": [honor.certificate_digest],
    }


def _coverage(coverage: Any) -> dict[str, Any]:
    return {
        "title": coverage.title,
        "date": coverage.appeared_text,
        "detail": [
            ("媒体", coverage.outlet.name),
            ("级别", coverage.outlet.get_level_display()),
            ("版面", coverage.column),
            ("链接", coverage.link),
        ],
        "is_verified": coverage.status == CheckStatus.PUBLISHED,
        "photos": [],
        "files": [],
    }


def _tie(tie: Any) -> dict[str, Any]:
    return {
        "title": tie.title,
        "date": tie.signed_on.isoformat() if tie.signed_on else str(tie.since_year or ""),
        "detail": [
            ("关系", tie.get_kind_display()),
            ("协议", tie.agreement_title),
            ("文号", tie.approval_number),
            ("约定", tie.purpose),
        ],
        "is_verified": tie.status == CheckStatus.PUBLISHED,
        "photos": [],
        "files": [],
    }


def _file(file: Any) -> dict[str, Any]:
    return {
        "title": file.name,
        "date": file.added_at.date().isoformat(),
        "detail": [("类别", file.get_kind_display()), ("链接", file.link)],
        "is_verified": True,
        "photos": [],
        "files": [file.digest],
    }


DESCRIBED = {
    "activity": _activity,
    "honor": _honor,
    "coverage": _coverage,
    "tie": _tie,
    "file": _file,
}


def enclosures(application: Application) -> list[dict[str, Any]]:
    """Files handed in beside the text, cited or not; what they say is held by their digest."""
    rows = application.files.enclosed().filter(voided_at=None)
    return [
        {
            "pk": row.pk,
            "name": row.name,
            "kind": row.get_kind_display(),
            "size": row.size,
            "digest": row.digest,
        }
        for row in rows
    ]


def files(application: Application) -> QuerySet[ApplicationFile]:
    """Files of any version and of now; a recommended application has those that won below."""
    contents = application.versions.values_list("content", flat=True)
    frozen = {row["pk"] for content in contents for row in content.get("enclosures", [])}
    own_or_frozen = Q(application=application) | Q(pk__in=frozen)
    return ApplicationFile.objects.enclosed().filter(own_or_frozen).exclude(file="")


def photos_of(application: Application) -> set[int]:
    """Photographs that belong to the evidence, in any version or as it stands now."""
    cited = Evidence.objects.filter(claim__application=application)
    now = cited.exclude(activity__photos=None).values_list("activity__photos", flat=True)
    contents = application.versions.values_list("content", flat=True)
    frozen = {
        photo
        for content in contents
        for claim in content.get("claims", [])
        for item in claim["evidence"]
        for photo in item["photos"]
    }
    return frozen | set(now)


def dossiers(photo: ActivityPhoto) -> Iterator[str]:
    """Dossiers that lie ready to be fetched and may hold the picture."""
    made = Job.objects.filter(state=JobState.DONE, finished_at__gt=photo.added_at)
    made = made.exclude(result="").select_related("owner")
    mine = Q(school=photo.activity.school_id) | Q(claims__evidence__activity=photo.activity_id)
    for application in Application.objects.filter(mine).distinct():
        if photo.pk in photos_of(application):
            of_one = Q(kind=DOSSIERS[0], arguments__application=application.pk)
            of_batch = Q(kind=DOSSIERS[1], arguments__batch=application.batch_id)
            for job in made.filter(of_one | of_batch):
                yield f"{job.title}（{job.owner} 生成，任务 {job.pk}）"


consents.holders.append(dossiers)
