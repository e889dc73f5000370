"""An application as it stands at a signature: the frozen content, its hash and its code."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from django.db.models import Prefetch

from kit import dates
from selection.actions import check, facts, selfscore, sources
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
        "enclosures": sources.enclosures(application),
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
    if check.FILES not in asked:
        kept = (*kept, "enclosures")
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
    shown = sources.told(row)
    files = shown.pop("files")
    return {**shown, "digest": digest({**shown, "files": files})}


def by_code(code: str) -> ApplicationVersion | None:
    rows = ApplicationVersion.objects.select_related("application")
    return rows.filter(code=code).first()
