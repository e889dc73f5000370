"""Frozen content for a blind review: whatever names the school is left out or replaced."""

from __future__ import annotations

import re
from typing import Any

STAND_IN = "本校"
NOBODY = "×××"
NAMING = ("region", "teacher_count", "student_count", "motto")
LINK = re.compile(r"https?://")  # leads to the school's own pages
# 无锡市, 梁溪区 and the like in front of a name: texts often leave them out.
PERSON = re.compile(r"^(?!.*(?:书记|校长|园长|主任|委员|党|校|组))[\u4e00-\u9fff·]{2,8}$")
PLACE = re.compile(r"^[\u4e00-\u9fff]{1,8}?(?:省|市|县|区|镇|街道)(?=[\u4e00-\u9fff]{4})")


def masked(content: dict[str, Any]) -> dict[str, Any]:
    """A copy of ApplicationVersion.content that an expert of an anonymous batch may read."""
    school, organization = content["school"], content["organization"]
    words = [*_names(school, organization), *_people(content)]
    shown = _replace({k: v for k, v in content.items() if k != "school"}, words)
    shown["school"] = {
        "name": STAND_IN,
        "label": STAND_IN,
        "also_named": [],
        "stage": school["stage"],
        "stage_label": school["stage_label"],
        **dict.fromkeys(NAMING),
    }
    shown["organization"] = {**shown["organization"], "name": "本校党组织"}
    shown["brand"]["leader"] = ""
    shown["team"] = []
    for claim in shown["claims"]:
        for item in claim["evidence"]:
            item["detail"] = [row for row in item["detail"] if not LINK.match(str(row[1]))]
    count = len(content.get("enclosures", []))
    shown["enclosures"] = [{"name": f"附件 {number}"} for number in range(1, count + 1)]
    for step in shown["milestones"]:
        step["person"] = ""
    return shown


def readable(content: dict[str, Any], *, is_anonymous: bool) -> dict[str, Any]:
    """Frozen content as an expert of the batch may read it."""
    return masked(content) if is_anonymous else content


def _names(school: dict[str, Any], organization: dict[str, Any]) -> list[tuple[str, str]]:
    """What to replace by what, the longest first so that no half of a name is left."""
    names = {organization["name"]: "本校党组织"}
    for given in (school["name"], school["label"], *school.get("also_named", [])):
        name, shorter = "", given
        while shorter != name:
            name, shorter = shorter, PLACE.sub("", shorter)
            names.setdefault(name, STAND_IN)
    return sorted(names.items(), key=lambda pair: -len(pair[0]))


def _people(content: dict[str, Any]) -> list[tuple[str, str]]:
    """Leader and team by name; a leader given by office ("书记") names nobody."""
    people = [content["brand"]["leader"], *(row["name"] for row in content.get("team", []))]
    named = {name for name in people if PERSON.match(name)}
    return [(name, NOBODY) for name in sorted(named, key=len, reverse=True)]


def _replace(value: Any, words: list[tuple[str, str]]) -> Any:
    if isinstance(value, str):
        for name, stand_in in words:
            value = value.replace(name, stand_in) if name else value
        return value
    if isinstance(value, list):
        return [_replace(item, words) for item in value]
    if isinstance(value, dict):
        return {key: _replace(item, words) for key, item in value.items()}
    return value
