"""Letters to the experts whose sheets are still out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from kit import audit, masked
from kit.workflow import Refused
from schools.models import User
from selection.actions.panels import UNFINISHED
from selection.choices import BatchStatus
from selection.models import Assignment, Batch, Expert, Letter

audit.register({"batch.remind": "{actor}给“{target}”的 {count} 位专家备好催交信：{experts}"})


@dataclass(frozen=True)
class Debtor:
    """An expert with sheets still to come."""

    expert: Expert
    rows: list[Assignment]

    @property
    def address(self) -> str:
        """Enough to see that there is one, and whose."""
        return masked.address(self.expert.user.email)

    @property
    def undeclared(self) -> int:
        return sum(row.declared_at is None for row in self.rows)


def debtors(batch: Batch) -> list[Debtor]:
    """In order of name, each with the sheets not handed in, not recused and not marked late."""
    rows = Assignment.objects.filter(stage__batch=batch, status__in=UNFINISHED)
    found: dict[int, Debtor] = {}
    for row in rows.for_lists().order_by("expert__user__name", "expert", "order", "pk"):
        found.setdefault(row.expert_id, Debtor(row.expert, [])).rows.append(row)
    return list(found.values())


def is_overdue(batch: Batch) -> bool:
    """The day has come and the review goes on; staff may remind, or record the sheets as late."""
    until = batch.review_until
    return batch.status == BatchStatus.REVIEWING and until is not None and until <= timezone.now()


def reminder(batch: Batch, debtor: Debtor) -> str:
    """Codes of the applications only: mail may be read by others."""
    codes = "、".join(row.application.code for row in debtor.rows)
    when = f"，截止时间是 {_moment(batch.review_until)}" if batch.review_until else ""
    late = "已经过了截止时间，" if is_overdue(batch) else ""
    day = timezone.localdate()
    return (
        f"{debtor.expert}：\n\n"
        f"你在“{batch}”里还有 {len(debtor.rows)} 项没有交评分{when}：{codes}。"
        f"{late}请登录平台，在“评审任务”里评完提交。如果要回避，请在同一页声明。\n\n"
        f"{batch.region.committee_name}\n{day.year} 年 {day.month} 月 {day.day} 日"
    )


@transaction.atomic
def write_reminders(*, batch: Batch, experts: Collection[Expert], by: User) -> list[Letter]:
    """One letter in the outbox per chosen expert who still owes a sheet and has an address."""
    if batch.status != BatchStatus.REVIEWING:
        raise Refused("这个批次现在不在专家评审阶段，不用催交。")
    chosen = {expert.pk for expert in experts}
    asked = [one for one in debtors(batch) if one.expert.pk in chosen and one.expert.user.email]
    if not asked:
        raise Refused("选中的专家都已经交齐了，没有发信。")
    letters = Letter.objects.bulk_create(
        Letter(
            batch=batch,
            recipient=one.expert.user,
            subject=f"请评完“{batch}”的 {len(one.rows)} 项"[:120],
            body=reminder(batch, one),
        )
        for one in asked
    )
    names = "、".join(str(one.expert) for one in asked)
    audit.record(by, "batch.remind", batch, count=len(letters), experts=names)
    return letters


def _moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), "Y 年 n 月 j 日 H:i")
