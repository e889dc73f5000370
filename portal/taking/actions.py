"""Handing a document in, taking ticked rows from it, and dropping it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.db import transaction

from brands.models import Brand
from brands.workflow import brand_flow
from kit import audit, drafts
from kit.publication import open_for_change
from portal.models import Intake
from portal.taking.parts import PARTS, Desk, Part
from portal.taking.rows import Row
from schools.actions import recycling
from schools.models import School, User

audit.register(
    {
        "intake.open": "{actor}交来了案例文稿“{target}”",
        "intake.take": "{actor}从案例文稿“{target}”放进“{part}”{count} 条",
        "intake.drop": "{actor}删去了案例文稿“{target}”",
    }
)


@transaction.atomic
def open_intake(*, school: School, name: str, text: str, by: User) -> Intake:
    """The same text of the same school is the same document, however often it is sent."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    brand = Brand.objects.of_school(school).current().of_kind("school_brand").first()
    intake, is_new = Intake.objects.get_or_create(
        school=school,
        digest=digest,
        defaults={"name": name[:80], "text": text, "brand": brand, "created_by": by},
    )
    if is_new:
        audit.record(by, "intake.open", intake)
    return intake


@transaction.atomic
def take(*, intake: Intake, part: Part, rows: Sequence[Row], by: User) -> None:
    """Store the ticked, valid rows and remember them; `intake` was locked by the caller."""
    if part.needs_brand and intake.brand:
        open_for_change(brand_flow, intake.brand, by=by)
    for row in rows:
        label, url = row.save()
        intake.taken[row.key] = {"label": label, "url": url}
    intake.save(update_fields=["taken", "brand"])
    drafts.drop(by, Desk(intake, by).draft_key(part))
    audit.record(by, "intake.take", intake, part=part.label, count=len(rows))


@transaction.atomic
def drop_intake(*, intake: Intake, by: User) -> None:
    """The text goes; what was taken from it stays."""
    desk = Desk(intake, by)
    for part in PARTS.values():
        drafts.drop(by, desk.draft_key(part))
    audit.record(by, "intake.drop", intake)
    recycling.discard(intake, by=by, place=intake.school)


recycling.keeps(Intake, recycling.freely)
