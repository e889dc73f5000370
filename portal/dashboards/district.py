"""The desk of a district or city office: phases, what needs attention, figures that open."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse

from brands.choices import BrandKind
from brands.models import Brand
from brands.models.tallies import HIGH
from portal.dashboards import kept
from portal.dashboards.district_charts import honors_by_level, periods, stage_chart, year_course
from portal.dashboards.district_tasks import WAITING, tasks
from portal.dashboards.tasks import by_urgency
from schools.models import School, User
from selection.choices import ApplicationStatus, BatchStatus
from selection.listings.review import PHASES, counts, phases
from selection.models import Batch

TOLD = ("projects", "winners", *WAITING)  # what of its regions the desk counts


def desk(user: User, chosen: str, year: str = "") -> dict[str, Any]:
    """`chosen` is the number of a batch, `year` the key of a period, e.g. "2026-school"."""
    batches = list(Batch.objects.managed_by(user).for_desk())
    batch = pick(batches, chosen)
    told = kept.regional(user).filter(what__in=TOLD).by("what")
    offered = periods()
    period = next((one for one in offered if one.key == year), offered[0])
    return {
        "choices": [(None, batch_choices(batches, batch), 0)] if len(batches) > 1 else [],
        "batch": batch,
        "phases": phases(batch) if batch else [],
        "figures": figures(user, batch, told),
        "stages": stage_chart(batch) if batch and not batch.is_closed_to_office else None,
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


def batch_choices(batches: list[Batch], chosen: Batch | None) -> list[dict[str, Any]]:
    """For the tag `options`."""
    return [
        {
            "value": batch.pk,
            "label": f"{batch.region}{batch.ordinal} · {batch.get_status_display()}",
            "selected": batch == chosen,
        }
        for batch in batches
    ]


def figures(user: User, batch: Batch | None, told: dict[str, int]) -> list[dict[str, Any]]:
    """Four figures, each opening the list it counts; `told` are those kept of its regions."""
    schools = School.objects.managed_by(user)
    found = []
    if batch and batch.is_closed_to_office:
        url = reverse("office:selection:batch", args=[batch.pk])
        found += [figure(row["label"], row["count"], "项", url) for row in counts(batch)]
    elif batch:
        states = dict(batch.applications.standing().values_list("status").annotate(n=Count("pk")))
        queue = f"{reverse('office:selection:queue')}?batch={batch.pk}"
        waiting = states.get(ApplicationStatus.SUBMITTED, 0)
        returned = states.get(ApplicationStatus.RETURNED, 0)
        found += [
            figure("待审项目", waiting, "项", queue),
            figure("退回未补正", returned, "项", f"{queue}&tab=returned"),
        ]
    projects = Brand.objects.of_kind(BrandKind.SECRETARY_PROJECT).current()
    winners = Brand.objects.at_level(*HIGH)
    brands = reverse("office:brands:list")
    shown = f"{brands}?kind={BrandKind.SECRETARY_PROJECT}&use=current"
    won = f"{brands}?{'&'.join(f'level={level}' for level in HIGH)}"
    running = f"{reverse('office:schools')}?kept=running"
    return [
        *found,
        figure("书记项目", kept.total(user, told, "projects", projects), "个", shown),
        figure("省、市级品牌", kept.total(user, told, "winners", winners), "个", won),
        figure("学校", schools.running().count(), "所", running),
    ][:4]


def figure(label: str, value: int, unit: str, url: str) -> dict[str, Any]:
    return {"label": label, "value": value, "unit": unit, "url": url}
