"""A signed build report as the official Word form, from what was frozen with the signature."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH

from kit import word
from selection.documents import opinions
from selection.models import Report

NUMERALS = "三四五六"


def written(report: Report) -> BytesIO:
    document, content = (
        word.paper(f"{report.frozen['batch']}{report.get_kind_display()}"),
        report.frozen,
    )
    _cover(document, report, content)
    _promises(document, content)
    _facts(document, content["facts"])
    _prose(document, content)
    opinions.write(document, "六、验收意见", opinions.of_report(report))
    line = document.sections[0].footer.paragraphs[0]
    line.text = f"内容摘要 {report.digest[:16]}"
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return word.written(document)


def _cover(document: Any, report: Report, content: dict[str, Any]) -> None:
    title = document.add_heading(word.text(f"{content['batch']}\n{content['kind']}"), 0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = [
        ("项目名称", content["brand"]),
        ("项目编号", content["number"]),
        ("项目单位（盖章）", content["school"]),
        ("党组织", content["organization"]),
        ("负责人", content["leader"]),
        ("统计期间", " 至 ".join(content["facts"]["period"])),
        ("填报日期", opinions.day(report.submitted_at)),
    ]
    if content["round"] > 1:
        rows.insert(1, ("验收", f"第 {content['round']} 次验收"))
    word.table(document, rows)
    document.add_page_break()


def _promises(document: Any, content: dict[str, Any]) -> None:
    document.add_heading("一、承诺任务完成情况", 1)
    rows = [
        (row["changed_to"] or row["text"], row["due_on"], row["delivered"], row["delivered_on"])
        for row in content["promises"]
    ]
    heads = ("承诺任务", "完成期限", "完成情况", "完成时间")
    word.table(document, [heads, *rows], unknown="—")
    for change in content["changes"]:
        told = f"{change['kind']}：{change['what']}（{change['number']}）"
        document.add_paragraph(word.text(told))


def _facts(document: Any, facts: dict[str, Any]) -> None:
    document.add_heading("二、台账数据", 1)
    done, won = facts["activities"], facts["honors"]
    rows = [(row["label"], row["count"], row["turnout"]) for row in done["by_type"]]
    word.table(
        document, [("活动类型", "次数", "人次"), *rows, ("合计", done["count"], done["turnout"])]
    )
    document.add_paragraph(
        f"荣誉 {won['count']} 项，已核验 {won['verified']} 项；"
        f"结对 {facts['ties']['count']} 个；原创报道 {facts['coverage']['count']} 篇。"
    )


def _prose(document: Any, content: dict[str, Any]) -> None:
    for number, part in zip(NUMERALS, content["texts"], strict=False):
        document.add_heading(f"{number}、{part['label']}", 1)
        word.lines(document, part["text"])
