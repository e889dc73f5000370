"""A frozen version as the official Word form: cover, tables, opinion boxes and the version code."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.utils import timezone
from docx.enum.text import WD_ALIGN_PARAGRAPH

from kit import word
from selection.actions.snapshot import grouped
from selection.models import Application, ApplicationVersion

STAMP = "（盖章）　　　　年　　月　　日"


def written(application: Application, version: ApplicationVersion) -> BytesIO:
    """The .docx of one version, from its start."""
    document, content = word.paper(f"{application.batch.name}申报书"), version.content
    _cover(document, application, version)
    _basics(document, content)
    _prose(document, content)
    _facts(document, content["facts"])
    _claims(document, content)
    _opinions(document, application, version)
    _footer(document, version)
    return word.written(document)


def _day(version: ApplicationVersion) -> str:
    day = timezone.localtime(version.made_at)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _cover(document: Any, application: Application, version: ApplicationVersion) -> None:
    content = version.content
    title = document.add_heading(word.text(f"{application.batch.name}\n申报书"), 0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    rows = (
        ("项目名称", content["brand"]["title"].replace("|", "")),
        ("项目编号", application.code),
        ("申报单位（盖章）", content["school"]["name"]),
        ("申报党组织", content["organization"]["name"]),
        ("负责人", content["brand"]["leader"]),
        ("学段", content["school"]["stage_label"]),
        ("填报日期", _day(version)),
    )
    word.table(document, rows)
    document.add_paragraph(f"版本码 {grouped(version.code)}（第 {version.number} 版）")
    document.add_page_break()


def _basics(document: Any, content: dict[str, Any]) -> None:
    school, body = content["school"], content["organization"]
    document.add_heading("一、基本情况", 1)
    rows = (
        ("教职工数", school["teacher_count"], "学生数", school["student_count"]),
        ("党组织类型", body["kind_label"], "党员数", body["member_count"]),
    )
    word.table(document, rows)
    if team := content.get("team"):
        document.add_heading("项目组成员", 2)
        people = [(row["name"], row["title"], row["unit"], row["duty"]) for row in team]
        word.table(document, [("姓名", "职务", "单位", "分工"), *people], unknown="—")
    document.add_paragraph(f"一句话介绍：{word.text(content['brand']['tagline'])}")


def _prose(document: Any, content: dict[str, Any]) -> None:
    document.add_heading("二、品牌内容", 1)
    for part in content["prose"]:
        if part["text"]:
            heading = f"：{part['heading']}" if part["heading"] else ""
            document.add_heading(word.text(f"{part['label']}{heading}"), 2)
            for line in part["text"].replace("\r\n", "\n").split("\n"):
                document.add_paragraph(word.text(line, ""))


def _facts(document: Any, facts: dict[str, Any]) -> None:
    document.add_heading("三、台账数据", 1)
    done = facts["activities"]
    document.add_paragraph(f"活动 {done['count']} 次，{done['turnout']} 人次")
    rows = [(row["label"], row["count"], row["turnout"]) for row in done["by_type"]]
    word.table(document, [("类型", "次数", "人次"), *rows])
    document.add_paragraph(
        f"荣誉 {facts['honors']['count']} 项；结对 {facts['ties']['count']} 个；"
        f"原创报道 {facts['coverage']['count']} 篇。"
    )


def _claims(document: Any, content: dict[str, Any]) -> None:
    document.add_heading("四、成效与佐证", 1)
    rows = [(claim["text"], _evidence(claim)) for claim in content["claims"]]
    word.table(document, [("成效或做法", "佐证"), *rows])


def _evidence(claim: dict[str, Any]) -> str:
    lines = (
        f"{item['number']}. {item['title']}（{item['date'] or '日期未注明'}"
        f"{'' if item['is_verified'] else '，未核验'}）"
        for item in claim["evidence"]
    )
    return "\n".join(lines) or "无"


def _opinions(document: Any, application: Application, version: ApplicationVersion) -> None:
    document.add_heading("五、审核意见", 1)
    votes = "应到＿＿人，实到＿＿人，同意＿＿人，不同意＿＿人，弃权＿＿人。"
    rows = (
        ("申报单位意见", f"书记审签：{version.made_by}，{_day(version)}\n\n\n{STAMP}"),
        ("推荐单位意见", f"\n\n\n{STAMP}"),
        ("评审组意见", f"{votes}\n\n\n组长签字：　　　　　　年　　月　　日"),
        (f"{application.batch.region.committee_name}审定意见", f"\n\n\n{STAMP}"),
    )
    word.table(document, rows)


def _footer(document: Any, version: ApplicationVersion) -> None:
    line = document.sections[0].footer.paragraphs[0]
    line.text = f"版本码 {grouped(version.code)} · 第 {version.number} 版"
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
