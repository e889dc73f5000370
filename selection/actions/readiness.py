"""What is looked at before a public notice goes out, each with the reason when it is not met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from kit import workdays
from selection.actions import wording
from selection.actions.notices import chosen, last_day, names
from selection.choices import ApplicationStatus, BatchStatus
from selection.models import Batch, Decision, PublicNotice


@dataclass(frozen=True)
class Check:
    """One line of the list before publication; only a blocking one holds the notice back."""

    text: str
    is_ok: bool
    detail: str = ""
    is_blocking: bool = True


def checks(notice: PublicNotice) -> list[Check]:
    """What is looked at before a notice goes out, in the order of the page."""
    batch = notice.batch
    decisions = list(chosen(batch))
    said = _said(notice, decisions)
    return [_met(batch), _scored(decisions), _same_list(notice, decisions), *said]


def blockers(notice: PublicNotice) -> list[str]:
    return [check.detail or check.text for check in checks(notice) if _holds_back(check)]


def _holds_back(check: Check) -> bool:
    return check.is_blocking and not check.is_ok


def _met(batch: Batch) -> Check:
    left = batch.applications.in_state(ApplicationStatus.REVIEWED).count()
    deciding = batch.status == BatchStatus.DECIDING
    detail = ""
    if left:
        detail = f"还有 {left} 个项目的会议结论没有生效"
    elif not deciding:
        detail = f"批次现在是“{batch.get_status_display()}”，不在工委研究阶段"
    return Check("会议结论已记录并生效", not detail, detail)


def _scored(decisions: list[Decision]) -> Check:
    bare = [d for d in decisions if d.score is None]
    detail = f"{len(bare)} 个列入项目没有评审得分，不能公示，请撤回后补评" if bare else ""
    return Check("列入项目的评分齐全", not bare, detail)


def _same_list(notice: PublicNotice, decisions: list[Decision]) -> Check:
    listed_now = set(notice.items.values_list("decision_id", flat=True))
    if not decisions:
        return Check("名单与会议结论一致", False, "会议没有列入任何项目，没有名单可以公示")
    same = listed_now == {decision.pk for decision in decisions}
    return Check("名单与会议结论一致", same, "" if same else "名单已经变化，请打开草稿再保存一次")


def _said(notice: PublicNotice, decisions: list[Decision]) -> Iterable[Check]:
    late = notice.starts_on < timezone.localdate()
    yield _check("公示从今天或以后开始", late, "开始日期已经过去，请改成今天或以后")
    yield _long_enough(notice)
    silent = not (notice.contact_office and notice.contact_phone)
    yield _check("写明受理部门和电话", silent, "请写明受理部门和监督电话")
    problems = "；".join(wording.notice_problems(notice))
    yield _check("没有个人信息和禁用的说法", bool(problems), problems)
    short = [n[2] for n in map(names, decisions) if n[1] not in n[2]]
    detail = f"“{'”“'.join(short[:3])}”等 {len(short)} 个党组织名称里没有学校全称" if short else ""
    yield Check("党组织名称用学校全称", not short, detail, is_blocking=False)


def _long_enough(notice: PublicNotice) -> Check:
    text = f"公示不少于 {notice.batch.notice_days} 个{notice.batch.get_notice_day_kind_display()}"
    try:
        due = last_day(notice.batch, notice.starts_on)
    except workdays.UnknownYear as unknown:
        return _check(text, True, str(unknown).rstrip("。"))
    return _check(text, notice.ends_on < due, f"公示应当到 {due:%Y-%m-%d}，请打开草稿再保存一次")


def _check(text: str, is_bad: bool, detail: str) -> Check:
    return Check(text, not is_bad, detail if is_bad else "")
