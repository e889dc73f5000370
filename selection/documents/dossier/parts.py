"""What belongs into the dossier of one application, in the order of its folders."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from activities.models import ActivityPhoto
from honors.models import Honor
from kit import audit, sheets, word
from kit.models import AuditEntry
from selection.actions.results import UNJUDGED
from selection.actions.snapshot import canonical
from selection.documents import acceptance, form, report
from selection.documents.dossier import pages
from selection.documents.dossier.archive import Archive
from selection.documents.dossier.copies import Copy
from selection.models import Application, Decision, Report

LOG = (
    sheets.Column("时间", "at", width=18),
    sheets.Column("操作人", "actor", width=14),
    sheets.Column("经过", "told", width=80),
)
Part = Callable[[Archive, str, Application, Copy], None]


def forms(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    """Each frozen version to read, and as the very bytes its printed hash was made of."""
    for version in application.versions.select_related("made_by").order_by("number"):
        name = f"第 {version.number} 版申报书"
        archive.add(folder, f"{name}.docx", form.written(application, version), name)
        frozen = canonical(version.content)
        title = f"{name}的冻结内容，SHA-256 就是版本的内容摘要"
        archive.add(folder, f"{name} 冻结内容.json", frozen, title)


def seals(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    for row in application.files.sealed().select_related("version"):
        number = row.version.number if row.version else "？"
        name = f"{'已作废 ' if row.voided_at else ''}第 {number} 版盖章件"
        archive.add_stored(folder, _named(name, row.file), row.file, name)


def enclosures(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    for row in application.files.enclosed():
        if row.file:
            title = f"{row.get_kind_display()}：{row.name}"
            archive.add_stored(folder, _named(row.name, row.file), row.file, title)


def evidence(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    """What the latest version cites: a list, and the pictures and certificates behind it."""
    version = application.latest
    if version is None:
        return
    items: dict[int, dict[str, Any]] = {}
    document = pages.head(application, "佐证清单")
    rows = []
    for claim in version.content.get("claims", []):
        for item in claim["evidence"]:
            items.setdefault(item["number"], item)
            checked = "已核验" if item["is_verified"] else "未核验"
            rows.append((item["number"], claim["text"], item["title"], item["date"], checked))
    if not rows:
        return
    word.table(document, [("编号", "成效", "佐证", "时间", "核验"), *rows], unknown="—")
    archive.add(folder, "佐证清单.docx", word.written(document), "佐证清单")
    for number, item in sorted(items.items()):
        _pictures(archive, folder, number, item)
        _certificate(archive, folder, number, item)


def _pictures(archive: Archive, folder: str, number: int, item: dict[str, Any]) -> None:
    photos = ActivityPhoto.objects.in_bulk(item["photos"])
    for place, pk in enumerate(item["photos"], start=1):
        title = f"佐证 {number} 照片 {place}：{item['title']}"
        photo = photos.get(pk)
        if photo and not photo.may_be_public:
            archive.missing.append(f"{title}：{photo.get_consent_display()}，不放进档案包")
        elif photo:
            name = f"{number:02d}-{place} {item['title']}"
            archive.add_stored(folder, _named(name, photo.image), photo.image, title)
        else:
            archive.missing.append(f"{title}：审签以后从台账里删了")


def _certificate(archive: Archive, folder: str, number: int, item: dict[str, Any]) -> None:
    honor = Honor.objects.filter(pk=item["pk"]).first() if item["kind"] == "honor" else None
    if honor is None or not honor.certificate:
        return
    same = honor.certificate_digest in item.get("files", [honor.certificate_digest])
    title = f"佐证 {number} 证书：{item['title']}{'' if same else '（审签以后换过）'}"
    name = _named(f"{number:02d} {item['title']}", honor.certificate)
    archive.add_stored(folder, name, honor.certificate, title)


def formal_check(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    if application.check_marks.exists() or application.corrections.exists():
        title = "形式审查和补正记录"
        archive.add(folder, f"{title}.docx", pages.formal_check(application, copy), title)


def review(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    if application.status not in UNJUDGED and application.assignments.exists():
        archive.add(folder, "评分单.docx", pages.score_sheet(application, copy), "评分单")


def conclusion(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    rows = Decision.objects.select_related("meeting").exclude(applied_at=None)
    if decision := rows.filter(application=application).first():
        title = "会议结论、公示和结果"
        made = pages.conclusion(application, decision, copy)
        archive.add(folder, f"{title}.docx", made, title)


def letters(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    if made := pages.letters(application, copy):
        archive.add(folder, "通知信.docx", made, "通知信")


def building(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    if application.commitments.exists() or application.reports.exists():
        made = pages.building(application, copy)
        archive.add(folder, "建设期记录.docx", made, "建设期记录")
    for row in application.reports.exclude(submitted_at=None).order_by("pk"):
        _report(archive, folder, row, copy)


def _report(archive: Archive, folder: str, row: Report, copy: Copy) -> None:
    """The signed report and every sheet on it; the school's copy does not name the group."""
    again = f"（第 {row.round} 次验收）" if row.round > 1 else ""
    title = f"{row.get_kind_display()}{again}"
    if row.frozen:
        archive.add(folder, f"{title}.docx", report.written(row), title)
    for number, sheet in enumerate(row.acceptances.all(), start=1):
        name = f"{title}验收意见表 {number}"
        made = acceptance.written(sheet, names=not copy.is_schools)
        archive.add(folder, f"{name}.docx", made, name)


def log(archive: Archive, folder: str, application: Application, copy: Copy) -> None:
    rows = (
        SimpleNamespace(
            at=entry.at, actor=copy.told(entry.actor_name), told=copy.told(audit.sentence(entry))
        )
        for entry in entries(application, copy).order_by("pk").iterator()
    )
    frame = sheets.Frame("操作记录", note=str(application), signed=False)
    archive.add(folder, "操作记录.xlsx", sheets.write(LOG, rows, frame), "操作记录")


def entries(application: Application, copy: Copy) -> Any:
    """The school reads what happened to its papers, not who was asked to judge them."""
    label = Application._meta.label_lower
    own = Q(target_kind=label, target_id=application.pk)
    if copy.is_schools:
        own &= Q(verb__startswith="application.") | Q(verb__startswith="adjustment.")
    else:
        own |= _of("selection.assignment", application.assignments)
    own |= _of("selection.report", application.reports)
    own |= _of("selection.changerequest", application.change_requests)
    return AuditEntry.objects.filter(own)


def _of(label: str, rows: Any) -> Q:
    return Q(target_kind=label, target_id__in=rows.values_list("pk", flat=True))


def _named(name: str, field: Any) -> str:
    """`name` with the suffix of the stored file."""
    suffix = PurePosixPath(field.name).suffix
    return name if name.lower().endswith(suffix.lower()) else f"{name}{suffix}"


PARTS: tuple[tuple[str, Part], ...] = (
    ("01 申报书", forms),
    ("02 盖章件", seals),
    ("03 附件", enclosures),
    ("04 佐证", evidence),
    ("05 形式审查", formal_check),
    ("06 评审", review),
    ("07 结论", conclusion),
    ("08 通知信", letters),
    ("09 建设期", building),
    ("10 操作记录", log),
)


def fill(archive: Archive, application: Application, copy: Copy, place: str = "") -> Iterator[str]:
    """Add one part after the other, and say which is next."""
    for folder, part in PARTS:
        yield folder[3:]
        part(archive, f"{place}/{folder}", application, copy)
