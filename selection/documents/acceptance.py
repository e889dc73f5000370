"""The acceptance sheet (验收意见表) as the official Word form."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH

from kit import word
from selection.documents import opinions
from selection.models import Acceptance

HEADS = ("一级指标", "指标", "满分", "得分", "依据")
KEYS = ("group", "title", "full", "points", "ground")


def written(acceptance: Acceptance, *, names: bool) -> BytesIO:
    """`names`: with the members of the group, for the office alone."""
    content = acceptance.judged
    name = f"{content['batch']}{content['kind']}验收意见表"
    document = word.paper(name)
    title = document.add_heading(word.text(name), 0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.settle(word.table(document, _about(acceptance, content)))
    if acceptance.rows:
        document.add_heading("评分", 1)
        word.settle(word.table(document, _points(acceptance), unknown="—"), heads=True)
    opinions.write(document, "意见", opinions.of_acceptance(acceptance, names=names))
    line = document.sections[0].footer.paragraphs[0]
    line.text = f"内容摘要 {acceptance.digest[:16]}"
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return word.written(document)


def _about(acceptance: Acceptance, content: dict[str, Any]) -> list[tuple[str, str]]:
    number, again = content["number"], content["round"]
    return [
        ("项目名称", content["brand"]),
        ("项目单位", content["school"]),
        ("负责人", content["leader"]),
        ("项目编号", f"{number}，第 {again} 次验收" if again > 1 else number),
        ("验收日期", opinions.day(acceptance.held_on)),
        ("报告签字", f"{acceptance.signed_by}，{opinions.day(acceptance.signed_at)}"),
    ]


def _points(acceptance: Acceptance) -> list[tuple[str, ...]]:
    rows = [tuple(row[key] for key in KEYS) for row in acceptance.rows]
    total = "" if acceptance.total is None else f"{acceptance.total.normalize():f}"
    return [HEADS, *rows, ("合计", "", "", total, acceptance.grade_text)]
