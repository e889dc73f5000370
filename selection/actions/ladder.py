"""What a region may recommend upwards: its published results, the places it has, what hinders."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Prefetch, QuerySet, prefetch_related_objects

from brands.models import Brand
from kit import audit
from schools.models import Region
from schools.models.places import codes_above
from selection.actions import eligibility
from selection.choices import RESULTS_OUT, ApplicationStatus, BatchStatus
from selection.models import Application, Batch, Evidence, QuotaCell, Recommendation

audit.register(
    {
        "recommendation.make": "{actor}把“{target}”推荐到“{batch}”，第 {place} 位",
        "recommendation.place": "{actor}把“{target}”在“{batch}”的推荐顺序改为第 {place} 位",
        "recommendation.withdraw": "{actor}撤回了“{target}”在“{batch}”的推荐",
    }
)
STANDING = (
    ApplicationStatus.APPROVED,
    ApplicationStatus.BUILDING,
    ApplicationStatus.MIDTERM,
    ApplicationStatus.EXTENDED,
    ApplicationStatus.CLOSED,
)


@dataclass(frozen=True)
class Candidate:
    """A published result that may be recommended when nothing stands in its way."""

    application: Application
    obstacles: list[str]


@dataclass
class Share:
    """A quota cell as one region uses it."""

    cell: QuotaCell
    used: int = 0

    @property
    def label(self) -> str:
        stage = self.cell.get_stage_display() if self.cell.stage else "全部学段"
        return f"{self.cell.region or '各地区合计'} {stage}"

    @property
    def left(self) -> int:
        return max(self.cell.places - self.used, 0)


@dataclass
class Table:
    """The quota of a batch with what is recommended already; one for a whole page."""

    batch: Batch
    shares: list[Share] = field(default_factory=list)

    def __post_init__(self) -> None:
        cells = self.batch.quota_cells.select_related("region")
        self.shares = [Share(cell) for cell in cells]
        rows = self.batch.recommendations.standing().select_related(
            "application__batch__region", "application__school"
        )
        for row in rows:
            if share := self.of(row.application):
                share.used += 1

    def of(self, application: Application) -> Share | None:
        """The closest cell: region and stage, region alone, stage alone, then everything."""
        region, stage = application.batch.region_id, application.school.stage
        fitting = [
            share
            for share in self.shares
            if share.cell.region_id in (region, None) and share.cell.stage in (stage, "")
        ]
        return max(
            fitting, key=lambda s: (s.cell.region_id is not None, s.cell.stage), default=None
        )

    def of_region(self, region: Region) -> list[Share]:
        return [share for share in self.shares if share.cell.region_id in (region.pk, None)]

    def obstacles(self, application: Application) -> list[str]:
        if not self.shares:
            return []
        share = self.of(application)
        if share is None:
            place = application.batch.region
            stage = application.school.get_stage_display()
            return [f"这个批次没有分给{place}{stage}的名额。"]
        if share.left:
            return []
        return [f"“{share.label}”的 {share.cell.places} 个名额已经用完，要换项目请先撤回一个。"]


def is_carried(application: Application) -> bool:
    """Recommended and not signed here yet: its content is the one that won below."""
    return application.recommendation is not None and application.latest is None


def codes_over(regions: Iterable[Region]) -> list[str]:
    """Of the regions that one of these lies in."""
    found = (code for region in regions for code in codes_above(region.code)[:-1])
    return list(dict.fromkeys(found))


def batches_above(regions: Iterable[Region]) -> QuerySet[Batch]:
    """Batches the regions may look up to, those that take applications first."""
    return announced_in(codes_over(regions))


def announced_in(codes: Any) -> QuerySet[Batch]:
    return Batch.objects.announced().filter(region__code__in=codes).select_related("region")


def results_of(region: Region, batch: Batch) -> QuerySet[Application]:
    """The region's own standing results of the same programme."""
    return (
        Application.objects.filter(
            batch__region=region,
            batch__programme=batch.programme,
            batch__status__in=RESULTS_OUT,
            status__in=STANDING,
            decision__result__isnull=False,
            decision__result__revoked_on=None,
        )
        .for_lists()
        .select_related("batch__region", "decision__result")
    )


