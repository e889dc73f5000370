"""What the pages of batches, experts and assignments show, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.formats import date_format

from kit import sheets
from kit.listing import Listing
from schools.models import User
from selection.access.conflicts import Reason, between
from selection.actions.panels import UNFINISHED, WATCHED, excluded, seat_of
from selection.actions.remind import is_overdue
from selection.choices import ApplicationStatus, AssignmentStatus, BatchStatus, StageForm
from selection.models import Application, Assignment, Batch, Expert, ReviewStage

PHASES = (
    (BatchStatus.OPEN, "申报"),
    (BatchStatus.CHECKING, "形式审查"),
    (BatchStatus.REVIEWING, "专家评审"),
    (BatchStatus.DECIDING, "工委研究"),
    (BatchStatus.NOTICED, "公示"),
    (BatchStatus.PUBLISHED, "公布"),
)
ORDER = [BatchStatus.DRAFT, *(status for status, _ in PHASES), BatchStatus.ARCHIVED]
KINDS: dict[str, str] = {
    AssignmentStatus.ASSIGNED: "wait",
    AssignmentStatus.DECLARED: "live",
    AssignmentStatus.SUBMITTED: "done",
    AssignmentStatus.RECUSED: "back",
    AssignmentStatus.LATE: "back",
}
BATCH_KINDS: dict[str, str] = {
    BatchStatus.DRAFT: "none",
    BatchStatus.OPEN: "live",
    BatchStatus.CHECKING: "wait",
    BatchStatus.REVIEWING: "wait",
    BatchStatus.DECIDING: "wait",
    BatchStatus.NOTICED: "live",
    BatchStatus.PUBLISHED: "done",
    BatchStatus.ARCHIVED: "done",
}


class BatchListing(Listing):
    search = ("name",)
    orders = {"": ("-opens_at", "-pk")}


class ExpertListing(Listing):
    search = ("user__name", "user__unit", "school__name", "field")
    orders = {"": ("user__name", "pk"), "load": ("-load", "pk")}
    filename = "专家库"
    is_official = True
    columns = (
        sheets.Column("姓名", "user.name", width=12),
        sheets.Column("单位", "workplace", width=28),
        sheets.Column("专长", "field", width=20),
        sheets.Column("已分派", "load", width=8),
        sheets.Column("上限", "maximum_load", width=8),
    )


def experts_with_load(user: User) -> Any:
    """The pool, each with the number of sheets asked for and not recused."""
    asked = ~Q(assignments__status=AssignmentStatus.RECUSED)
    return (
        Expert.objects.managed_by(user)
        .select_related("user", "school", "region")
        .annotate(
            load=Count("assignments", filter=asked),
            workplace=Coalesce(NullIf("user__unit", Value("")), "school__name", Value("")),
        )
    )


def batches_with_counts(user: User) -> Any:
    handed_in = ~Q(
        applications__status__in=[
            ApplicationStatus.DRAFT,
            ApplicationStatus.TO_SIGN,
            ApplicationStatus.WITHDRAWN,
        ]
    )
    return (
        Batch.objects.managed_by(user)
        .select_related("region")
        .annotate(handed_in=Count("applications", filter=handed_in))
    )


def phases(batch: Batch) -> list[dict[str, str]]:
    """Steps for components/flow.html, with the dates that are known."""
    now = ORDER.index(BatchStatus(batch.status))
    notes = {
        BatchStatus.OPEN: f"{_day(batch.opens_at)} 至 {_day(batch.closes_at)}",
        BatchStatus.CHECKING: f"{_day(batch.correct_until)}前补正" if batch.correct_until else "",
        BatchStatus.REVIEWING: f"{_day(batch.review_until)}前评完" if batch.review_until else "",
    }
    return [
        {
            "label": label,
            "note": notes.get(status, ""),
            "state": "now" if ORDER.index(status) == now else _past(ORDER.index(status) < now),
        }
        for status, label in PHASES
    ]


def _past(is_over: bool) -> str:
    return "done" if is_over else ""


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "n 月 j 日") if moment else ""


def counts(batch: Batch) -> list[dict[str, Any]]:
    """How many applications stand in which state, in the order of their life.

    Of a sealed batch only how many have come in.
    """
    if batch.is_closed_to_office:
        came_in = batch.applications.standing().filter(submitted_at__isnull=False)
        return [{"label": "已收到", "count": came_in.count()}]
    found = dict(batch.applications.values_list("status").annotate(n=Count("pk")).order_by())
    return [
        {"label": status.label, "count": found[status]}
        for status in ApplicationStatus
        if found.get(status)
    ]


@dataclass(frozen=True)
class AssignmentRow:
    """An assignment on the office's page; `reasons` speak against it today."""

    assignment: Assignment
    reasons: list[Reason]
    offers: list[Any]

    @property
    def kind(self) -> str:
        return KINDS[self.assignment.status]

    @property
    def is_open_conflict(self) -> bool:
        recused = self.assignment.status == AssignmentStatus.RECUSED
        return bool(self.reasons) and not recused and not self.assignment.override_reason


