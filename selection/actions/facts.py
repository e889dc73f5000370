"""What an application takes over: prose from the brand, counts from the ledgers of its school."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from activities.models import Activity, Coverage
from brands.models import Brand
from honors.models import Honor
from schools.models import School, Tie
from selection.choices import PRACTICE, PROSE
from selection.models import Application

Span = tuple[date | None, date | None]
NUMERALS = "一二三四五六七八九十"


def part_settings(fields: dict[str, Any]) -> dict[str, int]:
    """Limits in 字 by key of the parts that a batch asks for; `fields` is Batch.fields."""
    found = {}
    for part in PROSE:
        chosen = fields.get(part.key) or {}
        if chosen.get("on", True):
            found[part.key] = int(chosen.get("limit") or part.limit)
    return found


def prefilled(brand: Brand) -> dict[str, str]:
    """The first text of every part, as the brand has it now."""
    bodies = brand.section_bodies()
    texts = {f"sub-{sub.pk}": sub.body for sub in brand.sub_projects.all()}
    for part in PROSE:
        if part.key != PRACTICE:
            texts[part.key] = bodies.get(part.key, "")
    return {**texts, "connotation": brand.connotation}


def outline(brand: Brand, content: dict[str, str], fields: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts in printed order: key, label, heading, limit, is_required.

    A text whose sub-project has left the brand stays, because somebody wrote it.
    """
    limits, parts = part_settings(fields), []
    for part in PROSE:
        if part.key not in limits:
            continue
        keys = _practices(brand, content) if part.key == PRACTICE else [(part.key, "")]
        for number, (key, heading) in enumerate(keys):
            label = part.label
            if part.key == PRACTICE:
                label = f"{part.label}{NUMERALS[number] if number < 10 else number + 1}"
            parts.append(
                {
                    "key": key,
                    "label": label,
                    "heading": heading,
                    "limit": limits[part.key],
                    "is_required": part.is_required,
                    "source": part.source,
                    "hint": part.hint,
                }
            )
    return parts


def _practices(brand: Brand, content: dict[str, str]) -> list[tuple[str, str]]:
    current = [(f"sub-{sub.pk}", sub.title) for sub in brand.sub_projects.all()]
    known = {key for key, _ in current}
    left = [k for k, text in content.items() if k.startswith("sub-") and k not in known and text]
    return [*current, *((key, "") for key in sorted(left))]


def period(application: Application) -> Span:
    """The days the ledgers are counted over: what the school chose inside the batch's days."""
    batch, chosen = application.batch, application.facts.get("period") or ["", ""]
    first, last = (date.fromisoformat(day) if day else None for day in chosen)
    starts = [day for day in (first, batch.period_from) if day]
    ends = [day for day in (last, batch.period_until) if day]
    return max(starts, default=None), min(ends, default=None)


def activities(application: Application, span: Span | None = None) -> Any:
    done = Activity.objects.of_school(application.school)
    return done.between(*(span or period(application)))


def honors(application: Application, span: Span | None = None) -> Any:
    won = Honor.objects.of_school(application.school).standing()
    return won.between(*(span or period(application)))


def coverage(application: Application, span: Span | None = None) -> Any:
    """Originals only: a repost is not a second report."""
    rows = Coverage.objects.of_school(application.school).originals()
    return rows.select_related("outlet").between(*(span or period(application)))


def counted(application: Application, kind: str, of: str) -> Any:
    """The rows behind one figure; `of` narrows them to a type of activity or a level."""
    if kind == "activity":
        done = activities(application)
        return (done.of_type(of) if of else done).recent_first()
    if kind == "honor":
        won = honors(application)
        return (won.filter(level=of) if of else won).recent_first()
    if kind == "coverage":
        told = coverage(application)
        return (told.filter(outlet__level=of) if of else told).order_by("-appeared_on", "-pk")
    return ties(application.school)


def ties(school: School) -> Any:
    return Tie.objects.of_school(school).active()


def count(application: Application, span: Span | None = None) -> dict[str, Any]:
    """Counted figures of the period, and the day they were counted on; `span` for another one."""
    first, last = span or period(application)
    done, won = activities(application, span), honors(application, span)
    told, tied = coverage(application, span), ties(application.school)
    verified = {row["level"]: row["count"] for row in won.verified().count_by_level()}
    return {
        "period": [first.isoformat() if first else "", last.isoformat() if last else ""],
        "counted_on": timezone.localdate().isoformat(),
        "activities": {
            "count": done.count(),
            "turnout": done.turnout(),
            "by_type": [
                {key: row[key] for key in ("type", "label", "count", "turnout")}
                for row in done.count_by_type()
            ],
        },
        "honors": {
            "count": won.count(),
            "verified": sum(verified.values()),
            "by_level": [
                {**row, "verified": verified.get(row["level"], 0)} for row in won.count_by_level()
            ],
        },
        "ties": {
            "count": tied.count(),
            "items": [
                {
                    "pk": tie.pk,
                    "title": tie.title,
                    "kind": tie.get_kind_display(),
                    "since": str(tie.since_year or (tie.signed_on.year if tie.signed_on else "")),
                }
                for tie in tied
            ],
        },
        "coverage": {"count": told.count(), "by_level": told.count_by_level()},
    }