def unrecommended(region: Region, batch: Batch) -> QuerySet[Application]:
    return results_of(region, batch).exclude(recommendations__batch=batch)


def candidates(batch: Batch, rows: Sequence[Application]) -> list[Candidate]:
    """Each row with the reasons against recommending it."""
    schools = list({row.school_id: row.school for row in rows}.values())
    prefetch_related_objects(schools, Prefetch("brands", Brand.objects.whole()))
    known = {school.pk: school for school in schools}
    for row in rows:
        row.school = known[row.school_id]
    prefetch_related_objects([batch], "permits")
    table = Table(batch)
    applied = eligibility.applied_in([row.organization_id for row in rows])
    return [Candidate(row, _obstacles(batch, row, table, applied)) for row in rows]


def obstacles(batch: Batch, application: Application) -> list[str]:
    """The same for one, asked again under the lock of the batch."""
    if not results_of(application.batch.region, batch).filter(pk=application.pk).exists():
        return ["这个项目的结果还没有公布，或者已经撤销，不能推荐。"]
    applied = eligibility.applied_in([application.organization_id])
    return _obstacles(batch, application, Table(batch), applied)


def _obstacles(
    batch: Batch, application: Application, table: Table, applied: set[tuple[int, int]]
) -> list[str]:
    school, organization = application.school, application.organization
    allowed = eligibility.permit(batch, organization)
    reasons = []
    if (batch.pk, organization.pk) in applied:
        reasons.append(f"{organization}在这个批次已经有一份申报。")
    if not batch.is_taking_applications() and allowed is None:
        reasons.append("这个批次现在不在申报时间，不收推荐。")
    reasons += batch.misfits(school)
    if allowed is None and (won := eligibility.won_before(batch, school)):
        reasons.append(f"已获“{won}”，同级项目不再申报。确有原因的，请联系受理部门办理特许。")
    return [*reasons, *table.obstacles(application)]


def recommended(batch: Batch, region: Region | None = None) -> QuerySet[Recommendation]:
    """What stands on the list, in order; of one region or of all."""
    rows = batch.recommendations.select_related(
        "application__batch__region",
        "application__decision__result",
        "batch__region",
        "made__school__region",
        "made__brand",
        "made__batch",
        "made__decision__result",
    )
    if region is not None:
        rows = rows.filter(application__batch__region=region)
    return rows.order_by("application__batch__region__code", "order", "pk")


def next_place(batch: Batch, region: Region) -> int:
    return (recommended(batch, region).aggregate(n=Max("order"))["n"] or 0) + 1


def state_of(rows: Sequence[Recommendation]) -> str:
    """The order as a page shows it: another one means that somebody was faster."""
    return "-".join(str(row.pk) for row in rows)


def renumber(rows: Sequence[Recommendation]) -> None:
    for number, row in enumerate(rows, start=1):
        if row.order != number:
            row.order = number
            row.save(update_fields=["order"])


def carry(application: Application, batch: Batch) -> Application:
    """A draft in the higher batch with everything the judged one has; nothing is typed again."""
    made = Application.objects.create(
        batch=batch,
        organization=application.organization,
        school=application.school,
        brand=application.brand,
        content=application.content,
        facts=application.facts,
        contact_phone=application.contact_phone,
        typed_by=application.typed_by,
    )
    for member in application.members.all():
        member.pk, member.application = None, made
        member.save()
    for claim in application.claims.prefetch_related("evidence"):
        cited = list(claim.evidence.all())
        claim.pk, claim.application, claim.indicator = None, made, None
        claim.save()
        for row in cited:
            row.pk, row.claim = None, claim
        Evidence.objects.bulk_create(cited)
    return made


def waiting_in(codes: Any) -> QuerySet[Batch]:
    """Batches of the regions of these codes that take recommendations now."""
    rows = announced_in(codes).filter(status=BatchStatus.OPEN)
    return rows.only("name", "closes_at", "region__name")
