"""The dossier of a batch: its tables and papers, then the dossier of each application."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import IO, Any

from django.db.models import Q

from kit import audit, sheets, word
from kit.models import AuditEntry
from selection.choices import NoticeStatus
from selection.documents.dossier import books, parts
from selection.documents.dossier.archive import Archive
from selection.documents.dossier.copies import Copy
from selection.documents.dossier.pages import day
from selection.models import Application, Batch, Objection

TABLES, PAPERS, LOG = "01 表格", "02 会议、公示和公布", "03 操作记录"


def fill(archive: Archive, batch: Batch, applications: list[Application]) -> Iterator[str]:
    """The office's copy; there is no other of a whole batch."""
    yield "各种表格"
    archive.add(TABLES, "汇总表.xlsx", books.workbook(batch), "申报、得分、专家评分、会议结论")
    archive.add(PAPERS, "会议、公示和公布.docx", papers(batch), "会议、公示、异议和结果公布")
    archive.add(LOG, "操作记录.xlsx", log(batch), "批次的操作记录")
    copy = Copy(batch)
    for application in applications:
        place = f"申报/{application.number or application.pk:02d} {application.school.label}"
        yield str(application)
        for _ in parts.fill(archive, application, copy, place):
            pass


def papers(batch: Batch) -> IO[bytes]:
    document = word.paper(f"{batch}会议、公示和公布")
    document.add_heading(word.text(f"{batch}：会议、公示和公布"), 1)
    for meeting in batch.meetings.all():
        document.add_heading(f"会议：{meeting.held_on}", 2)
        document.add_paragraph(
            word.text(
                f"{meeting.document_number or '没有纪要文号'}，应到 {meeting.expected} 人，"
                f"实到 {meeting.present} 人，结论 {meeting.decisions.count()} 项。"
            )
        )
        word.lines(document, meeting.note)
    for notice in batch.notices.exclude(status=NoticeStatus.DRAFT):
        document.add_heading(word.text(f"公示：{notice.title}"), 2)
        document.add_paragraph(
            f"{notice.starts_on} 至 {notice.ends_on}，{notice.get_status_display()}"
        )
        word.lines(document, notice.body)
        _objections(document, notice.objections.select_related("item__decision__application"))
    if announced := getattr(batch, "announcement", None):
        document.add_heading(word.text(f"结果公布：{announced.title}"), 2)
        document.add_paragraph(
            word.text(f"{announced.document_number}，{announced.issued_on} 成文")
        )
        word.lines(document, announced.body)
    return word.written(document)


def _objections(document: Any, objections: Any) -> None:
    """Without who raised them: that is looked up in the portal, where each look is recorded."""
    rows = [
        (_about(row), day(row.received_at), row.get_status_display(), row.answer)
        for row in objections
    ]
    if rows:
        word.table(document, [("异议涉及", "收到", "处理", "结论"), *rows], unknown="—")


def _about(objection: Objection) -> str:
    return str(objection.item) if objection.item else "整份名单"


def log(batch: Batch) -> bytes:
    wanted = Q(target_kind="selection.batch", target_id=batch.pk)
    for label, rows in (
        ("selection.meeting", batch.meetings),
        ("selection.publicnotice", batch.notices),
        ("selection.objection", Objection.objects.filter(notice__batch=batch)),
        ("selection.letter", batch.letters),
    ):
        ids = rows.values_list("pk", flat=True)
        wanted |= Q(target_kind=label, target_id__in=ids)
    found = AuditEntry.objects.filter(wanted).order_by("pk").iterator()
    lines = (
        SimpleNamespace(at=entry.at, actor=entry.actor_name, told=audit.sentence(entry))
        for entry in found
    )
    return sheets.write(parts.LOG, lines, sheets.Frame("操作记录", note=str(batch), signed=False))
