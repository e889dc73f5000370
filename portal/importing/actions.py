"""The way of one spreadsheet: received, its columns settled, looked through, entered."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from kit import audit, scanning
from kit.importing import checking
from kit.importing.books import Book, opened
from kit.importing.importer import Importer
from kit.importing.matching import Head, find_head
from kit.workflow import Refused
from portal.importing.kinds import KINDS, open_to
from portal.models import SpreadsheetImport
from schools.models import User

KEPT = timedelta(days=7)  # a file that was never entered
audit.register(
    {
        "import.enter": (
            "{actor}从表格“{target}”导入{noun}，新增 {fresh}，已有 {existing}，文件摘要 {digest}"
        )
    }
)


def importer_of(one: SpreadsheetImport) -> Importer:
    return KINDS[one.kind].importer(one.owner)


@transaction.atomic
def receive(*, kind: str, upload: UploadedFile, by: User) -> SpreadsheetImport:
    """ValidationError says what is wrong with the file as a whole."""
    importer = KINDS[kind].importer(by)
    scanning.look(upload)
    upload.seek(0)
    digest = hashlib.file_digest(upload.file, "sha256").hexdigest()  # type: ignore[arg-type]
    one = SpreadsheetImport(owner=by, kind=kind, digest=digest)
    one.name = PurePath((upload.name or "表格").replace("\\", "/")).name[-150:]
    with opened(upload.file) as book:  # type: ignore[arg-type]
        one.sheets = book.names
        _match(one, book, importer)
    _drop_old(by)
    upload.seek(0)
    one.file.save(f"{digest}{PurePath(one.name).suffix[:5]}", upload, save=False)
    one.save()
    return one


def choose_sheet(one: SpreadsheetImport, sheet: str) -> None:
    with one.file.open() as file, opened(file) as book:
        _match(one, book, importer_of(one), sheet)
    one.report = None
    one.save()


def choose_columns(one: SpreadsheetImport, fields: list[str]) -> None:
    one.fields, one.unsure, one.report = fields, [], None
    one.save()


def look(one: SpreadsheetImport, beat: checking.Beat | None = None) -> dict[str, Any]:
    """What a dry run finds."""
    with one.file.open() as file, opened(file) as book:
        return checking.check(book, _head(one), importer_of(one), beat).as_json()


def keep(one: SpreadsheetImport, report: dict[str, Any]) -> None:
    SpreadsheetImport.objects.filter(pk=one.pk).update(report=report)
    one.report = report


@transaction.atomic
def enter(one: SpreadsheetImport, importer: Importer) -> None:
    """Everything or nothing; Refused when it is in already, Faulty when a line has gone bad."""
    now = SpreadsheetImport.objects.select_for_update().get(pk=one.pk)
    if now.entered_at:
        raise Refused("这份表格已经导入过了。")
    with one.file.open() as file, opened(file) as book:
        report = checking.enter(book, _head(one), importer)
    one.report, one.entered_at = report.as_json(), timezone.now()
    name, storage = one.file.name or "", one.file.storage
    one.file = ""
    one.save()
    transaction.on_commit(lambda: storage.delete(name))
    audit.record(
        one.owner,
        "import.enter",
        one,
        noun=importer.noun,
        fresh=report.fresh,
        existing=report.existing,
        digest=one.digest,
    )


def drop(one: SpreadsheetImport) -> None:
    one.file.delete(save=False)
    one.delete()


def _head(one: SpreadsheetImport) -> Head:
    return Head(one.sheet, one.head_line, one.titles, one.fields, one.unsure)


def _match(one: SpreadsheetImport, book: Book, importer: Importer, sheet: str = "") -> None:
    head = find_head(book, importer.columns, sheet)
    if head is None:
        raise ValidationError(_strange(book, importer, one.owner))
    one.sheet, one.head_line = head.sheet, head.line
    one.titles, one.fields, one.unsure = head.titles, head.fields, head.unsure
    one.line_count = sum(1 for _ in book.lines(head.sheet)) - head.line
    told = SpreadsheetImport.objects.filter(owner=one.owner, kind=one.kind, titles=one.titles)
    if earlier := told.exclude(pk=one.pk).order_by("-pk").first():
        one.fields, one.unsure = earlier.fields, earlier.unsure


def _strange(book: Book, importer: Importer, user: User) -> str:
    """No head: perhaps it is another ledger's sheet."""
    for kind in open_to(user):
        other = kind.importer(user)
        head = find_head(book, other.columns) if other.key != importer.key else None
        if head and not head.missing(other.columns):
            return f"这张表像是{other.noun}的表，请到“导入{other.noun}”里上传。"
    titles = "、".join(column.title for column in importer.columns if column.required)
    return f"没有找到表头。表里要有一行列名，至少有这些列：{titles}。也可以下载空白表来填。"


def _drop_old(by: User) -> None:
    old = SpreadsheetImport.objects.filter(owner=by, created_at__lt=timezone.now() - KEPT)
    for one in old.filter(entered_at=None):
        drop(one)
