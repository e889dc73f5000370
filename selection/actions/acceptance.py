"""The acceptance sheet of a report: points by the batch's own rubric, the grade they give."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from brands.choices import Grade
from kit.workflow import Refused
from schools.models import User
from selection.actions import snapshot
from selection.actions.build import reports_of
from selection.choices import Verdict
from selection.models import Acceptance, Report, Rubric

ANEW = "学校重新签字提交过这份报告。请回到报告看过最新内容再验收。"
# The conclusion that points alone lead to; what fell short may also go back to be mended.
MEANT = {
    Grade.EXCELLENT: (Verdict.EXCELLENT,),
    Grade.PASSED: (Verdict.PASSED,),
    Grade.FAILED: (Verdict.FAILED, Verdict.RETURNED),
}


def rubric_for(report: Report) -> Rubric | None:
    """A batch without a rubric for this kind of report concludes without points."""
    return report.application.batch.rubrics.filter(purpose=report.kind).first()


def verdicts(report: Report) -> list[tuple[str, str]]:
    """A mid-term report is sent back until it is right; only a closing one can fail."""
    fails = report.kind == "closing"
    return [(v.value, v.label) for v in Verdict if fails or v != Verdict.FAILED]


def grade_of(total: Decimal, rubric: Rubric) -> Grade:
    if total >= rubric.excellent_from:
        return Grade.EXCELLENT
    return Grade.PASSED if total >= rubric.passed_from else Grade.FAILED


def departs(verdict: str, grade: str) -> bool:
    """Whether it concludes otherwise than the points; to send back tells its own why."""
    return bool(grade) and verdict != Verdict.RETURNED and verdict not in MEANT[Grade(grade)]


def line(leaf: Any, points: Decimal | None, ground: str) -> dict[str, str]:
    """One row of the sheet in plain values that no later edit of the rubric reaches."""
    return {
        "group": leaf.parent.title,
        "title": leaf.title,
        "full": f"{leaf.points.normalize():f}",
        "points": "" if points is None else f"{points.normalize():f}",
        "ground": ground,
    }


def keep(acceptance: Acceptance, rubric: Rubric | None, by: User) -> Acceptance:
    """Write the sheet beside the report it judges, and freeze the rubric it was judged by."""
    report = acceptance.report
    if not (report.frozen and report.submitted_by and report.submitted_at):
        raise Refused("报告还没有签字提交，不能验收。")
    acceptance.judged = {**report.frozen, "digest": report.digest}
    acceptance.signed_by, acceptance.signed_at = report.submitted_by, report.submitted_at
    acceptance.made_by = by
    acceptance.digest = snapshot.digest(sheet(acceptance))
    acceptance.save()
    if rubric and acceptance.total is not None:
        rubric.freeze()
    return acceptance


def sheet(acceptance: Acceptance) -> dict[str, Any]:
    """Everything the sheet says, as it is hashed."""
    return {
        "report": acceptance.judged["digest"],
        "held_on": acceptance.held_on.isoformat(),
        "members": acceptance.members,
        "rows": acceptance.rows,
        "total": "" if acceptance.total is None else f"{acceptance.total.normalize():f}",
        "grade": acceptance.grade,
        "verdict": acceptance.verdict,
        "reason": acceptance.reason,
        "opinion": acceptance.opinion,
    }


def acceptances_of(user: User) -> QuerySet[Acceptance]:
    found = Acceptance.objects.filter(report__in=reports_of(user))
    return found.select_related(
        "report__application__batch__region",
        "report__application__school",
        "report__application__brand",
        "signed_by",
    )


def total_of(points: Sequence[Decimal]) -> Decimal:
    return sum(points, Decimal(0))
