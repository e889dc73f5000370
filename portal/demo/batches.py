"""One batch in every phase, led there by the people who would do it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from portal.demo import applications, defence, outcome, reviews
from portal.demo.source import away, read
from schools.models import Region, User
from selection.actions.batches import create_batch
from selection.choices import BatchMode, Programme
from selection.models import Batch
from selection.workflow import batch_flow

OFFICE = "党建办公室（演示）"
# In the order they are told; a title from one batch keeps its school out of a later one.
PHASES = ("archived", "published", "noticed", "deciding", "reviewing", "checking", "open", "draft")


def load() -> None:
    told = read("batches")
    reviews.load_experts(told["experts"])
    for phase in PHASES:
        plan = told[phase]
        programme = plan.get("programme", Programme.BRAND)
        key = {"region__code": plan["region"], "programme": programme, "number": plan["number"]}
        if not Batch.objects.filter(**key).exists():
            lead(phase, plan, told)


def lead(phase: str, plan: dict[str, Any], told: dict[str, Any]) -> Batch:
    """A new batch, led as far as `phase`."""
    staff = User.objects.get(username=plan["staff"])
    leader = User.objects.get(username="leader")
    batch = _draft(plan, told, staff)
    if phase == "draft":
        return batch
    if "defence" in plan:
        defence.prepare(batch, plan["defence"], staff)
    batch_flow.perform(batch, "open", by=leader)
    Batch.objects.filter(pk=batch.pk).update(announced_at=_at(away(plan["opens"] - 2), 10))
    for row in plan["applications"]:
        applications.load(batch, row, told, staff)
    if phase not in ("open", "checking"):
        _judge(batch, phase, plan, told["comments"], staff, leader)
        return batch
    if "corrections" in plan:
        applications.return_one(batch, plan["sent_back"], plan["corrections"], staff)
    if phase == "checking":
        batch_flow.perform(batch, "close", by=staff)
        _date_back(batch, plan)
    return batch


def _judge(
    batch: Batch,
    phase: str,
    plan: dict[str, Any],
    comments: dict[str, str],
    staff: User,
    leader: User,
) -> None:
    """From the deadline as far as `phase`."""
    batch_flow.perform(batch, "close", by=staff)
    batch_flow.perform(batch, "start_review", by=staff)
    reviews.load(batch, plan, comments, staff)
    if "defence" in plan:
        defence.hold(batch, plan["defence"], reviews.qualities(plan), staff)
    if phase != "reviewing":
        batch_flow.perform(batch, "finish_review", by=staff)
    if phase in ("noticed", "published", "archived"):
        outcome.notice(batch, plan, staff, leader)
    if phase in ("published", "archived"):
        outcome.announce_results(batch, plan, leader)
    if phase == "archived":
        batch_flow.perform(batch, "archive", by=leader)
    _date_back(batch, plan)


def _draft(plan: dict[str, Any], told: dict[str, Any], staff: User) -> Batch:
    """A batch that takes applications today; those that closed long ago are dated back later."""
    year = away(plan["opens"]).year
    batch = Batch(
        region=Region.objects.get(code=plan["region"]),
        programme=plan.get("programme", Programme.BRAND),
        mode=plan.get("mode", BatchMode.RESULT),
        build_months=plan.get("build_months", 24),
        recheck_years=plan.get("recheck_years", 0),
        number=plan["number"],
        name=plan["name"],
        summary=plan["summary"],
        basis_title="关于开展中小学校党建品牌项目申报工作的通知（演示）",
        basis_number=f"演示〔{year}〕{plan['number']} 号",
        basis_issuer="教育工委（演示）",
        basis_date=away(plan["opens"] - 3),
        opens_at=_at(away(plan["opens"]), 9),
        closes_at=timezone.now() + timedelta(days=max(plan["closes"], 1)),
        review_until=timezone.now() + timedelta(days=max(plan["review_until"], 1)),
        period_from=away(plan["period"][0]),
        period_until=away(plan["period"][1]),
        quota_total=plan["quota"],
        notice_days=plan["notice_days"],
        notice_day_kind=plan["notice_day_kind"],
        contact_office=OFFICE,
        contact_phone=told["phone"],
        contact_address="演示地址",
        is_sealed=plan.get("is_sealed", False),
        has_self_score=plan.get("has_self_score", False),
    )
    batch.clean_fields(exclude=["region", "created_by", "cloned_from"])
    create_batch(batch=batch, by=staff)
    return batch


def _date_back(batch: Batch, plan: dict[str, Any]) -> None:
    """The calendar the batch would have had, and the dates of what was handed in then."""
    Batch.objects.filter(pk=batch.pk).update(
        closes_at=_end_of(away(plan["closes"])), review_until=_end_of(away(plan["review_until"]))
    )
    for application in batch.applications.all():
        applications.date_back(application, away(plan["closes"] - 6 + (application.number or 0)))


def _end_of(on: date) -> datetime:
    return _at(on, 17)


def _at(on: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(hour)))
