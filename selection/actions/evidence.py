"""Claims of an application, what proves them, and the files handed in with it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kit import audit, files, plaintext
from kit.publication import CheckStatus
from kit.workflow import Refused
from schools.actions import recycling, storage
from schools.models import User
from selection.actions import check, facts
from selection.choices import ApplicationStatus, IndicatorKind, StageForm
from selection.models import Application, ApplicationFile, Batch, Claim, Evidence, Indicator

KINDS = {"activity": "活动", "honor": "荣誉", "coverage": "报道", "tie": "结对", "file": "文件"}
SHOWN = 30
READ = 20_000  # signs of a file that the wording check looks at

audit.register(
    {
        "application.claim": "{actor}在“{target}”里写了成效：{text}",
        "application.unclaim": "{actor}在“{target}”里删去成效：{text}",
        "application.cite": "{actor}给“{target}”挂了佐证：{text}",
        "application.uncite": "{actor}从“{target}”取下佐证：{text}",
        "application.attach": "{actor}给“{target}”上传了附件：{text}",
        "application.detach": "{actor}删去了“{target}”的附件：{text}",
    }
)


@transaction.atomic
def save_claim(*, claim: Claim, by: User) -> None:
    if claim.pk is None:
        claim.order = claim.application.claims.count() + 1
    claim.save()
    _touch(claim.application)
    audit.record(by, "application.claim", claim.application, text=claim.text)


@transaction.atomic
def remove_claim(*, claim: Claim, by: User) -> None:
    audit.record(by, "application.unclaim", claim.application, text=claim.text)
    recycling.discard(claim, by=by, place=claim.application.school)
    _touch(claim.application)


@transaction.atomic
def cite(*, claim: Claim, kind: str, pk: int, by: User) -> Evidence:
    """Hang a row of the school's own ledgers on a claim; a second time changes nothing."""
    rows = offered(claim.application).get(kind)
    source = rows.filter(pk=pk).first() if rows is not None else None
    if source is None:
        raise Refused("没有找到这条记录，只能挂本校台账里的内容。")
    keys: dict[str, Any] = {"claim": claim, kind: source}
    evidence, is_new = Evidence.objects.get_or_create(
        **keys, defaults={"order": claim.evidence.count() + 1}
    )
    if is_new:
        _touch(claim.application)
        audit.record(by, "application.cite", claim.application, text=str(source)[:80])
    return evidence


@transaction.atomic
def uncite(*, evidence: Evidence, by: User) -> None:
    application = evidence.claim.application
    audit.record(by, "application.uncite", application, text=str(evidence)[:80])
    evidence.delete()
    _touch(application)


def attach(
    *, application: Application, upload: UploadedFile, name: str, kind: str, by: User
) -> ApplicationFile:
    """Keep one file; ValidationError names what is wrong with it."""
    checked = files.check(upload)
    text = plaintext.words(PurePath(checked.stored_name).suffix[1:], upload)[:READ]
    with transaction.atomic():  # begins when the file is read: nobody waits for a long one
        storage.require(application.school, checked.size, checked.shown_name)
        row = ApplicationFile(
            application=application,
            kind=kind,
            name=name or checked.shown_name,
            digest=checked.digest,
            size=checked.size,
            text=text,
            added_by=by,
        )
        if application.files.filter(digest=checked.digest, name=row.name).exists():
            raise ValidationError(f"“{checked.shown_name}”已经传过了。")
        row.file.save(checked.stored_name, File(upload.file), save=True)
        _touch(application)
        audit.record(by, "application.attach", application, text=row.name)
    return row


@transaction.atomic
def detach(*, file: ApplicationFile, by: User) -> None:
    if Evidence.objects.filter(file=file).exists():
        raise Refused(f"“{file}”还挂在成效下面，请先取下佐证再删。")
    audit.record(by, "application.detach", file.application, text=file.name)
    if _is_frozen(file):
        file.voided_at = timezone.now()
        file.save(update_fields=["voided_at"])
    else:
        recycling.discard(file, by=by, place=file.application.school)
    _touch(file.application)


