"""Attachments: what may be uploaded, under which name it is kept, how it is handed out."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from kit import scanning

MAX_BYTES = 20 * 1024 * 1024
MAX_UNZIPPED = 200 * 1024 * 1024
MAX_MEMBERS = 5000
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    content_type: str
    magic: bytes
    member: str = ""  # for zipped formats: what the archive must contain


KINDS = {
    "pdf": Kind("application/pdf", b"%PDF-"),
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", b"PK\x03\x04", "word/document.xml"),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", b"PK\x03\x04", "xl/workbook.xml"),
    "pptx": Kind(f"{_OFFICE}presentationml.presentation", b"PK\x03\x04", "ppt/presentation.xml"),
    "ofd": Kind("application/ofd", b"PK\x03\x04", "OFD.xml"),
    "doc": Kind("application/msword", b"\xd0\xcf\x11\xe0"),
    "xls": Kind("application/vnd.ms-excel", b"\xd0\xcf\x11\xe0"),
    "jpg": Kind("image/jpeg", b"\xff\xd8\xff"),
    "png": Kind("image/png", b"\x89PNG\r\n\x1a\n"),
}
SAME = {"jpeg": "jpg"}


@dataclass(frozen=True)
class Checked:
    """`stored_name` comes from the content alone; `shown_name` is what the user called it."""

    stored_name: str
    shown_name: str
    digest: str
    size: int
    content_type: str


def check(upload: UploadedFile, kinds: tuple[str, ...] = tuple(KINDS)) -> Checked:
    """Look at the content, not at what the browser says; ValidationError names the file."""
    name = PurePath((upload.name or "文件").replace("\\", "/")).name[-150:]
    size, suffix = upload.size or 0, PurePath(name).suffix.lower().lstrip(".")
    suffix = SAME.get(suffix, suffix)
    if suffix not in kinds:
        raise ValidationError(f"“{name}”的格式不能上传，可以传 {'、'.join(kinds)}。", code="kind")
    if not size:
        raise ValidationError(f"“{name}”是空文件，请重新选择。", code="empty")
    if size > MAX_BYTES:
        raise ValidationError(f"“{name}”超过 20 MB，请压缩后再传。", code="too_big")
    if not _is(KINDS[suffix], upload):
        raise ValidationError(
            f"“{name}”打不开，它不像是 {suffix} 文件。请用原来的软件另存后再传。", code="content"
        )
    scanning.look(upload)
    digest = _digest(upload)
    return Checked(f"{digest}.{suffix}", name, digest, size, KINDS[suffix].content_type)


def fits(file: IO[bytes], limit: int = MAX_UNZIPPED) -> bool:
    """Whether a zip unpacks to at most `limit` bytes; counted, because its own table may lie."""
    total = 0
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > limit:
                return False
            for member in members:
                with archive.open(member) as stream:
                    while chunk := stream.read(1 << 20):
                        total += len(chunk)
                        if total > limit:
                            return False
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error):
        return False
    finally:
        file.seek(0)
    return True


def download(file: File[bytes] | IO[bytes], shown_name: str, *, inline: bool = False) -> Any:
    """A private file; the browser neither guesses its type, runs it nor keeps it."""
    suffix = PurePath(shown_name).suffix.lower().lstrip(".")
    kind = KINDS.get(SAME.get(suffix, suffix))
    response = FileResponse(
        file,
        as_attachment=not inline,
        filename=shown_name,
        content_type=kind.content_type if kind else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _is(kind: Kind, upload: UploadedFile) -> bool:
    upload.seek(0)
    head = upload.read(len(kind.magic))
    upload.seek(0)
    if head != kind.magic:
        return False
    if not kind.member:
        return True
    stream: Any = upload.file
    if not fits(stream):
        return False
    with zipfile.ZipFile(stream) as archive:
        found = kind.member in archive.namelist()
    upload.seek(0)
    return found


def _digest(upload: UploadedFile) -> str:
    made = hashlib.sha256()
    for chunk in upload.chunks():
        made.update(chunk)
    upload.seek(0)
    return made.hexdigest()
