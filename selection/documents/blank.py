"""The form of a batch as an empty Word file, to be read and talked over before it is filled in.

The headings, tables and boxes of the finished form (documents/form.py), with the limits of the
batch beside each part.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH

from kit import word
from selection.actions import facts, selfscore
from selection.choices import PROSE
from selection.documents import opinions
from selection.documents.form import cover, self_scores
from selection.models import Batch

COVER = ("项目名称", "申报单位（盖章）", "申报党组织", "负责人", "学段", "填报日期")


def blank(batch: Batch) -> BytesIO:
    """The .docx from its start."""
    document = word.official(word.paper(f"{batch.name}申报书"))
    cover(document, batch, [(name, "") for name in COVER])
    document.add_page_break()
    _basics(document)
    _prose(document, batch)
    document.add_heading("三、台账数据", 1)
    document.add_paragraph("活动、荣誉、结对和报道由平台从台账统计，不用填写。")
    _claims(document, batch)
    rows = [
        {"title": leaf.title, "points": f"{leaf.points.normalize():f}", "value": "", "grounds": ""}
        for leaf in selfscore.leaves(batch)
    ]
    if rows:
        self_scores(document, rows)
    opinions.write(document, f"{'六' if rows else '五'}、审核意见", opinions.of_application(batch))
    line = document.sections[0].footer.paragraphs[0]
    word.page_number(line)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return word.written(document)


def _basics(document: Any) -> None:
    document.add_heading("一、基本情况", 1)
    rows = (("教职工数", "", "学生数", ""), ("党组织类型", "", "党员数", ""))
    word.settle(word.table(document, rows, unknown=""), height=1)
    document.add_paragraph("一句话介绍：")


def _prose(document: Any, batch: Batch) -> None:
    document.add_heading("二、品牌内容", 1)
    limits = facts.part_settings(batch.fields)
    for part in PROSE:
        if part.key in limits:
            document.add_heading(f"{part.label}（最多 {limits[part.key]} 字）", 2)
            box = word.table(document, [(part.hint,)])
            word.settle(box, height=6)


def _claims(document: Any, batch: Batch) -> None:
    document.add_heading("四、成效与佐证", 1)
    rows = [("成效或做法", "佐证"), *[("", "")] * 4]
    word.settle(word.table(document, rows, unknown=""), heads=True, height=1.2)
    if batch.attachments_asked:
        document.add_paragraph(word.text(f"另交附件：{'、'.join(batch.attachments_asked)}。"))
