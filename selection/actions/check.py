"""The formal check: its list, the marks on it, and corrections asked for and answered."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from kit import audit
from kit.workflow import written
from schools.models import User
from selection.actions import compare, facts
from selection.choices import CHECK_ITEMS
from selection.models import Application, Batch, CheckItem, CheckMark, Correction

CLAIMS, FIGURES, FILES = "claims", "figures", "files"
OTHER_FIELDS = {CLAIMS: "成效与佐证", FIGURES: "基本信息与数据", FILES: "附件"}

audit.register(
    {
        "application.read": "{actor}查看了申报“{target}”的联系电话",
        "application.mark": "{actor}核对了“{target}”的形式审查项：符合 {met} 项，不符 {unmet} 项",
        "application.ask": "{actor}对“{target}”提出 {count} 条补正意见",
        "application.answer": "{actor}答复了“{target}”的 {count} 条补正意见",
    }
)


@transaction.atomic
def ensure_items(batch: Batch) -> list[CheckItem]:
    """The batch's check list; the usual six lines when nobody has written one."""
    Batch.objects.select_for_update().get(pk=batch.pk)
    if not batch.check_items.exists():
        CheckItem.objects.bulk_create(
            CheckItem(batch=batch, text=text, order=order)
            for order, text in enumerate(CHECK_ITEMS, start=1)
        )
    return list(batch.check_items.all())


def read(*, application: Application, by: User) -> None:
    """Somebody looks at whom to call there: that is written down before it is shown."""
    if application.contact_phone:
        audit.record(by, "application.read", application)


@transaction.atomic
def mark(*, application: Application, marks: dict[CheckItem, tuple[bool, str]], by: User) -> None:
    """`marks` gives for each item whether it is met, and a note."""
    for item, (is_met, note) in marks.items():
        CheckMark.objects.update_or_create(
            application=application,
            item=item,
            defaults={"is_met": is_met, "note": note, "marked_by": by},
        )
    met = sum(is_met for is_met, _ in marks.values())
    audit.record(by, "application.mark", application, met=met, unmet=len(marks) - met)


def obstacles(application: Application) -> list[str]:
    """What stands against passing the check."""
    marks = application.check_marks.all()  # read like this, lists may prefetch both
    total = len(application.batch.check_items.all()) or len(CHECK_ITEMS)
    unmarked, unmet = total - len(marks), sum(not mark.is_met for mark in marks)
    if not unmarked and not unmet:
        return []
    counted = ((unmarked, "项没有核对"), (unmet, "项不符"))
    said = "、".join(f"{number} {text}" for number, text in counted if number)
    return [f"还有 {said}，暂不能通过"]


def look_again(application: Application) -> None:
    """A new version: what was 不符 is open again, what was 符合 stays, for only what was returned
    can have changed."""
    application.check_marks.filter(is_met=False).delete()


@transaction.atomic
def ask(
    *, application: Application, notes: dict[str, str], due_on: date | None, by: User
) -> list[Correction]:
    """One correction per field, with the text as it was signed."""
    before = {part["key"]: part["text"] for part in _signed(application).get("prose", [])}
    made = [
        application.corrections.create(
            field=field, note=note, due_on=due_on, before=before.get(field, ""), asked_by=by
        )
        for field, note in notes.items()
    ]
    audit.record(by, "application.ask", application, count=len(made))
    return made


@transaction.atomic
def answer(
    *, application: Application, answers: dict[Correction, tuple[str, str]], by: User
) -> None:
    """`answers` gives for each correction the explanation and the new text of its field."""
    now = timezone.now()
    for correction, (said, text) in answers.items():
        correction.answer, correction.after = said, text
        correction.answered_by, correction.answered_at = by, now
        correction.save()
        if correction.field not in OTHER_FIELDS:
            application.content[correction.field] = text
    application.save(update_fields=written(Application))
    audit.record(by, "application.answer", application, count=len(answers))


def current_round(application: Application) -> list[Correction]:
    """Corrections asked after the last signature: those the school is working on."""
    rows = application.corrections.select_related("asked_by", "answered_by")
    latest = application.latest
    return list(rows.filter(asked_at__gt=latest.made_at) if latest else rows.none())


def answered(application: Application) -> list[Correction]:
    """Corrections that the latest version has taken up, for the check."""
    rows = application.corrections.select_related("asked_by", "answered_by")
    return [row for row in rows if row.answered_at]


def changed(application: Application) -> list[str]:
    """Names of the parts in which the latest version differs from the one before."""
    rows = list(application.versions.order_by("-number")[:2])
    if len(rows) < 2:
        return []
    return [part["label"] for part in compare.compare(rows[1].content, rows[0].content)]


def field_labels(application: Application) -> dict[str, str]:
    """Names of the fields that can be returned, in the order of the form."""
    brand, fields = application.brand, application.batch.fields
    parts = facts.outline(brand, application.content, fields)
    prose = {p["key"]: f"{p['label']}{'：' if p['heading'] else ''}{p['heading']}" for p in parts}
    return {**prose, **OTHER_FIELDS}


def _signed(application: Application) -> dict[str, Any]:
    latest = application.latest
    return latest.content if latest else {}
