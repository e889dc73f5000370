"""The desk of a district or city office: phases, what needs attention, figures that open."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from brands.choices import BrandKind
from brands.models import Brand
from brands.models.tallies import HIGH
from kit.prepared import Prepared, given, how_many
from portal.dashboards import kept
from portal.dashboards.district_charts import honors_by_level, periods, stage_chart, year_course
from portal.dashboards.district_tasks import WAITING, tasks
from portal.dashboards.managed import Managed
from portal.dashboards.tasks import by_urgency
from schools.models import School, User
from selection.choices import ApplicationStatus, BatchStatus
from selection.listings.review import PHASES, counts, phases
from selection.models import Application, Batch
from selection.models.batch import BatchQuerySet

TOLD = ("projects", "winners", *WAITING)  # what of its regions the desk counts


@Managed
def batches_of(user: User) -> BatchQuerySet:
    return Batch.objects.managed_by(user).for_desk()


@Managed
def figures_of(user: User) -> Any:
    return kept.regional(user).filter(what__in=TOLD).sums("what")


@Managed
def schools_of(user: User) -> QuerySet[Any, int]:
    return how_many(School.objects.managed_by(user).running())


@Prepared
def standing() -> Any:
    """(stage of school, status, how many) of the applications of a batch."""
    rows = Application.objects.filter(batch=given("batch")).standing().order_by("school__stage")
    return rows.values_list("school__stage", "status").annotate(n=Count("pk"))


def desk(user: User, chosen: str, year: str = "") -> dict[str, Any]:
    """`chosen` is the number of a batch, `year` the key of a period, e.g. "2026-school"."""
    batches = batches_of(user)
    batch = pick(batches, chosen)
    came_in = standing(batch=batch.pk) if batch and not batch.is_closed_to_office else []
    told: dict[str, int] = dict(figures_of(user))
    offered = periods()
    period = next((one for one in offered if one.key == year), offered[0])
    return {
        "choices": [(None, batch_choices(batches, batch), 0)] if len(batches) > 1 else [],
        "batch": batch,
        "phases": phases(batch) if batch else [],
        "figures": figures(user, batch, came_in, told),
        "stages": stage_chart(batch, came_in) if batch and came_in else None,
        "periods": [
            {
                "label": one.words,
                "url": f"?batch={batch.pk if batch else ''}&year={one.key}#t-year",
                "current": one == period,
            }
            for one in offered
        ],
        "charts": [year_course(user, period), honors_by_level(user, period)],
        "tasks": by_urgency(tasks(user, batches, told)),
    }


def pick(batches: list[Batch], chosen: str) -> Batch | None:
    """The batch asked for, else the one that is furthest along but not over, else the newest."""
    asked = [batch for batch in batches if str(batch.pk) == chosen]
    order = [status for status, _ in PHASES]
    running = [batch for batch in batches if batch.status in order[:-1]]
    running.sort(key=lambda batch: -order.index(BatchStatus(batch.status)))
    return next(iter([*asked, *running, *batches]), None)


def batch_choices(batches: list[Any], chosen: Batch | None) -> list[dict[str, Any]]:
    """For the tag `options`."""
    states = dict(BatchStatus.choices)
    return [
        {
            "value": batch.pk,
            "label": f"{batch.place}{batch.ordinal} · {states[batch.status]}",
            "selected": batch == chosen,
        }
        for batch in batches
    ]


def figures(
    user: User, batch: Batch | None, came_in: list[Any], told: dict[str, int]
) -> list[dict[str, Any]]:
    """Four figures, each opening the list it counts.

    `came_in` are the applications of the batch as counted, `told` what is kept of the regions.
    """
    found = []
    if batch and batch.is_closed_to_office:
        url = reverse("office:selection:batch", args=[batch.pk])
        found += [figure(row["label"], row["count"], "项", url) for row in counts(batch)]
    elif batch:
        queue = f"{reverse('office:selection:queue')}?batch={batch.pk}"
        waiting = sum(n for _, status, n in came_in if status == ApplicationStatus.SUBMITTED)
        returned = sum(n for _, status, n in came_in if status == ApplicationStatus.RETURNED)
        found += [
            figure("待审项目", waiting, "项", queue),
            figure("退回未补正", returned, "项", f"{queue}&tab=returned"),
        ]
    projects = kept.total(
        user,
        told,
        "projects",
        lambda: Brand.objects.of_kind(BrandKind.SECRETARY_PROJECT).current(),
    )
    winners = kept.total(user, told, "winners", lambda: Brand.objects.at_level(*HIGH))
    brands = reverse("office:brands:list")
    shown = f"{brands}?kind={BrandKind.SECRETARY_PROJECT}&use=current"
    won = f"{brands}?{'&'.join(f'level={level}' for level in HIGH)}"
    running = f"{reverse('office:schools')}?kept=running"
    return [
        *found,
        figure("书记项目", projects, "个", shown),
        figure("省、市级品牌", winners, "个", won),
        figure("学校", schools_of.first(user) or 0, "所", running),
    ][:4]


def figure(label: str, value: int, unit: str, url: str) -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "url": url}
