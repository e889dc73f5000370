"""The outline beside the editor: what each part has and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from brands.choices import SectionKind
from brands.forms.parts import parts_of
from brands.models import Brand, SubProject
from brands.models.parts import reported_month
from kit.wordcount import count


@dataclass(frozen=True)
class Entry:
    """`state` is "ok", "todo" (note says what is missing) or "" (may stay empty)."""

    key: str
    label: str
    url: str
    state: str = ""
    note: str = ""
    is_sub: bool = False


def outline(brand: Brand, *, can_edit: bool) -> list[Entry]:
    """Links lead to the editor, or for readers to the chapter on the same page."""
    entries = []
    for part in parts_of(brand):
        state, note = STATES.get(part.key, _prose)(brand, part.key)
        url = reverse("office:brands:edit", args=[brand.pk, part.key])
        anchor = ANCHORS.get(part.key, part.key)
        entries.append(Entry(part.key, part.label, url if can_edit else f"#{anchor}", state, note))
        if part.key == SectionKind.PRACTICE:
            entries += [_sub_project(brand, row, can_edit) for row in brand.sub_projects.all()]
    return entries


ANCHORS = {"basic": "connotation", "figures": "result", "milestones": "course", "results": "awards"}


def _sub_project(brand: Brand, row: SubProject, can_edit: bool) -> Entry:
    url = reverse("office:brands:sub", args=[brand.pk, row.pk]) if can_edit else f"#sub-{row.pk}"
    state, note = _written(row.body, must=True)
    return Entry(f"sub-{row.pk}", str(row), url, state, note, is_sub=True)


def _written(text: str, *, must: bool) -> tuple[str, str]:
    words = count(text)
    if words:
        return "ok", f"{words} 字"
    return ("todo", "还没写") if must else ("", "可不写")


def _prose(brand: Brand, key: str) -> tuple[str, str]:
    must = key in (SectionKind.BACKGROUND, SectionKind.RESULT)
    return _written(brand.section_bodies().get(key, ""), must=must)


def _basic(brand: Brand, key: str) -> tuple[str, str]:
    wanted = [(brand.tagline, "一句话"), (brand.connotation, "内涵")]
    lacking = [name for text, name in wanted if not text.strip()]
    return ("todo", f"缺{'、'.join(lacking)}") if lacking else ("ok", "")


def _practice(brand: Brand, key: str) -> tuple[str, str]:
    subs = len(brand.sub_projects.all())
    return ("ok", f"{subs} 个子项目") if subs else ("todo", "缺子项目")


def _figures(brand: Brand, key: str) -> tuple[str, str]:
    rows = brand.figures.all()
    bare = sum(1 for row in rows if not row.source)
    if bare:
        return "todo", f"{bare} 个缺来源"
    return ("ok", f"{len(rows)} 个") if rows else ("", "可不写")


def _milestones(brand: Brand, key: str) -> tuple[str, str]:
    rows = brand.milestones.all()
    undated = sum(1 for row in rows if not row.when)
    if undated:
        return "todo", f"缺 {undated} 个时间"
    return ("ok", f"{len(rows)} 步") if rows else ("", "可不写")


def _results(brand: Brand, key: str) -> tuple[str, str]:
    rows = brand.standing_results()
    return ("ok", f"{len(rows)} 项") if rows else ("", "可不写")


def _progress(brand: Brand, key: str) -> tuple[str, str]:
    months, month = len(brand.progress.all()), reported_month()
    has_open_tasks = any(task.done_on is None for task in brand.milestones.all())
    if has_open_tasks and not any(row.month >= month for row in brand.progress.all()):
        return "todo", f"缺 {month.month} 月"
    return ("ok", f"{months} 个月") if months else ("", "还没写")


STATES = {
    "basic": _basic,
    "practice": _practice,
    "figures": _figures,
    "milestones": _milestones,
    "results": _results,
    "progress": _progress,
}
