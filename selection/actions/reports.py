"""Mid-term and closing reports: first written from promises and ledgers, frozen when signed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from kit import audit
from kit.workflow import Refused
from schools.models import User
from selection.actions import course, snapshot
from selection.actions.build import state_of
from selection.choices import ReportKind
from selection.models import Report

audit.register(
    {
        "build.write": "{actor}保存了“{target}”",
        "build.freeze": "{actor}签字时“{target}”的内容已固定，摘要 {digest}",
    }
)
PARTS = {
    ReportKind.MIDTERM: (
        ("progress", "建设进展"),
        ("shortfalls", "问题和不足"),
        ("next", "下一步"),
    ),
    ReportKind.CLOSING: (
        ("progress", "完成情况"),
        ("result", "建设成效"),
        ("insight", "启示与思考"),
    ),
}


def parts(report: Report) -> Sequence[tuple[str, str]]:
    return PARTS[ReportKind(report.kind)]


def prefilled(report: Report) -> dict[str, str]:
    """What is written already, else what promises, ledgers and the brand say now."""
    bodies = report.application.brand.section_bodies()
    start = {
        "progress": _progress(report),
        "shortfalls": _shortfalls(report),
        "next": _next(report),
        "result": bodies.get("result", ""),
        "insight": bodies.get("insight", ""),
    }
    return {key: report.content.get(key, start.get(key, "")) for key, _ in parts(report)}


def _progress(report: Report) -> str:
    """Delivered promises, one a line, and what the ledgers counted."""
    lines = [
        f"{promise.text}：{promise.row.delivered or '已完成'}（{promise.row.delivered_on}）"
        for promise in course.promises(report.application)
        if promise.row.delivered_on
    ]
    counts = course.counted(report.application)
    done, won, told = counts["activities"], counts["honors"], counts["coverage"]
    lines.append(
        f"建设期内开展活动 {done['count']} 次，{done['turnout']} 人次；"
        f"获得荣誉 {won['count']} 项；原创报道 {told['count']} 篇。"
    )
    return "\n".join(lines)


def _shortfalls(report: Report) -> str:
    late = [p for p in course.promises(report.application) if p.state == "late"]
    return "\n".join(f"{p.text}：原定 {p.row.due_on} 完成，还没有完成。" for p in late)


def _next(report: Report) -> str:
    ahead = [p for p in course.promises(report.application) if p.state == "now"]
    return "\n".join(f"{p.text}（{p.row.due_on or '期限未注明'}）" for p in ahead)


def composed(report: Report) -> dict[str, Any]:
    """Everything the committee will read, in plain values that no later edit reaches."""
    application = report.application
    return {
        "batch": application.batch.name,
        "kind": report.get_kind_display(),
        "round": report.round,
        "number": application.code,
        "brand": application.brand.title.replace("|", ""),
        "school": application.school.name,
        "organization": application.organization.name,
        "leader": course.leader_of(application),
        "due_on": report.due_on.isoformat() if report.due_on else "",
        "promises": course.promise_rows(application),
        "facts": course.counted(application),
        "texts": [
            {"label": label, "text": report.content.get(key, "")} for key, label in parts(report)
        ],
        "changes": [_granted(change) for change in course.granted(application)],
    }


def _granted(change: Any) -> dict[str, str]:
    until = f"延至 {change.new_due_on}" if change.new_due_on else change.new_value
    return {
        "kind": change.get_kind_display(),
        "what": until or change.reason,
        "number": change.approval_number,
        "on": change.decided_at.date().isoformat() if change.decided_at else "",
    }


def state(report: Report) -> str:
    return state_of(sorted(report.content.items()))


@transaction.atomic
def write(*, report: Report, content: dict[str, str], seen: str, by: User) -> None:
    """Save the prose, or raise Refused when it was sent or somebody saved meanwhile."""
    locked = Report.objects.select_for_update().get(pk=report.pk)
    if locked.status not in course.OPEN:
        raise Refused(f"报告现在是“{locked.get_status_display()}”，不能再改。")
    if state(locked) != seen:
        raise Refused("有人先一步保存了这份报告。你填的都还在下面，对照最新内容后再保存一次。")
    report.content = content
    report.save(update_fields=["content"])
    audit.record(by, "build.write", report)


def freeze(report: Report, by: User) -> None:
    """Inside the signature: what is sent stays readable whatever the ledgers say later."""
    report.frozen = composed(report)
    report.digest = snapshot.digest(report.frozen)
    report.save(update_fields=["frozen", "digest"])
    audit.record(by, "build.freeze", report, digest=report.digest[:16])