def assignments_of(application: Application) -> list[Assignment]:
    rows = Assignment.objects.filter(application=application).for_lists()
    return list(rows.select_related("expert__school", "review", "stage__batch__region"))


@dataclass(frozen=True)
class Cell:
    """`is_late`: not handed in by the day the batch names."""

    assignment: Assignment | None
    reasons: list[Reason]
    is_late: bool = False

    @property
    def kind(self) -> str:
        return KINDS[self.assignment.status] if self.assignment else ""

    @property
    def is_open_conflict(self) -> bool:
        row = self.assignment
        if row is None or row.status == AssignmentStatus.RECUSED:
            return False
        return bool(self.reasons) and not row.override_reason


@dataclass(frozen=True)
class GridRow:
    """`totals` of the sheets that count, as the result sheet will count them."""

    application: Application
    cells: list[Cell]
    totals: list[Decimal]
    open: int

    @property
    def valid(self) -> int:
        return len(self.totals)

    @property
    def spread(self) -> Decimal | None:
        return max(self.totals) - min(self.totals) if self.totals else None


@dataclass(frozen=True)
class Grid:
    experts: list[Expert]
    rows: list[GridRow]
    tallies: list[dict[str, int]]
    is_overdue: bool

    @property
    def open(self) -> int:
        return sum(row.open for row in self.rows)

    @property
    def late(self) -> int:
        """Sheets that are overdue, and those on record as not handed in."""
        return sum(cell.is_late for row in self.rows for cell in row.cells)


def grid(stage: ReviewStage) -> Grid:
    """Expert × application with states; conflicts are looked up anew while the review lasts.

    To a defence belong the applications drawn for it, in drawn order.
    """
    batch, order = stage.batch, ("number", "pk")
    rows_here = batch.applications.exclude(status__in=_NOT_IN_REVIEW)
    if stage.form == StageForm.DEFENCE:
        rows_here, order = rows_here.filter(slots__stage=stage), ("slots__order", "pk")
    applications = list(rows_here.select_related("school", "brand").order_by(*order))
    assigned = list(
        Assignment.objects.filter(stage=stage, application__in=applications)
        .select_related("expert__user", "review")
        .annotate(total=Sum("review__scores__value", default=Decimal(0)))
        .order_by("expert__user__name", "expert", "pk")
    )
    experts = list({row.expert_id: row.expert for row in assigned}.values())
    against = between(applications, experts) if batch.status in WATCHED else {}
    by_pair = {(row.application_id, row.expert_id): row for row in assigned}
    totals = {row.pk: row.total for row in assigned}
    overdue = is_overdue(batch)
    late = {AssignmentStatus.LATE, *(UNFINISHED if overdue else ())}

    def row(application: Application) -> GridRow:
        cells = [
            Cell(found, against.get(pair, []), found is not None and found.status in late)
            for pair in ((application.pk, expert.pk) for expert in experts)
            for found in [by_pair.get(pair)]
        ]
        mine = [cell.assignment for cell in cells if cell.assignment]
        return GridRow(
            application=application,
            cells=cells,
            totals=[totals[row.pk] for row in mine if not excluded(seat_of(row), against)],
            open=sum(row.status in UNFINISHED for row in mine),
        )

    rows = [row(application) for application in applications]
    return Grid(experts, rows, [_tally(e, assigned) for e in experts], overdue)


_NOT_IN_REVIEW = (
    ApplicationStatus.DRAFT,
    ApplicationStatus.TO_SIGN,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.RETURNED,
    ApplicationStatus.REJECTED,
    ApplicationStatus.WITHDRAWN,
)


def _tally(expert: Expert, assigned: Sequence[Assignment]) -> dict[str, int]:
    states = [row.status for row in assigned if row.expert_id == expert.pk]
    gone = states.count(AssignmentStatus.RECUSED)
    return {"done": states.count(AssignmentStatus.SUBMITTED), "total": len(states) - gone}
