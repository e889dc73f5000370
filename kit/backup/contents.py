"""What an archive holds, and how its lines are written, read and hashed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
MANIFEST, FILES = "manifest.json", "files.jsonl"
BATCH = 500
CHUNK = 1 << 20
# Made by `migrate` with numbers of its own; never in an archive, never cleared.
FIXED = {"contenttypes.contenttype", "auth.permission"}
# Who is signed in and what stands in the queue belongs to the running installation, and summary
# figures follow from the rows.
PASSING = {
    "sessions.session",
    "auth.group_permissions",
    "django_tasks_database.dbtaskresult",
    "kit.tally",
    "kit.worker",
}
# Stands beside the portal only where the queue is in Redis, and keeps nothing in the database.
ABSENT = "django_rq."


class Digest:
    """Counts and hashes what passes on its way into the archive."""

    def __init__(self) -> None:
        self.count = self.size = 0
        self._hash = hashlib.sha256()

    def write(self, out: IO[bytes], data: bytes) -> None:
        out.write(data)
        self._hash.update(data)
        self.count += 1
        self.size += len(data)

    @property
    def hexdigest(self) -> str:
        return self._hash.hexdigest()


def folder() -> Path:
    return Path(settings.VAR_DIR) / "backups"


def made_since(moment: datetime) -> list[Path]:
    """Archives on this machine made after `moment`; copies elsewhere are not known here."""
    since = moment.timestamp()
    return [path for path in sorted(folder().glob("*.zip")) if path.stat().st_mtime > since]


def kept_models() -> list[type[models.Model]]:
    everything = apps.get_models(include_auto_created=True)
    kept = (m for m in everything if m._meta.managed)
    sessions = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    passing = PASSING | {sessions._meta.label_lower}
    return [m for m in kept if m._meta.label_lower not in FIXED | passing]


def entry(model: type[models.Model]) -> str:
    return f"rows/{model._meta.label_lower}.jsonl"


def applied() -> list[str]:
    applied: Iterable[tuple[str, str]] = MigrationRecorder(connection).applied_migrations()
    names = (f"{app}.{name}" for app, name in applied)
    return sorted(name for name in names if not name.startswith(ABSENT))


def read_lines(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, Any]]:
    with archive.open(name) as raw, io.TextIOWrapper(raw, "utf-8", newline="\n") as text:
        yield from map(json.loads, text)


def sha256(archive: zipfile.ZipFile, name: str) -> str:
    said = hashlib.sha256()
    with archive.open(name) as source:
        while chunk := source.read(CHUNK):
            said.update(chunk)
    return said.hexdigest()
