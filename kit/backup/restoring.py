"""Holds an archive against its digests and puts it in place of what is here."""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.models.sql import InsertQuery

from kit import appendonly, audit, tally
from kit.backup.arriving import Arrival
from kit.backup.contents import (
    BATCH,
    FILES,
    FIXED,
    FORMAT,
    MANIFEST,
    applied,
    entry,
    kept_models,
    read_lines,
    sha256,
)
from kit.rows import made
from kit.storing import NotStored

# What a changed byte makes the reader of ZIP files say.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Refused(Exception):
    """This archive is not restored here; the message says why and what to do."""


def restore(source: Path, *, replace: bool = False) -> dict[str, Any]:
    """Put an archive in place of what is here, all of it or nothing. Returns its manifest.

    Raises Refused for a damaged archive, another version of the portal, lost keys, or (without
    `replace`) a database that is in use. Run it while nothing else writes.
    """
    manifest = check(source)
    _fits(manifest)
    if not replace and get_user_model()._default_manager.exists():
        raise Refused("这里已经有账号和数据。确定要用备份换掉它们，请加 --replace。")
    with zipfile.ZipFile(source) as archive:
        _put(archive, manifest)
    audit.forget()
    return manifest


def check(source: Path) -> dict[str, Any]:
    """The manifest, after every byte has been held against its digest."""
    try:
        with zipfile.ZipFile(source) as archive:
            return _checked(archive)
    except DAMAGE as error:
        raise Refused("备份文件打不开，不完整或已损坏。请换一份备份。") from error


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError) as error:
        raise Refused("里面没有完整的备份清单：不是本系统的备份，或备份没有做完。") from error
    if manifest.get("format") != FORMAT:
        raise Refused("这份备份的格式本版本不认识。请用做备份的那个版本来恢复。")
    wanted = {f"rows/{label}.jsonl": row for label, row in manifest["rows"].items()}
    _hold(archive, wanted | {FILES: manifest["files"]})
    files = {f"files/{line['name']}": line for line in read_lines(archive, FILES)}
    _hold(archive, files)
    if extra := set(archive.namelist()) - {MANIFEST, FILES, *wanted, *files}:
        raise Refused(f"备份里多出了“{min(extra)}”，文件被改动过，什么都没有恢复。")
    return manifest


def _hold(archive: zipfile.ZipFile, wanted: dict[str, dict[str, Any]]) -> None:
    present = set(archive.namelist())
    for name, told in wanted.items():
        if name not in present or sha256(archive, name) != told["sha256"]:
            raise Refused(f"备份里的“{name}”缺失或已损坏，什么都没有恢复。请换一份备份。")


def _fits(manifest: dict[str, Any]) -> None:
    if manifest["migrations"] != applied():
        raise Refused(
            "备份和现在的程序不是同一个版本（数据表不同）。"
            "请先装上做备份的那个版本，运行 migrate，恢复以后再升级。"
        )


def _put(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    try:
        with Arrival() as files:
            files.bring(archive)
            with transaction.atomic():
                _put_rows(archive, manifest)
                files.swap()
    except NotStored as error:
        raise Refused(
            "上传的文件放不到原来的位置（磁盘满了，或上传文件夹不能写），什么都没有恢复，原有的文件都在。"
            "请腾出空间再试。"
        ) from error


def _put_rows(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Foreign keys are looked at in the end."""
    kept = kept_models()
    with _unprotected():
        _clear()
        for model in kept:
            lines, count = read_lines(archive, entry(model)), 0
            while batch := [made(model, line) for line in islice(lines, BATCH)]:
                _insert(model, batch)
                count += len(batch)
            if count != manifest["rows"][model._meta.label_lower]["count"]:
                raise Refused(f"备份里“{model._meta.verbose_name}”的条数不对，已全部撤回。")
        connection.check_constraints()
        if connection.vendor == "postgresql":  # what counts them is planned for empty tables else
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept):
            cursor.execute(statement)


@contextmanager
def _unprotected() -> Iterator[None]:
    """Append-only tables are open for this transaction, and nothing is counted before its end."""
    protected = appendonly.tables(connection)
    for table in protected:
        appendonly.remove(connection, table)
    tally.remove()
    yield
    for table in protected:
        appendonly.install(connection, table)
    tally.install()


def _clear() -> None:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label_lower not in FIXED:
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)  # noqa: SLF001 - delete() would stop at every PROTECT


def _insert(model: type[models.Model], rows: list[models.Model]) -> None:
    """As stored: no default, no `auto_now`, no number of its own."""
    fields = model._meta.concrete_fields
    size = max(connection.ops.bulk_batch_size(fields, rows), 1)
    for start in range(0, len(rows), size):
        query = InsertQuery(model)
        query.insert_values(fields, rows[start : start + size], raw=True)
        query.get_compiler(connection=connection).execute_sql()
