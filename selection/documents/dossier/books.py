"""Everything of a batch in one workbook: applications, scores, sheets, conclusions."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from kit import sheets
from kit.sheets import Column, Frame, Table
from selection import scoring
from selection.actions.results import Outcome, outcomes
from selection.listings.sheets import SUMMARY_COLUMNS, StageTable, summary_rows
from selection.models import Batch, Decision

APPLICATIONS = (
    Column("编号", "number", width=6),
    Column("申报单位", "organization.name", width=28),
    Column("学校", "school.name", width=24),
    Column("地区", "school.region.name", width=12),
    Column("学段", "school.get_stage_display", width=10),
    Column("品牌名称", "brand", width=28),
    Column("状态", "get_status_display", width=10),
    Column("提交时间", "submitted_at", width=17),
)
SHEETS = (
    Column("编号", "number", width=6),
    Column("学校", "school", width=24),
    Column("环节", "stage", width=12),
    Column("评审专家", "expert", width=14),
    Column("合计", "total", width=8),
    Column("计入", "counted", width=8),
    Column("不计入的原因", "reason", width=40),
)
DECISIONS = (
    Column("编号", "application.number", width=6),
    Column("学校", "application.school.name", width=24),
    Column("品牌名称", "application.brand", width=28),
    Column("得分", "score", width=8),
    Column("名次", "rank", width=6),
    Column("结论", "get_outcome_display", width=10),
    Column("等次", "get_grade_display", width=8),
    Column("与名次不一致的理由", "reason", width=36),
    Column("会议日期", "meeting.held_on", width=12),
    Column("纪要文号", "meeting.document_number", width=20),
    Column("证书编号", "certificate_number", width=22),
)


def workbook(batch: Batch) -> bytes:
    """For the office: it names the experts."""
    found = outcomes(batch)
    rule = scoring.PanelRule(trim_from=batch.trim_from, minimum_valid=batch.minimum_valid)
    applied = batch.applications.standing().exclude(submitted_at=None).for_lists()
    decided = Decision.objects.filter(application__batch=batch).select_related(
        "application__school", "application__brand", "meeting"
    )

    def frame(title: str, note: str = "") -> Frame:
        return Frame(f"{batch}{title}", unit=batch.region.committee_name, note=note)

    scored = summary_rows(found)
    return sheets.book(
        [
            Table(APPLICATIONS, applied.order_by("number", "pk"), frame("申报一览表"), "申报"),
            Table(SUMMARY_COLUMNS, scored, frame("得分汇总表", scoring.explain_rule(rule)), "得分"),
            Table(SHEETS, _sheets(found), frame("各专家评分表"), "专家评分"),
            Table(DECISIONS, decided.order_by("rank", "pk"), frame("会议结论表"), "会议结论"),
        ]
    )


def _sheets(found: list[Outcome]) -> Iterator[Any]:
    for outcome in found:
        for stage in outcome.stages:
            for column in StageTable(stage).columns:
                yield SimpleNamespace(
                    number=outcome.application.number,
                    school=outcome.application.school.name,
                    stage=stage.stage.name,
                    expert=column.label,
                    total=column.total,
                    counted=column.is_counted,
                    reason=column.sheet.excluded or (f"去掉{column.mark}" if column.mark else ""),
                )
