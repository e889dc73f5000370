"""Keeping a brand's whole content at one moment, and telling two such moments apart."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any, NamedTuple

from django.db import transaction

from brands.models import Brand, BrandVersion
from kit import audit
from schools.models import User

audit.register({"brand.keep_version": "{actor}保存了品牌“{target}”的第 {number} 版"})
IDENTITY = {
    "title": "品牌名称",
    "slip": "题签",
    "tagline": "一句话介绍",
    "slogan": "品牌口号",
    "theme": "主题",
    "connotation": "品牌内涵",
    "working_method": "工作法",
    "leader": "负责人",
    "logo_meaning": "标识释义",
    "started_year": "创建年份",
}


class Piece(NamedTuple):
    kind: str  # "same", "gone" or "new"
    text: str


class Change(NamedTuple):
    label: str
    pieces: list[Piece]


def content_of(brand: Brand) -> dict[str, dict[str, str]]:
    """The brand's content in printed order: {key: {"label": …, "text": …}}."""
    content = {name: _entry(label, getattr(brand, name) or "") for name, label in IDENTITY.items()}
    for section in brand.sections.all():
        text = "\n".join(filter(None, [section.heading, section.body]))
        content[f"section-{section.pk}"] = _entry(section.get_kind_display(), text)
    for project in brand.sub_projects.all():
        measures = [
            f"{m.get_kind_display()}：{m.title}{'，' + m.body if m.body else ''}"
            for m in project.measures.all()
        ]
        text = "\n".join(filter(None, [project.title, project.summary, project.body, *measures]))
        content[f"sub-{project.pk}"] = _entry("子项目", text)
    for figure in brand.figures.all():
        parts = [str(figure), f"截至 {figure.as_of}" if figure.as_of else "", figure.source]
        content[f"figure-{figure.pk}"] = _entry("数据", "，".join(filter(None, parts)))
    for milestone in brand.milestones.all():
        parts = [milestone.when, milestone.task, milestone.person, milestone.note]
        content[f"milestone-{milestone.pk}"] = _entry("建设历程", "，".join(filter(None, parts)))
    return content


@transaction.atomic
def keep_version(*, brand: Brand, by: User, note: str = "") -> BrandVersion:
    """Keep the content as the next version; the last one again when nothing has changed."""
    locked = Brand.objects.locked().get(pk=brand.pk)
    content = content_of(locked)
    last = locked.versions.first()
    if last is not None and last.content == content:
        return last
    number = last.number + 1 if last is not None else 1
    made = locked.versions.create(number=number, content=content, note=note.strip(), made_by=by)
    audit.record(by, "brand.keep_version", brand, number=number)
    return made


def compare(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> list[Change]:
    """What differs, entry by entry and character by character, in the order of `new`."""
    keys = [*new, *(key for key in old if key not in new)]
    changes = []
    for key in keys:
        before, after = (side.get(key, {}).get("text", "") for side in (old, new))
        if before != after:
            label = (new.get(key) or old[key])["label"]
            changes.append(Change(label, pieces(before, after)))
    return changes


def pieces(before: str, after: str) -> list[Piece]:
    found = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", before[old_from:old_to]))
            continue
        found.append(Piece("gone", before[old_from:old_to]))
        found.append(Piece("new", after[new_from:new_to]))
    return [piece for piece in found if piece.text]


def _entry(label: str, text: Any) -> dict[str, str]:
    return {"label": label, "text": str(text)}
