"""An application as it stands at a signature: the frozen content, its hash and its code."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from django.db.models import Prefetch

from kit import dates
from kit.publication import CheckStatus
from selection.actions import check, facts, selfscore
from selection.models import Application, ApplicationVersion, Claim, Evidence

# Without 0 O 1 I L and the like: the code is read from paper and typed by hand.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
LEDGER_PARTS = ("school", "organization", "team", "brand", "figures", "milestones", "facts")


def freeze(application: Application) -> dict[str, Any]:
    """Everything an expert or a meeting will read, in plain values that no later edit reaches.

    The keys are those of ApplicationVersion.content; dates are 2025-03-12 or as precise as known.
    After a return only what was returned may differ from the version before; a recommended
    application begins with the very content that won below.
    """
    latest = application.latest
    if latest is None and (origin := application.origin):
        return dict(origin.content)
    content = _content(application)
    return _corrected(content, latest.content, application) if latest else content


def _content(application: Application) -> dict[str, Any]:
    brand = application.brand
    return {
        "school": _school(application),
        "organization": {
            "name": application.organization.name,
            "kind_label": application.organization.get_kind_display(),
            "member_count": application.organization.member_count,
        },
        "team": list(application.members.values("name", "title", "unit", "duty")),
        "brand": {
            "title": brand.title,
            "slip": brand.slip,
            "cover": brand.cover,
            "tagline": brand.tagline,
            "slogan": brand.slogan,
            "theme": brand.theme,
            "leader": brand.leader,
            "working_method": brand.working_method,
        },
        "prose": _prose(application),
        "figures": [
            {
                "label": figure.label,
                "text": figure.text,
                "as_of": figure.as_of.isoformat() if figure.as_of else "",
                "source": figure.source,
            }
            for figure in brand.figures.all()
        ],
        "milestones": [_milestone(step) for step in brand.milestones.all()],
        "facts": application.facts,
        "claims": claims(application),
        "self_scores": selfscore.frozen(application),
    }


def _corrected(
    content: dict[str, Any], old: dict[str, Any], application: Application
) -> dict[str, Any]:
    """`old` wherever no correction was asked, so that what was checked stays checked."""
    asked = {row.field for row in check.current_round(application)}
    kept: tuple[str, ...] = () if check.FIGURES in asked else LEDGER_PARTS
    kept = (*kept, "self_scores")
    if not asked & {check.CLAIMS, check.FILES}:
        kept = (*kept, "claims")
    before = {part["key"]: part for part in old["prose"]}
    prose = [
        part if part["key"] in asked else before.get(part["key"], part) for part in content["prose"]
    ]
    return {**content, "prose": prose, **{key: old[key] for key in kept if key in old}}


def canonical(content: Any) -> bytes:
    """The same content gives the same bytes, whatever the order of its keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(content: Any) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def grouped(code: str) -> str:
    """ABCD-EFGH-JKLM: read aloud and typed in fours."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def claims(application: Application) -> list[dict[str, Any]]:
    """Claims with their evidence; one source has one number however often it is cited."""
    numbers: dict[tuple[str, int], int] = {}
    found = []
    for claim in _claims(application):
        rows = []
        for row in claim.evidence.all():
            shown = described(row)
            key = shown["kind"], shown["pk"]
            rows.append({"number": numbers.setdefault(key, len(numbers) + 1), **shown})
        found.append(
            {
                "key": f"claim-{claim.pk}",
                "section": claim.section,
                "text": claim.text,
                "indicator": claim.indicator.title if claim.indicator else "",
                "evidence": rows,
            }
        )
    return found


def _claims(application: Application) -> Any:
    evidence = Evidence.objects.select_related(
        "activity", "honor", "coverage__outlet", "tie", "file"
    ).prefetch_related("activity__photos", "activity__typings", "honor__issuers")
    rows = Claim.objects.filter(application=application).select_related("indicator")
    return rows.prefetch_related(Prefetch("evidence", evidence))


def _school(application: Application) -> dict[str, Any]:
    school = application.school
    return {
        "name": school.name,
        "label": school.label,
        "also_named": [former.name for former in school.former_names.all()],
        "stage": school.stage,
        "stage_label": school.get_stage_display(),
        "region": school.region.name,
        "teacher_count": school.teacher_count,
        "student_count": school.student_count,
        "motto": school.motto,
    }


def _prose(application: Application) -> list[dict[str, str]]:
    parts = facts.outline(application.brand, application.content, application.batch.fields)
    return [
        {
            "key": part["key"],
            "label": part["label"],
            "heading": part["heading"],
            "text": application.content.get(part["key"], ""),
        }
        for part in parts
    ]


def _milestone(step: Any) -> dict[str, Any]:
    return {
        "pk": step.pk,
        "task": step.task,
        "when": dates.text(step.done_on or step.due_on, step.precision),
        "person": step.person,
        "note": step.note,
        "done": step.done_on is not None,
    }


def described(row: Evidence) -> dict[str, Any]:
    """kind, pk, title, date, detail, is_verified, photos and the digest of all of it."""
    kind, describe = next(
        (kind, describe) for kind, describe in DESCRIBED.items() if getattr(row, kind)
    )
    source = getattr(row, kind)
    shown: dict[str, Any] = {"kind": kind, "pk": source.pk, **describe(source)}
    shown["detail"] = [[label, str(value)] for label, value in shown["detail"] if value]
    files = shown.pop("files")
    return {**shown, "digest": digest({**shown, "files": files})}


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


def by_code(code: str) -> ApplicationVersion | None:
    rows = ApplicationVersion.objects.select_related("application")
    return rows.filter(code=code).first()
