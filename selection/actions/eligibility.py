"""Whether an organisation may apply in a batch, until when, and what an application still lacks."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, NamedTuple

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from brands.choices import BrandKind, Grade
from brands.models import Brand, Result
from kit import wordcount
from schools.choices import Level, Rank
from schools.models import PartyOrganization, School
from selection.actions import facts, seal, selfscore
from selection.choices import BatchStatus, Programme
from selection.models import Application, Batch, Permit

KINDS = {
    Programme.BRAND: BrandKind.SCHOOL_BRAND,
    Programme.SECRETARY_PROJECT: BrandKind.SECRETARY_PROJECT,
}
LEVELS = [level.value for level in Level]
RANK_LEVELS = {
    Rank.PROVINCE: Level.PROVINCE,
    Rank.CITY: Level.CITY,
    Rank.COUNTY: Level.COUNTY,
    Rank.TOWN: Level.TOWN,
}
WITHOUT_TITLE = (Grade.FAILED, Grade.MERIT)  # they took part, and may try again


class Gap(NamedTuple):
    """What is missing, with the step and the anchor of the page where it is mended."""

    step: str
    anchor: str
    text: str


def current_brand(batch: Batch, school: School) -> Brand | None:
    """The brand that this programme judges; the newest where there are several projects."""
    kind = KINDS[Programme(batch.programme)]
    rows = [brand for brand in brands(school) if brand.is_current and brand.kind == kind]
    return rows[0] if rows else None


def brands(school: School) -> list[Brand]:
    """Read once per school: a list of batches asks about the same brands again and again."""
    if "brands" not in getattr(school, "_prefetched_objects_cache", {}):
        prefetch_related_objects([school], Prefetch("brands", Brand.objects.whole()))
    return list(school.brands.all())


def permit(batch: Batch, organization: PartyOrganization) -> Permit | None:
    """Read through the batch, so that lists may prefetch its permits."""
    rows = [
        row
        for row in batch.permits.all()
        if row.organization_id == organization.pk and row.is_valid
    ]
    return max(rows, key=lambda row: row.valid_until, default=None)


def barriers(
    batch: Batch, school: School, organization: PartyOrganization | None, brand: Brand | None
) -> list[str]:
    """Reasons against starting an application, each with the next step."""
    reasons = hindrances(batch, school, organization, brand)
    if organization and has_applied(batch, organization):
        reasons.append(f"{organization} 在本批次已经有一份申报。")
    return reasons


def hindrances(
    batch: Batch, school: School, organization: PartyOrganization | None, brand: Brand | None
) -> list[str]:
    """The same, for lists that know already where the organisation has applied."""
    if organization is None:
        return ["学校还没有登记党组织，请先在“学校与党组织”里补上。"]
    reasons = batch.misfits(school)
    allowed = permit(batch, organization)
    if not batch.is_taking_applications() and allowed is None:
        reasons.append(_not_now(batch, organization))
    if brand is None:
        reasons.append("还没有现用的品牌，请先在“品牌项目”里建好。")
    else:
        reasons += [f"品牌还缺一步：{text}。" for text in brand.missing()]
        if allowed is None and (won := won_before(batch, school)):
            reasons.append(f"已获“{won}”，同级项目不再申报。{_permit_advice(batch)}")
    return reasons


def _not_now(batch: Batch, organization: PartyOrganization) -> str:
    if timezone.now() < batch.opens_at:
        return f"申报从 {_moment(batch.opens_at)} 开始。"
    given = [row for row in batch.permits.all() if row.organization_id == organization.pk]
    if any(row.withdrawn_at is None for row in given):
        last = max(row.valid_until for row in given if row.withdrawn_at is None)
        return f"特许申报已于 {_moment(last)} 到期。{_permit_advice(batch)}"
    return f"申报时间已过。{_permit_advice(batch)}"


def _permit_advice(batch: Batch) -> str:
    office = f"{batch.contact_office} {batch.contact_phone}".strip() or "受理部门"
    return f"确有原因的，请联系{office}办理特许。"


def _moment(value: datetime) -> str:
    local = timezone.localtime(value)
    return f"{local.month} 月 {local.day} 日 {local:%H:%M}"


def has_applied(batch: Batch, organization: PartyOrganization) -> bool:
    rows = Application.objects.filter(batch=batch, organization=organization)
    return rows.standing().exists()


def applied_in(organizations: Any) -> set[tuple[int, int]]:
    """Pairs of batch and organisation that have a standing application."""
    rows = Application.objects.filter(organization__in=organizations).standing()
    return set(rows.values_list("batch", "organization"))


def won_before(batch: Batch, school: School) -> Result | None:
    """A standing title of the same programme at the level of this batch or above it."""
    upto = LEVELS.index(RANK_LEVELS[Rank(batch.region.rank)])
    kind = KINDS[Programme(batch.programme)]
    standing = (
        result
        for brand in brands(school)
        if brand.kind == kind
        for result in brand.results.all()
        if result.revoked_on is None and result.grade not in WITHOUT_TITLE
    )
    return next((result for result in standing if LEVELS.index(result.level) <= upto), None)


def deadline(application: Application) -> datetime | None:
    """Until when it may be signed; None means that no day was set for the correction."""
    batch = application.batch
    if application.versions.exists():
        if application.correct_by is None:
            return batch.correct_until
        day_end = datetime.combine(application.correct_by, time.max)
        return timezone.make_aware(day_end)
    allowed = permit(batch, application.organization)
    return max(batch.closes_at, allowed.valid_until) if allowed else batch.closes_at


def lateness(application: Application) -> list[str]:
    until = deadline(application)
    if until is not None and timezone.now() > until:
        return [f"截止时间 {_moment(until)} 已过。确有原因的，请联系受理部门"]
    if application.batch.status == BatchStatus.DRAFT:
        return ["这个批次还没有开放申报"]
    return ["这个批次已经截止申报。确有原因的，请联系受理部门"] if _shut_out(application) else []


def _shut_out(application: Application) -> bool:
    """The office closed the batch before its time; corrections and permits go on."""
    batch = application.batch
    if batch.status == BatchStatus.OPEN or application.versions.exists():
        return False
    return permit(batch, application.organization) is None


def gaps(application: Application) -> list[Gap]:
    """Everything that must be there before the secretary signs, in the order of the steps."""
    found = []
    if not application.contact_phone.strip():
        found.append(Gap("basics", "id_contact_phone", "请填写联系电话"))
    found += [*_prose_gaps(application), *_claim_gaps(application)]
    for leaf in selfscore.open_leaves(application):
        found.append(Gap("selfscore", f"id_value-{leaf.pk}", f"请给“{leaf.title}”自评并写依据"))
    return [*found, *_answers(application)]


def reminders(application: Application) -> list[Gap]:
    """What experts will see marked; it may be signed all the same."""
    rows = application.claims.prefetch_related("evidence")
    return [
        Gap("claims", f"claim-{claim.pk}", f"“{claim.text}”缺佐证，可以挂一条，或删去这一条")
        for claim in rows
        if not claim.evidence.all()
    ]


def _prose_gaps(application: Application) -> list[Gap]:
    found = []
    content = application.content
    for part in facts.outline(application.brand, content, application.batch.fields):
        text, anchor = content.get(part["key"], "").strip(), f"id_{part['key']}"
        name = f"{part['label']}{'：' if part['heading'] else ''}{part['heading']}"
        words = wordcount.count(text)
        if part["is_required"] and not text:
            found.append(Gap("prose", anchor, f"请填写“{name}”"))
        elif words > part["limit"]:
            over = words - part["limit"]
            found.append(Gap("prose", anchor, f"“{name}”最多 {part['limit']} 字，请删去 {over} 字"))
    return found


def _claim_gaps(application: Application) -> list[Gap]:
    found = []
    if not application.claims.exists():
        found.append(Gap("claims", "claims", "请至少写一条成效"))
    handed_in = set(application.files.values_list("name", flat=True))
    asked = seal.others_asked(application.batch)
    found += [Gap("claims", "files", f"请上传“{n}”") for n in asked if n not in handed_in]
    return found


def _answers(application: Application) -> list[Gap]:
    waiting = application.corrections.waiting().count()
    return [Gap("correct", "corrections", f"还有 {waiting} 条补正意见没有答复")] if waiting else []