def _is_frozen(file: ApplicationFile) -> bool:
    """What a signature holds stays with the signed version, though the next one is without it."""
    contents = file.application.versions.values_list("content", flat=True)
    return any(row["pk"] == file.pk for one in contents for row in one.get("enclosures", []))


def _open_above(row: Claim | ApplicationFile) -> None:
    """As long as the school may change this part: a draft, or what was sent back about it."""
    now = Application.objects.select_for_update(of=("self",)).get(pk=row.application_id)
    asked = {one.field for one in check.current_round(now)}
    is_asked = now.status != ApplicationStatus.RETURNED or asked & {check.CLAIMS, check.FILES}
    if not now.is_editable or not is_asked:
        raise Refused("申报书已经送出，这一部分现在不能改，所以也不能恢复进去。")


recycling.keeps(Claim, _open_above)


recycling.keeps(ApplicationFile, _open_above)
storage.counts(ApplicationFile, "application__school")


def offered(application: Application) -> dict[str, Any]:
    """Rows that may prove something, by kind: the school's ledgers in the period, and its files."""
    return {
        "activity": facts.activities(application).recent_first(),
        "honor": facts.honors(application).recent_first(),
        "coverage": facts.coverage(application).order_by("-appeared_on", "-pk"),
        "tie": facts.ties(application.school),
        "file": application.files.enclosed().filter(voided_at=None),
    }


def picker(application: Application, claim: Claim, query: str) -> list[dict[str, Any]]:
    """Groups of rows to choose from: {"kind", "label", "rows"}, without those already cited."""
    cited = {(kind, getattr(row, f"{kind}_id")) for row in claim.evidence.all() for kind in KINDS}
    groups = []
    for kind, rows in offered(application).items():
        field = "name" if kind == "file" else "title"
        matching = rows.filter(**{f"{field}__icontains": query}) if query else rows
        left = [row for row in matching[:SHOWN] if (kind, row.pk) not in cited]
        groups.append(
            {
                "kind": kind,
                "label": KINDS[kind],
                "rows": [{"pk": row.pk, **glance(kind, row)} for row in left],
            }
        )
    return [group for group in groups if group["rows"]]


def glance(kind: str, row: Any) -> dict[str, Any]:
    """One line of the picker: title, meta, is_verified."""
    if kind == "file":
        return {"title": row.name, "meta": row.get_kind_display(), "is_verified": True}
    sure = row.is_verified if kind == "honor" else row.status == CheckStatus.PUBLISHED
    return {"title": row.title, "meta": _meta(kind, row), "is_verified": sure}


def _meta(kind: str, row: Any) -> str:
    if kind == "activity":
        return str(row.happened_on.isoformat())
    if kind == "honor":
        return f"{row.get_level_display()} · {row.awarded_text}"
    return f"{row.outlet} · {row.appeared_text}" if kind == "coverage" else row.get_kind_display()


def indicators(batch: Batch) -> QuerySet[Indicator]:
    """What a claim may answer to: leaves and bonus rows of the rubrics for the papers."""
    rows = Indicator.objects.filter(
        rubric__review_stages__in=batch.review_stages.filter(form=StageForm.MATERIAL),
        kind__in=(IndicatorKind.LEAF, IndicatorKind.BONUS),
    )
    return rows.select_related("parent").distinct()


def by_indicator(batch: Batch, claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every row of the rubric with its claims and how many of their proofs are sure.

    `claims` are {"row": Claim, "evidence": [{"is_verified", …}]}.
    """
    found = []
    for indicator in indicators(batch):
        mine = [claim for claim in claims if claim["row"].indicator_id == indicator.pk]
        proofs = [proof for claim in mine for proof in claim["evidence"]]
        unverified = sum(not proof["is_verified"] for proof in proofs)
        found.append(
            {
                "indicator": indicator,
                "claims": [claim["row"] for claim in mine],
                "count": len(proofs),
                "unverified": unverified,
            }
        )
    return found


def _touch(application: Application) -> None:
    type(application).objects.filter(pk=application.pk).update(updated_at=timezone.now())
