"""A ZIP with a manifest: every file's SHA-256, so that years later anybody can tell it is whole.

Files are copied piece by piece into one that lies on the disk: memory does not grow with them.
Names can be unpacked on Windows, and no two of them differ in capitals only.
"""

from __future__ import annotations

import csv
import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from kit import word

MANIFEST, CONTENTS = "manifest.csv", "目录.docx"
HEAD = ("文件", "大小（字节）", "SHA-256", "说明")
PATH_LIMIT = 100
CHUNK = 1 << 20
# Compressed already: to squeeze them again costs time and gains nothing.
PACKED = {".jpg", ".jpeg", ".png", ".webp", ".pdf", ".docx", ".xlsx", ".pptx", ".ofd", ".zip"}
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Member:
    path: str
    size: int
    digest: str
    title: str


class Archive:
    """Add files, then `finish`; what is not there is said in the table of contents."""

    def __init__(self, target: IO[bytes], title: str) -> None:
        self.title = title
        self.members: list[Member] = []
        self.missing: list[str] = []
        self._taken: set[str] = {MANIFEST, CONTENTS}
        self.file = target
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)

    def add(self, folder: str, name: str, source: IO[bytes] | bytes, title: str) -> str:
        """Returns the path under which the file now stands."""
        path = self._free(folder, name)
        digest, size = hashlib.sha256(), 0
        stream = BytesIO(source) if isinstance(source, bytes) else source
        with self._zip.open(_info(path), "w") as member:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        self.members.append(Member(path, size, digest.hexdigest(), title))
        return path

    def add_stored(self, folder: str, name: str, field: Any, title: str) -> str:
        """A stored upload; its loss does not cost the owner the rest of the dossier."""
        try:
            with field.open("rb") as file:
                return self.add(folder, name, file, title)
        except FileNotFoundError:
            self.missing.append(f"{title}：原文件已不在服务器上")
            return ""

    def finish(self) -> str:
        """Write contents and manifest; returns the SHA-256 of the manifest."""
        self._taken.discard(CONTENTS)
        self.add("", CONTENTS, self._contents(), "目录")
        rows = StringIO(newline="")
        table = csv.writer(rows)
        table.writerow(HEAD)
        table.writerows((m.path, m.size, m.digest, m.title) for m in self.members)
        manifest = rows.getvalue().encode("utf-8-sig")
        with self._zip.open(_info(MANIFEST), "w") as member:
            member.write(manifest)
        self._zip.close()
        return hashlib.sha256(manifest).hexdigest()

    def give_up(self) -> None:
        self._zip.close()
        self.file.close()

    def _contents(self) -> IO[bytes]:
        document = word.paper(self.title)
        document.add_heading(word.text(self.title), 1)
        made = timezone.localtime()
        document.add_paragraph(
            f"{made:%Y-%m-%d %H:%M} 生成，共 {len(self.members)} 个文件。照片是 .webp 格式，"
            "用浏览器就能打开。"
        )
        rows = [(n, m.title, m.path, m.digest[:12]) for n, m in enumerate(self.members, start=1)]
        word.table(document, [("序号", "内容", "文件", "摘要前 12 位"), *rows], unknown="—")
        for reason in self.missing:
            document.add_paragraph(f"缺：{word.text(reason)}。")
        document.add_paragraph(
            f"{MANIFEST} 写着每个文件的大小和 SHA-256。要核对有没有被改动，"
            "请平台管理员运行 manage.py dossier_check 文件名。"
        )
        return word.written(document)

    def _free(self, folder: str, name: str) -> str:
        place = "/".join(safe(part, 40) for part in folder.split("/") if part)
        room = PATH_LIMIT - len(place) - 1 - len(" (999)")
        plain = safe(name, room)
        path, number = PurePosixPath(place, plain), 1
        while str(path).casefold() in self._taken:
            number += 1
            path = PurePosixPath(place, plain)
            path = path.with_name(f"{path.stem} ({number}){path.suffix}")
        self._taken.add(str(path).casefold())
        return str(path)


@contextmanager
def making(title: str) -> Iterator[Archive]:
    """Its file is closed when anything goes wrong; otherwise by whoever has read it."""
    file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115
    archive = Archive(file, title)
    try:
        yield archive
    except BaseException:
        archive.give_up()
        raise


def safe(name: str, limit: int) -> str:
    """A name Windows can write: no forbidden characters, no reserved word, its suffix kept."""
    name = UNSAFE.sub("_", name).strip(" .") or "未命名"
    if RESERVED.match(name):
        name = f"_{name}"
    if len(name) > limit:
        suffix = PurePosixPath(name).suffix[:8]
        name = name[: limit - len(suffix)].rstrip(" .") + suffix
    return name


def problems(file: IO[bytes]) -> Iterator[str]:
    """Everything that differs from the manifest; nothing when the dossier is whole."""
    try:
        with zipfile.ZipFile(file) as opened:
            yield from _differences(opened)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        yield "这不是完整的 ZIP 文件，可能没有下载完或已经损坏。"


def manifest_digest(file: IO[bytes]) -> str:
    """What the log keeps of a dossier; empty without a manifest."""
    try:
        with zipfile.ZipFile(file) as opened:
            return hashlib.sha256(opened.read(MANIFEST)).hexdigest()
    except (zipfile.BadZipFile, KeyError):
        return ""


def _differences(opened: zipfile.ZipFile) -> Iterator[str]:
    names = opened.namelist()
    if names.count(MANIFEST) != 1:
        yield f"里面没有 {MANIFEST}：不是档案包，没有下载完，或者被人动过。"
        return
    listed = _listed(opened)
    for name in sorted(listed.keys() - set(names)):
        yield f"少了：{name}"
    for name in sorted(set(names) - listed.keys() - {MANIFEST}):
        yield f"多了：{name}"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"重名：{name}"
    for name in sorted(listed.keys() & set(names)):
        if _digest(opened, name) != listed[name]:
            yield f"被改动：{name}"


def _listed(opened: zipfile.ZipFile) -> dict[str, str]:
    text = opened.read(MANIFEST).decode("utf-8-sig", "replace")
    return {row[0]: row[2] for row in list(csv.reader(StringIO(text)))[1:] if len(row) == len(HEAD)}


def _digest(opened: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with opened.open(name) as member:
            while chunk := member.read(CHUNK):
                digest.update(chunk)
    except zipfile.BadZipFile:  # its own checksum is wrong already
        return ""
    return digest.hexdigest()


def _info(path: str) -> zipfile.ZipInfo:
    now = timezone.localtime()
    info = zipfile.ZipInfo(path, date_time=now.timetuple()[:6])
    packed = PurePosixPath(path).suffix.lower() in PACKED
    info.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info
