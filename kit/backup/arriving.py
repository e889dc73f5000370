"""Uploads of an archive on their way in: what is here stays until the rows are in, too."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage

from kit.backup.contents import CHUNK, FILES, read_lines
from kit.storing import NotStored

BESIDE = "restoring/"  # a folder among the uploads that holds nothing before and afterwards


class Arrival:
    """`bring` adds what is missing, and lays beside it what here is another; `swap` puts that in
    its place. Left with an exception, every upload is again what it was."""

    def __init__(self) -> None:
        self.new: list[str] = []
        self.beside: dict[str, str] = {}
        self.moved: list[tuple[str, str]] = []

    def __enter__(self) -> Arrival:
        return self

    def __exit__(self, kind: object, *error: object) -> None:
        if kind:
            for before, after in reversed(self.moved):
                _move(after, before)
            _forget([*self.new, *self.beside.values()])
        else:
            _forget([after for _, after in self.moved if after.startswith(BESIDE)])

    def bring(self, archive: zipfile.ZipFile) -> None:
        for line in read_lines(archive, FILES):
            name = line["name"]
            is_here = default_storage.exists(name)
            if is_here and _digest(name) == line["sha256"]:
                continue
            wanted = f"{BESIDE}{line['sha256']}" if is_here else name
            saved = _save(archive, name, wanted)
            if is_here:
                self.beside[name] = saved
                continue
            self.new.append(saved)
            if saved != name:
                raise NotStored(OSError(f"{name}: not in its place"))

    def swap(self) -> None:
        """In the transaction of the rows, as its last."""
        for name, saved in self.beside.items():
            for before, after in ((name, f"{saved}.before"), (saved, name)):
                _move(before, after)
                self.moved.append((before, after))


def _save(archive: zipfile.ZipFile, name: str, wanted: str) -> str:
    with archive.open(f"files/{name}") as source:
        saved: str = default_storage.save(wanted, File(source, name=wanted))
    return saved


def _digest(name: str) -> str:
    said = hashlib.sha256()
    with default_storage.open(name) as source:
        while chunk := source.read(CHUNK):
            said.update(chunk)
    return said.hexdigest()


def _move(before: str, after: str) -> None:
    """Needs no room on a disk; an object store knows no other way than to write it again."""
    try:
        Path(default_storage.path(before)).rename(default_storage.path(after))
    except NotImplementedError:
        with default_storage.open(before) as source:
            default_storage.save(after, File(source, name=after))
        default_storage.delete(before)


def _forget(names: list[Any]) -> None:
    for name in names:
        with suppress(OSError):
            default_storage.delete(name)
