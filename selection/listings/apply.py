"""Lists around applying: what a school may apply in, the queue of the formal check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django_filters import ChoiceFilter, FilterSet

from kit.listing import Listing
from schools.choices import Stage
from schools.models import PartyOrganization, School, User
from selection.actions import check, eligibility, seal
from selection.choices import PROSE
from selection.choices import ApplicationStatus as Status
from selection.models import Application, Batch, Permit

STEPS = (
    ("填写材料", (Status.DRAFT,)),
    ("书记审签", (Status.TO_SIGN,)),
    ("形式审查", (Status.SUBMITTED, Status.RETURNED, Status.PASSED, Status.REJECTED)),
    ("专家评审", (Status.REVIEWING, Status.REVIEWED)),
    ("工委研究", (Status.DECIDED,)),
    ("公示", (Status.NOTICED, Status.SUSPENDED)),
    ("公布结果", (Status.APPROVED, Status.NOT_SELECTED, Status.REVOKED)),
)
BUILDING = (
    Status.BUILDING,
    Status.MIDTERM,
    Status.EXTENDED,
    Status.CLOSED,
    Status.TERMINATED,
)
BUILD_STEP = ("建设期", BUILDING)
OVER = (*STEPS[-1][1], *BUILDING, Status.REJECTED)
KINDS = {
    Status.DRAFT: "none",
    Status.TO_SIGN: "wait",
    Status.SUBMITTED: "wait",
    Status.RETURNED: "back",
    Status.REJECTED: "back",
    Status.WITHDRAWN: "none",
    Status.SUSPENDED: "back",
    Status.APPROVED: "done",
    Status.NOT_SELECTED: "none",
    Status.REVOKED: "back",
    Status.CLOSED: "done",
    Status.TERMINATED: "back",
}
TABS = (
    ("", "待审", (Status.SUBMITTED,)),
    ("returned", "已退回", (Status.RETURNED, Status.TO_SIGN)),
    ("passed", "已通过", ()),
    ("rejected", "不予受理", (Status.REJECTED,)),
    ("all", "全部", None),
)
UNPASSED = (Status.DRAFT, Status.TO_SIGN, Status.SUBMITTED, Status.RETURNED, Status.REJECTED)
LATE_AFTER = 5
OPTIONAL = {part.key for part in PROSE if not part.is_required}


class Opening(NamedTuple):
    """A batch as a school sees it; `barriers` say why it may not apply, `permit` why it may."""

    batch: Batch
    brand: Any
    barriers: list[str]
    permit: Permit | None


def status_kind(application: Application) -> str:
    """The shape of components/status.html."""
    return KINDS.get(Status(application.status), "live")


def steps(application: Application) -> list[dict[str, str]]:
    """For components/flow.html; a project in its build period has one step more."""
    status = application.status
    path = (*STEPS, BUILD_STEP) if status in BUILDING else STEPS
    now = next((n for n, (_, states) in enumerate(path) if status in states), -1)
    found = []
    for number, (label, _) in enumerate(path):
        state = "done" if number < now else ""
        if number == now:
            state = "now back" if status in {Status.RETURNED, Status.REJECTED} else "now"
        note = application.get_status_display() if number == now else ""
        found.append({"label": label, "state": state, "note": note})
    return found


def organizations(school: School) -> QuerySet[PartyOrganization]:
    return PartyOrganization.objects.of_school(school)


def applying(school: School, brand: Any = None) -> PartyOrganization | None:
    """The organisation that usually applies: the brand's, else the school's highest."""
    chosen = (brand and brand.organization) or school.top_organization
    return chosen or organizations(school).first()


def openings(school: School) -> list[Opening]:
    """Batches still to apply in: open ones, and closed ones for which there is a permit."""
    permitted = Permit.objects.valid().filter(organization__in=organizations(school))
    now_open = Batch.objects.open_for(school)
    rows = Batch.objects.filter(
        Q(pk__in=now_open.values("pk")) | Q(pk__in=permitted.values("batch"))
    )
    applied = eligibility.applied_in(organizations(school))
    usual = {brand: applying(school, brand) for brand in (None, *eligibility.brands(school))}
    found = []
    for batch in rows.select_related("region").prefetch_related("permits"):
        brand = eligibility.current_brand(batch, school)
        organization = usual[brand]
        if organization and (batch.pk, organization.pk) in applied:
            continue
        reasons = eligibility.hindrances(batch, school, organization, brand)
        allowed = eligibility.permit(batch, organization) if organization else None
        found.append(Opening(batch, brand, reasons, allowed))
    return found


class QueueFilter(FilterSet):
    stage = ChoiceFilter(
        field_name="school__stage", label="学段", choices=Stage.choices, empty_label="全部"
    )

    class Meta:
        model = Application
        fields: list[str] = []


class QueueListing(Listing):
    filters = QueueFilter
    search = ("school__name", "school__short_name", "brand__title")
    orders = {"": ("submitted_at",), "new": ("-submitted_at",)}
    order_labels = (("", "等得最久"), ("new", "最新提交"))

    def __init__(self, request: HttpRequest, rows: QuerySet[Application]) -> None:
        self.everything = rows
        self.tab = request.GET.get("tab", "")
        states = {key: states for key, _, states in TABS}.get(self.tab, ())
        super().__init__(request, in_tab(rows, self.tab, states))

    def tabs(self) -> list[dict[str, Any]]:
        left = self.request.GET.copy()
        left.pop("page", None)
        counts = self.everything.aggregate(
            **{f"n_{key}": Count("pk", filter=_match(key, states)) for key, _, states in TABS}
        )
        found = []
        for key, label, _ in TABS:
            left["tab"] = key
            found.append(
                {
                    "label": label,
                    "url": f"?{left.urlencode()}",
                    "count": counts[f"n_{key}"],
                    "current": key == self.tab,
                }
            )
        return found


def of_batch(rows: Any, batch: Batch | None) -> Any:
    """Those handed in to one batch, without the withdrawn."""
    return rows.filter(batch=batch).standing()


def in_tab(rows: QuerySet[Application], key: str, states: Any) -> QuerySet[Application]:
    return rows.filter(_match(key, states)).annotate(rounds=Count("versions"))


def _match(key: str, states: Any) -> Q:
    if key == "passed":
        return ~Q(status__in=UNPASSED)
    return Q() if states is None else Q(status__in=states)


class CheckListing(Listing):
    """Applications of a batch that wait for the check, by number."""

    orders = {"": ("number", "pk")}
    per_page = 50

    def __init__(self, request: HttpRequest, user: User, batch: Batch) -> None:
        rows = of_batch(Application.objects.managed_by(user), batch).in_state(Status.SUBMITTED)
        needed = ("check_marks", "batch__check_items", "versions", "files__version")
        super().__init__(request, rows.for_lists().prefetch_related(*needed))


def passable(rows: Iterable[Application]) -> list[tuple[Application, list[str]]]:
    """Each with what still stands against passing the check."""
    return [(row, [*check.obstacles(row), *seal.obstacles(row)]) for row in rows]


def waiting(application: Application) -> dict[str, Any]:
    """Days since it was handed in, while the check is open: {"days", "is_late"}."""
    if application.status != Status.SUBMITTED or application.submitted_at is None:
        return {}
    days = (timezone.now() - application.submitted_at).days
    return {"days": days, "is_late": days >= LATE_AFTER}


def completeness(application: Application) -> dict[str, int]:
    """Parts that are filled in, and how many must be; an optional one counts when it is there."""
    texts = [
        text for key, text in application.content.items() if text.strip() or key not in OPTIONAL
    ]
    return {"done": sum(bool(text.strip()) for text in texts), "total": len(texts) or 1}
