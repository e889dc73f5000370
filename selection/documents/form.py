"""A frozen version as the official Word form: cover, tables, opinion boxes and the version code.

It says what the print page says, in the same order (tests/selection/test_word_form.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

import segno
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from kit import word
from selection.actions import selfscore
from selection.actions.snapshot import grouped
from selection.documents import opinions
from selection.models import Application, ApplicationVersion, Batch

TWO = Pt(32)  # two characters of 三号


def written(application: Application, version: ApplicationVersion, verify_url: str = "") -> BytesIO:
    """The .docx of one version, from its start; `verify_url` stands as a QR code on every page."""
    document = word.official(word.paper(f"{application.batch.name}申报书"))
    content = version.content
    _front(document, application, version)
    _basics(document, content)
    _prose(document, content)
    _facts(document, content["facts"])
    _claims(document, content)
    if rows := content.get("self_scores"):
        self_scores(document, rows)
    boxes = opinions.of_application(application.batch, version)
    opinions.write(document, f"{'六' if rows else '五'}、审核意见", boxes)
    _footer(document, version, verify_url)
    return word.written(document)


def cover(document: Any, batch: Batch, rows: Iterable[tuple[str, Any]], unknown: str = "") -> None:
    title = document.add_heading(word.text(f"{batch.name}\n申报书"), 0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.settle(word.table(document, rows, unknown), height=1.2)


def _front(document: Any, application: Application, version: ApplicationVersion) -> None:
    content = version.content
    rows = (
        ("项目名称", content["brand"]["title"].replace("|", "")),
        ("项目编号", application.code),
        ("申报单位（盖章）", content["school"]["name"]),
        ("申报党组织", content["organization"]["name"]),
        ("负责人", content["brand"]["leader"]),
        ("学段", content["school"]["stage_label"]),
        ("填报日期", opinions.day(version.made_at)),
    )
    cover(document, application.batch, rows, unknown="待补")
    document.add_paragraph(f"版本码 {grouped(version.code)}（第 {version.number} 版）")
    document.add_page_break()


def _basics(document: Any, content: dict[str, Any]) -> None:
    school, body = content["school"], content["organization"]
    document.add_heading("一、基本情况", 1)
    rows = (
        ("教职工数", school["teacher_count"], "学生数", school["student_count"]),
        ("党组织类型", body["kind_label"], "党员数", body["member_count"]),
    )
    word.settle(word.table(document, rows))
    if team := content.get("team"):
        document.add_heading("项目组成员", 2)
        people = [(row["name"], row["title"], row["unit"], row["duty"]) for row in team]
        table = word.table(document, [("姓名", "职务", "单位", "分工"), *people], unknown="—")
        word.settle(table, heads=True)
    document.add_paragraph(f"一句话介绍：{word.text(content['brand']['tagline'])}")


def _prose(document: Any, content: dict[str, Any]) -> None:
    document.add_heading("二、品牌内容", 1)
    for part in content["prose"]:
        if part["text"]:
            heading = f"：{part['heading']}" if part["heading"] else ""
            document.add_heading(word.text(f"{part['label']}{heading}"), 2)
            for line in part["text"].replace("\r\n", "\n").split("\n"):
                paragraph = document.add_paragraph(word.text(line, ""))
                paragraph.paragraph_format.first_line_indent = TWO


def _facts(document: Any, facts: dict[str, Any]) -> None:
    document.add_heading("三、台账数据", 1)
    done = facts["activities"]
    document.add_paragraph(f"活动 {done['count']} 次，{done['turnout']} 人次")
    rows = [(row["label"], row["count"], row["turnout"]) for row in done["by_type"]]
    word.settle(word.table(document, [("类型", "次数", "人次"), *rows]), heads=True)
    document.add_paragraph(
        f"荣誉 {facts['honors']['count']} 项，其中已核验 {facts['honors'].get('verified', 0)} 项；"
        f"结对 {facts['ties']['count']} 个；原创报道 {facts['coverage']['count']} 篇。"
    )


def _claims(document: Any, content: dict[str, Any]) -> None:
    document.add_heading("四、成效与佐证", 1)
    rows = [(claim["text"], _evidence(claim)) for claim in content["claims"]]
    word.settle(word.table(document, [("成效或做法", "佐证"), *rows]), heads=True)
    if files := content.get("enclosures"):
        named = "；".join(f"{place}. {row['name']}" for place, row in enumerate(files, start=1))
        document.add_paragraph(word.text(f"附件：{named}。"))


def _evidence(claim: dict[str, Any]) -> str:
    lines = (
        f"{item['number']}. {item['title']}（{item['date'] or '日期未注明'}"
        f"{'' if item['is_verified'] else '，未核验'}）"
        for item in claim["evidence"]
    )
    return "\n".join(lines) or "无"


def self_scores(document: Any, rows: list[dict[str, Any]]) -> None:
    """`rows` as ApplicationVersion.content keeps them; without values an empty table."""
    document.add_heading("五、学校自评", 1)
    document.add_paragraph("学校自评，不计入得分")
    given = [(row["title"], row["points"], row["value"], row["grounds"]) for row in rows]
    total = selfscore.total(rows) if any(row["value"] for row in rows) else ""
    lines = [("指标", "满分", "自评", "依据"), *given, ("合计", "", total, "")]
    word.settle(word.table(document, lines, unknown=""), heads=True)


def _footer(document: Any, version: ApplicationVersion, verify_url: str) -> None:
    """Page number, code and QR at the foot of every page."""
    footer = document.sections[0].footer
    line, code = footer.paragraphs[0], footer.add_paragraph(style="Footer")
    word.page_number(line)
    run = code.add_run(f"版本码 {grouped(version.code)} · 第 {version.number} 版 ")
    run.font.size = Pt(10.5)
    if verify_url:
        picture = BytesIO()
        segno.make(verify_url, error="m").save(picture, kind="png", scale=6, border=2)
        picture.seek(0)
        code.add_run().add_picture(picture, height=Cm(1.5))
    line.alignment = code.alignment = WD_ALIGN_PARAGRAPH.CENTER
