"""The pages that are written for a dossier: score sheet, formal check, conclusions, letters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from django.utils import timezone

from kit import word
from selection.actions.check import field_labels
from selection.actions.results import outcome_of
from selection.choices import LetterStatus, NoticeStatus
from selection.documents.dossier.copies import Copy
from selection.listings.sheets import StageTable, totals
from selection.models import Application, Decision, Letter


def day(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def head(application: Application, title: str, *, landscape: bool = False) -> Any:
    document = word.paper(title, landscape=landscape)
    document.add_heading(word.text(title), 1)
    brand = application.brand.title.replace("|", "")
    document.add_paragraph(
        word.text(
            f"{application.batch}　{application.code}　{application.organization.name}"
            f"（{application.school.name}）　{brand}"
        )
    )
    return document


def score_sheet(application: Application, copy: Copy) -> IO[bytes]:
    outcome = outcome_of(application, naming=copy.naming)
    document = head(application, "评分单", landscape=True)
    for stage in outcome.stages:
        table = StageTable(stage)
        document.add_heading(f"{stage.stage.name}（权重 {stage.stage.weight}%）", 2)
        word.table(document, _scores(table), unknown="—")
        for sentence in table.sentences:
            document.add_paragraph(word.text(copy.told(sentence)))
        remarks = [(row["who"], row["what"], copy.told(row["text"])) for row in table.remarks]
        if remarks:
            document.add_heading("评语", 2)
            word.table(document, [("专家", "指标", "内容"), *remarks])
    document.add_heading("总分", 2)
    for sentence in totals(outcome):
        document.add_paragraph(word.text(copy.told(sentence)))
    _adjustments(document, application, copy)
    if version := application.latest:
        document.add_paragraph(f"申报书第 {version.number} 版，内容摘要 {version.digest}")
    return word.written(document)


def _scores(table: StageTable) -> Iterator[tuple[Any, ...]]:
    columns = table.columns
    marks = [
        "（不计入）" if c.sheet.excluded else f"（去掉{c.mark}）" if c.mark else "" for c in columns
    ]
    labels = (f"{c.label}{mark}" for c, mark in zip(columns, marks, strict=True))
    yield ("指标", "满分", *labels)
    for row in table.rows:
        yield (f"{row['number']}. {row['title']}", row["points"], *row["values"])
    yield ("合计", table.outcome.result.rubric.full, *(c.total for c in columns))


def _adjustments(document: Any, application: Application, copy: Copy) -> None:
    rows = [
        (row.indicator.title, row.value, copy.told(row.reason))
        for row in application.adjustments.select_related("indicator")
    ]
    if rows:
        document.add_heading("加减分", 2)
        word.table(document, [("项目", "分值", "依据"), *rows])


def formal_check(application: Application, copy: Copy) -> IO[bytes]:
    document = head(application, "形式审查和补正记录")
    marks = [
        (
            mark.item.text,
            "符合" if mark.is_met else "不符",
            copy.told(mark.note),
            day(mark.marked_at),
        )
        for mark in application.check_marks.select_related("item")
    ]
    if marks:
        document.add_heading("形式审查", 2)
        word.table(document, [("审查内容", "结论", "说明", "时间"), *marks], unknown="—")
    labels = field_labels(application)
    for number, row in enumerate(application.corrections.all(), start=1):
        document.add_heading(f"补正 {number}：{labels.get(row.field, row.field)}", 2)
        rows = (
            ("退回意见", copy.told(row.note)),
            ("提出时间", day(row.asked_at)),
            ("补正期限", row.due_on),
            ("学校答复", row.answer),
            ("答复时间", day(row.answered_at)),
            ("补正前", row.before),
            ("补正后", row.after),
        )
        word.table(document, rows, unknown="—")
    return word.written(document)


def conclusion(application: Application, decision: Decision, copy: Copy) -> IO[bytes]:
    """What the meeting decided, what was announced, and under which numbers."""
    document, meeting = head(application, "会议结论、公示和结果"), decision.meeting
    rows = [
        ("会议日期", meeting.held_on),
        ("纪要文号", meeting.document_number),
        ("应到、实到", f"{meeting.expected} 人、{meeting.present} 人"),
        ("同意票数", meeting.votes_for),
        ("结论", decision.get_outcome_display()),
        ("等次", decision.get_grade_display()),
        ("评审得分、名次", f"{decision.score or '—'}、{decision.rank or '—'}"),
        ("与名次不一致的理由", copy.told(decision.reason)),
        ("证书编号", decision.certificate_number),
    ]
    word.table(document, rows, unknown="—")
    shown = (NoticeStatus.RUNNING, NoticeStatus.ENDED)
    for item in decision.notice_items.filter(notice__status__in=shown).select_related("notice"):
        notice = item.notice
        document.add_heading(word.text(f"公示：{notice.title}"), 2)
        document.add_paragraph(f"{notice.starts_on} 至 {notice.ends_on}")
        word.lines(document, notice.body)
    if announced := getattr(application.batch, "announcement", None):
        document.add_heading(word.text(f"结果公布：{announced.title}"), 2)
        document.add_paragraph(
            word.text(f"{announced.document_number}，{announced.issued_on} 成文")
        )
        word.lines(document, announced.body)
    return word.written(document)


def letters(application: Application, copy: Copy) -> IO[bytes] | None:
    """The school has those that were sent; None when there are none."""
    rows: Any = Letter.objects.filter(application=application)
    if copy.is_schools:
        rows = rows.filter(status=LetterStatus.SENT)
    document, count = head(application, "通知信"), 0
    for count, letter in enumerate(rows.select_related("recipient"), start=1):
        document.add_heading(word.text(f"{count}. {letter.subject}"), 2)
        document.add_paragraph(
            word.text(
                f"收件人：{letter.recipient.name}　{letter.get_status_display()}　"
                f"{day(letter.sent_at or letter.written_at)}"
            )
        )
        word.lines(document, copy.told(letter.body))
    return word.written(document) if count else None


def building(application: Application, copy: Copy) -> IO[bytes]:
    """The build period: promises, reports with their verdicts, changes with their numbers."""
    document = head(application, "建设期记录")
    promised = [
        (row.text, row.due_on, row.delivered, row.delivered_on)
        for row in application.commitments.all()
    ]
    if promised:
        document.add_heading("承诺任务", 2)
        titles = ("承诺任务", "完成期限", "完成情况", "完成时间")
        word.table(document, [titles, *promised], unknown="—")
    for report in application.reports.all():
        document.add_heading(f"{report.get_kind_display()}（第 {report.round} 次）", 2)
        for part in report.content.values():
            word.lines(document, part if isinstance(part, str) else "")
        rows = (
            ("状态", report.get_status_display()),
            ("提交时间", day(report.submitted_at)),
            ("验收意见", copy.told(report.conclusion)),
            ("验收时间", day(report.concluded_at)),
        )
        word.table(document, rows, unknown="—")
    for change in application.change_requests.all():
        document.add_heading(change.get_kind_display(), 2)
        asked = (
            ("原因", change.reason),
            ("延期至", change.new_due_on),
            ("状态", change.get_status_display()),
            ("批复文号", change.approval_number),
            ("批复意见", copy.told(change.reply)),
        )
        word.table(document, asked, unknown="—")
    return word.written(document)
