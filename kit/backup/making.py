"""Reads the installation as it is at one moment and writes it down."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.utils import timezone

from kit.backup.contents import (
    BATCH,
    CHUNK,
    FILES,
    FORMAT,
    MANIFEST,
    Digest,
    applied,
    entry,
    kept_models,
)
from kit.rows import plain, uploads


def make(target: Path) -> dict[str, Any]:
    """Write the archive; the name appears only when it is whole. Returns its manifest."""
    part = target.with_name(f"{target.name}.part")
    try:
        part.touch(mode=0o600)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            manifest = _fill(archive)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _fill(archive: zipfile.ZipFile) -> dict[str, Any]:
    names: set[str] = set()
    with _moment():
        migrations = applied()
        rows = {m._meta.label_lower: _table(archive, m, names) for m in kept_models()}
    missing = [name for name in names if not default_storage.exists(name)]
    copied = [_copy(archive, name) for name in sorted(names.difference(missing))]
    files = _write(archive, FILES, copied)
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(),
        "migrations": migrations,
        "rows": rows,
        "files": {**files, "missing": sorted(missing)},
    }
    archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    return manifest


def _table(archive: zipfile.ZipFile, model: type[models.Model], names: set[str]) -> dict[str, Any]:
    """Writes the rows of `model`; the uploads they speak of go into `names`."""

    def values() -> Iterator[dict[str, Any]]:
        for row in model._base_manager.order_by("pk").iterator(chunk_size=BATCH):
            names.update(uploads(row))
            yield plain(row)

    return _write(archive, entry(model), values())


def _write(archive: zipfile.ZipFile, name: str, values: Iterable[dict[str, Any]]) -> dict[str, Any]:
    said = Digest()
    with archive.open(name, "w", force_zip64=True) as out:
        for line in values:
            said.write(out, json.dumps(line, ensure_ascii=False).encode() + b"\n")
    return {"count": said.count, "sha256": said.hexdigest}


@contextmanager
def _moment() -> Iterator[None]:
    """Everything is read as it was at one moment, while others go on writing."""
    if connection.in_atomic_block:  # the caller's transaction is one
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")  # deferred: locks nobody out
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def _copy(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    said = Digest()
    info = zipfile.ZipInfo(f"files/{name}", timezone.now().timetuple()[:6])
    with default_storage.open(name) as source, archive.open(info, "w", force_zip64=True) as out:
        while chunk := source.read(CHUNK):
            said.write(out, chunk)
    return {"name": name, "size": said.size, "sha256": said.hexdigest}
