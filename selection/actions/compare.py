"""What differs between two frozen versions, part by part and character by character."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

Run = tuple[str, str]  # "same" | "gone" | "new", and the text
Part = tuple[str, str, str]  # key, label, text
SPLINTER = 2  # a shorter run of equal characters between two changes only hinders reading


def difference(before: str, after: str) -> list[Run]:
    runs: list[Run] = []
    gone = new = ""
    for op, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        is_splinter = a > 0 and b < len(before) and b - a < SPLINTER and (gone or new)
        if op == "equal" and not is_splinter:
            runs += [*_told(gone, new), ("same", before[a:b])]
            gone = new = ""
        else:
            gone, new = gone + before[a:b], new + after[c:d]
    return [*runs, *_told(gone, new)]


def _told(gone: str, new: str) -> list[Run]:
    return [run for run in (("gone", gone), ("new", new)) if run[1]]


def compare(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Parts that differ, in printed order: label and runs; what was dropped comes last."""
    before = {key: (label, text) for key, label, text in parts(old)}
    found = []
    for key, label, text in parts(new):
        _, was = before.pop(key, (label, ""))
        if was != text:
            found.append({"key": key, "label": label, "runs": difference(was, text)})
    left = ((key, *said) for key, said in before.items())
    dropped = [{"key": k, "label": name, "runs": difference(text, "")} for k, name, text in left]
    return [*found, *(part for part in dropped if part["runs"])]


def parts(content: dict[str, Any]) -> Iterator[Part]:
    """Frozen content as texts, in printed order."""
    school, body, brand = content["school"], content["organization"], content["brand"]
    yield "school", "学校", f"{school['name']}（{school['stage_label']}）"
    yield "people", "师生人数", _counts(school, teacher_count="教职工", student_count="学生")
    members = _counts(body, member_count="党员")
    yield "organization", "申报党组织", f"{body['name']}（{body['kind_label']}），{members}"
    yield "team", "项目组成员", _lines(content.get("team", []), "name", "title", "unit", "duty")
    yield "title", "项目名称", brand["title"].replace("|", "")
    for key, label in BRAND.items():
        yield key, label, brand.get(key) or ""
    for part in content["prose"]:
        heading = f"：{part['heading']}" if part["heading"] else ""
        yield part["key"], f"{part['label']}{heading}", part["text"]
    yield "figures", "品牌数据", _lines(content["figures"], "label", "text", "as_of", "source")
    yield "milestones", "建设历程", _lines(content["milestones"], "when", "task", "person", "note")
    yield "facts", "台账数据", "\n".join(_facts(content["facts"]))
    for number, claim in enumerate(content["claims"], start=1):
        yield claim["key"], f"成效条目 {number}", "\n".join(_claim(claim))
    yield "files", "附件", "\n".join(_enclosures(content.get("enclosures", [])))


BRAND = {
    "tagline": "一句话介绍",
    "slogan": "品牌口号",
    "theme": "主题",
    "leader": "负责人",
    "working_method": "工作法",
}


def _counts(row: dict[str, Any], **labels: str) -> str:
    return "，".join(
        f"{label} {'待补' if row.get(key) is None else row[key]}" for key, label in labels.items()
    )


def _lines(rows: list[dict[str, Any]], *keys: str) -> str:
    return "\n".join("，".join(str(row[key]) for key in keys if row.get(key)) for row in rows)


def _facts(facts: dict[str, Any]) -> Iterator[str]:
    done, won = facts["activities"], facts["honors"]
    first, last = facts.get("period", ["", ""])
    if first or last:
        yield f"统计时段：{first or '不限'} 至 {last or '不限'}"
    yield f"活动 {done['count']} 次，{done['turnout']} 人次"
    for row in done["by_type"]:
        yield f"{row['label']} {row['count']} 次，{row['turnout']} 人次"
    yield f"荣誉 {won['count']} 项，已核验 {won.get('verified', 0)} 项"
    for row in won.get("by_level", []):
        yield f"{row['label']}荣誉 {row['count']} 项"
    yield f"结对 {facts['ties']['count']} 个，原创报道 {facts['coverage']['count']} 篇"


def _enclosures(rows: list[dict[str, Any]]) -> Iterator[str]:
    """A file of the same name with other content differs too."""
    for row in rows:
        yield f"{row['kind']}：{row['name']}（摘要 {row['digest'][:8]}）"


def _claim(claim: dict[str, Any]) -> Iterator[str]:
    yield claim["text"]
    if claim.get("indicator"):
        yield f"对应指标：{claim['indicator']}"
    for item in claim["evidence"]:
        doubt = "" if item["is_verified"] else "，未核验"
        yield f"佐证 {item['number']}：{item['title']}（{item['date'] or '日期未注明'}{doubt}）"
