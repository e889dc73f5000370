"""The boxes for opinion, signature, seal and date at the end of a form, printed and in Word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils import timezone

from kit import word
from selection.models import Acceptance, ApplicationVersion, Batch, Report

DAY = "年　　月　　日"
STAMP = f"（盖章）　　　　{DAY}"
CHAIR = f"组长签字：　　　　　　{DAY}"
MEMBERS = "成员签字：＿＿＿＿＿＿＿＿＿＿＿＿＿＿"
VOTES = "应到＿＿人，实到＿＿人，同意＿＿人，不同意＿＿人，弃权＿＿人。"


class Box(NamedTuple):
    """Whose opinion it is, what is known of it, and the line to be signed or stamped by hand."""

    who: str
    text: str
    sign: str = STAMP


def of_application(batch: Batch, version: ApplicationVersion | None = None) -> list[Box]:
    """Without a version for the empty form."""
    signed = f"书记审签：{version.made_by}，{day(version.made_at)}" if version else ""
    return [
        Box("申报单位意见", signed),
        Box("推荐单位意见", ""),
        Box("评审组意见", VOTES, CHAIR),
        Box(f"{batch.region.committee_name}审定意见", ""),
    ]


def of_report(report: Report) -> list[Box]:
    """What the group found stands in its box once it has judged the report as it is signed now."""
    judged = [row for row in report.acceptances.all() if row.signed_at == report.submitted_at]
    return [
        Box("项目单位意见", f"书记签字：{report.submitted_by}，{day(report.submitted_at)}"),
        Box("验收组意见", found(judged[-1]) if judged else VOTES, CHAIR),
        _region(report),
    ]


def of_acceptance(acceptance: Acceptance, *, names: bool) -> list[Box]:
    """`names` are for the office alone."""
    present = f"到会 {len(acceptance.members)} 人。"
    return [
        Box("验收组意见", found(acceptance), CHAIR),
        Box("验收组成员", present + ("、".join(acceptance.members) if names else ""), MEMBERS),
        _region(acceptance.report),
    ]


def found(acceptance: Acceptance) -> str:
    """Day, points, conclusion and opinion in words."""
    points = ""
    if acceptance.total is not None:
        grade = f"，等次“{acceptance.get_grade_display()}”" if acceptance.grade else ""
        points = f"，合计 {acceptance.total.normalize():f} 分{grade}"
    lines = [
        f"{day(acceptance.held_on)}验收，到会 {len(acceptance.members)} 人{points}。",
        f"结论：{acceptance.get_verdict_display()}。",
        acceptance.opinion,
    ]
    if acceptance.reason:
        lines.append(f"与分数等次不同的理由：{acceptance.reason}")
    return "\n".join(lines)


def _region(report: Report) -> Box:
    return Box(f"{report.application.batch.region.committee_name}意见", "")


def write(document: Any, title: str, boxes: Iterable[Box]) -> None:
    document.add_heading(title, 1)
    rows = [(box.who, f"{box.text}\n\n\n{box.sign}") for box in boxes]
    word.settle(word.table(document, rows), height=4.5)


def day(at: date | datetime | None) -> str:
    """2026 年 3 月 5 日, or empty."""
    if at is None:
        return ""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return f"{local.year} 年 {local.month} 月 {local.day} 日"
