"""The annual summary: what the ledgers know stands there, the rest is left to be written."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH

from activities.models import Activity, Coverage
from honors.models import Honor
from kit import word
from schools.choices import TieState
from schools.models import School, Tie

TO_WRITE = "（请补写）"


def written(school: School, words: str, first: date, last: date) -> BytesIO:
    """The .docx of the days from `first` to `last`, called `words`."""
    title = f"{school.name}{words}党建工作总结"
    document = word.paper(title)
    document.add_heading(word.text(title), 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    activities = Activity.objects.of_school(school).between(first, last)
    honors = Honor.objects.of_school(school).between(first, last)
    ties = Tie.objects.of_school(school).filter(state=TieState.ACTIVE)
    coverage = Coverage.objects.of_school(school).between(first, last)
    _overview(document, words, activities, honors, ties, coverage)
    _activities(document, activities)
    _honors(document, honors)
    _ties(document, ties)
    _coverage(document, coverage)
    for heading in ("六、主要做法和成效", "七、存在的不足", "八、下一步打算"):
        document.add_heading(heading, 1)
        document.add_paragraph(TO_WRITE)
    document.add_paragraph(f"\n{school.name}（盖章）\n　　　　年　　月　　日")
    return word.written(document)


def _overview(
    document: Any, words: str, activities: Any, honors: Any, ties: Any, coverage: Any
) -> None:
    document.add_heading("一、基本情况", 1)
    document.add_paragraph(
        f"{words}，本校开展活动 {activities.count()} 次，{activities.turnout()} 人次；"
        f"获得荣誉和其他成果 {honors.count()} 项，其中已核验 {honors.verified().count()} 项；"
        f"现有结对关系 {ties.count()} 个；原创媒体报道 {coverage.originals().count()} 篇。"
    )


def _activities(document: Any, rows: Any) -> None:
    document.add_heading("二、活动开展情况", 1)
    kinds = rows.count_by_type()
    if not kinds:
        document.add_paragraph("台账里没有这段时间的活动。")
        return
    counted = [(kind["label"], kind["count"], kind["turnout"]) for kind in kinds]
    word.table(document, [("类型", "次数", "人次"), *counted])
    document.add_paragraph("一次活动属于几个类型的，各计一次。")
    listed = rows.order_by("happened_on", "pk").prefetch_related("typings")
    lines = [
        (f"{row.happened_on:%Y-%m-%d}", row.title, row.types_text, row.turnout) for row in listed
    ]
    word.table(document, [("日期", "活动名称", "类型", "人次"), *lines])


def _honors(document: Any, rows: Any) -> None:
    document.add_heading("三、荣誉和其他成果", 1)
    levels = rows.count_by_level()
    if not levels:
        document.add_paragraph("台账里没有这段时间的荣誉。")
        return
    told = "，".join(f"{level['label']} {level['count']} 项" for level in levels)
    document.add_paragraph(f"按级别：{told}。")
    listed = rows.ranked().order_by("rank", "awarded_on", "pk").prefetch_related("issuers")
    lines = [
        (
            row.get_level_display(),
            row.title,
            row.issuers_text,
            row.awarded_text,
            row.get_verification_display(),
        )
        for row in listed
    ]
    word.table(document, [("级别", "名称", "颁发单位", "时间", "核验"), *lines])


def _ties(document: Any, rows: Any) -> None:
    document.add_heading("四、结对共建", 1)
    lines = [(row.get_kind_display(), row.title, row.purpose) for row in rows]
    if lines:
        word.table(document, [("关系", "名称", "内容与约定"), *lines])
    else:
        document.add_paragraph("台账里没有有效的结对关系。")


def _coverage(document: Any, rows: Any) -> None:
    document.add_heading("五、媒体报道", 1)
    listed = rows.order_by("appeared_on", "pk").select_related("outlet")
    lines = [(row.appeared_text, row.outlet.name, row.title, row.origin_label) for row in listed]
    if lines:
        word.table(document, [("日期", "媒体", "标题", "原创或转载"), *lines])
    else:
        document.add_paragraph("台账里没有这段时间的媒体报道。")
