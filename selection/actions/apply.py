"""Starting, filling in and signing an application."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from brands.models import Brand
from kit import audit
from kit.workflow import Refused, written
from schools.models import PartyOrganization, User
from selection.actions import check, facts, seal, snapshot
from selection.actions.eligibility import barriers
from selection.choices import ClaimSection
from selection.models import (
    Application,
    ApplicationMember,
    ApplicationVersion,
    Batch,
    Claim,
    Evidence,
)

PROPOSED = 5  # rows offered as evidence of one proposed claim

audit.register(
    {
        "application.start": "{actor}新建了申报“{target}”",
        "application.save": "{actor}修改了申报“{target}”：{part}",
        "application.recount": "{actor}从台账重新取了数：“{target}”",
        "application.freeze": "{actor}审签“{target}”，生成第 {number} 版，版本码 {code}",
    }
)


@transaction.atomic
def start(*, batch: Batch, organization: PartyOrganization, brand: Brand, by: User) -> Application:
    """A draft that has everything the brand and the ledgers already know."""
    rows = Batch.objects.select_for_update(of=("self",)).select_related("region")
    if problems := barriers(rows.get(pk=batch.pk), brand.school, organization, brand):
        raise Refused("".join(problems))
    application = Application(
        batch=batch,
        organization=organization,
        school=brand.school,
        brand=brand,
        content=facts.prefilled(brand),
        typed_by=by,
    )
    application.facts = facts.count(application)
    last = _last(application)
    application.contact_phone = last.contact_phone if last else ""
    application.save()
    if last:
        _write_team(application, _rows_of(last))
    _propose(application)
    audit.record(by, "application.start", application)
    return application


@transaction.atomic
def save_part(
    *, application: Application, part: str, by: User, team: list[dict[str, str]] | None = None
) -> None:
    """`part` says in words what was changed, for the audit trail; `team` replaces its rows."""
    application.save(update_fields=written(Application))
    if team is not None:
        _write_team(application, team)
    audit.record(by, "application.save", application, part=part)


@transaction.atomic
def recount(*, application: Application, by: User, span: facts.Span | None = None) -> None:
    """`span` are other days than those counted last."""
    application.facts = facts.count(application, span)
    application.save(update_fields=["facts", "updated_at"])
    audit.record(by, "application.recount", application)


def hold_batch(application: Application) -> None:
    """Whether the batch is still open is asked of a row that nobody can close meanwhile."""
    rows = Batch.objects.select_for_update(of=("self",)).select_related("region")
    application.batch = rows.get(pk=application.batch_id)


def signed_values(application: Application, by: Any) -> dict[str, Any]:
    """What a signature writes in the UPDATE of the status; the move holds the batch meanwhile."""
    number = application.number
    if number is None:
        last = Application.objects.filter(batch=application.batch_id).aggregate(n=Max("number"))
        number = (last["n"] or 0) + 1
    now = timezone.now()
    return {
        "number": number,
        "signed_by": by,
        "signed_at": now,
        "submitted_at": now,
        "correct_by": None,
    }


def carried_values(application: Application, by: Any) -> dict[str, Any]:
    """The number is new, the signature is that of the version below."""
    origin = application.origin
    if origin is None:
        raise Refused("这个项目没有审签过的版本，不能推荐。")
    signed = {"signed_by": origin.made_by, "signed_at": origin.made_at}
    return signed_values(application, by) | signed


def freeze_version(application: Application, by: User) -> ApplicationVersion:
    """The next version, in the transaction of the signature."""
    content = snapshot.freeze(application)
    latest = application.latest
    origin = None if latest else application.origin
    version = ApplicationVersion.objects.create(
        application=application,
        number=latest.number + 1 if latest else 1,
        content=content,
        digest=snapshot.digest(content),
        code=snapshot.new_code(),
        copied_from=origin,
        made_by=by,
    )
    check.ensure_items(application.batch)
    check.look_again(application)
    seal.void_older(application, by)
    audit.record(by, "application.freeze", application, number=version.number, code=version.code)
    return version


def _last(application: Application) -> Application | None:
    """The school's last application with a telephone: number and team were typed there once."""
    rows = Application.objects.of_school(application.school).order_by("-pk")
    return next((row for row in rows[:5] if row.contact_phone), None)


def _rows_of(last: Application) -> list[dict[str, str]]:
    rows = last.members.all()
    return [{"name": m.name, "title": m.title, "unit": m.unit, "duty": m.duty} for m in rows]


def _write_team(application: Application, rows: list[dict[str, str]]) -> None:
    application.members.all().delete()
    ApplicationMember.objects.bulk_create(
        ApplicationMember(application=application, order=order, **row)
        for order, row in enumerate(rows, start=1)
    )


def _propose(application: Application) -> None:
    """One claim per sub-project and per kind of proof, with the rows that stand behind it."""
    order = 0
    done = facts.activities(application).recent_first()
    for sub in application.brand.sub_projects.all():
        text = f"{sub.title}：{sub.summary}" if sub.summary else sub.title
        order += 1
        claim = _claim(application, ClaimSection.PRACTICE, text, order)
        _cite(claim, activity=done.filter(sub_project=sub)[:PROPOSED])
    won = facts.honors(application).verified()
    for row in won.count_by_level():
        order += 1
        text = f"获{row['label']}荣誉 {row['count']} 项"
        claim = _claim(application, ClaimSection.RESULT, text, order)
        _cite(claim, honor=won.filter(level=row["level"]).recent_first())
    told, tied = facts.coverage(application), facts.ties(application.school)
    for kind, rows, text in (("coverage", told, "媒体报道"), ("tie", tied, "结对共建")):
        if count := rows.count():
            order += 1
            unit = "篇" if kind == "coverage" else "个"
            claim = _claim(application, ClaimSection.RESULT, f"{text} {count} {unit}", order)
            _cite(claim, **{kind: rows[:PROPOSED]})


def _claim(application: Application, section: str, text: str, order: int) -> Claim:
    return application.claims.create(section=section, text=text[:300], order=order)


def _cite(claim: Claim, **sources: Any) -> None:
    for kind, rows in sources.items():
        Evidence.objects.bulk_create(
            Evidence(claim=claim, order=number, **{kind: row})
            for number, row in enumerate(rows, start=1)
        )
