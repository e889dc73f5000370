"""Uploads shown to a virus scanner: clamd, over TCP or a UNIX socket, by its INSTREAM command.

Off unless settings.CLAMD_URL says where it is: `tcp://127.0.0.1:3310` or `unix:///run/clamd.sock`.
A scanner that does not answer refuses uploads, unless settings.CLAMD_REQUIRED is off: then they are
taken and the log says so. Whoever installs one wants every file looked at.
"""

from __future__ import annotations

import logging
import socket
from pathlib import PurePath
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

TIMEOUT = 20
CHUNK = 1 << 16
log = logging.getLogger(__name__)


class Silent(Exception):
    """The scanner is not there, or does not say whether the file is clean."""


def look(upload: UploadedFile) -> None:
    """ValidationError for what must not be taken; the file is left at its beginning."""
    if not settings.CLAMD_URL:
        return
    name = PurePath((upload.name or "文件").replace("\\", "/")).name
    try:
        found = ask(upload)
    except Silent as error:
        log.warning("The virus scanner did not answer: %s", error)
        if settings.CLAMD_REQUIRED:
            raise ValidationError(
                f"“{name}”没有收下：查病毒的程序现在没有回应。请过几分钟再传，还不行请联系管理员。",
                code="unscanned",
            ) from error
        return
    finally:
        upload.seek(0)
    if found:
        log.warning("An upload was refused by the virus scanner: %r", found)
        raise ValidationError(
            f"“{name}”没有收下：查出了病毒。请先在电脑上杀毒，再用原来的软件重新保存后上传。",
            code="infected",
        )


def ask(upload: UploadedFile) -> str:
    """The name of what was found, or nothing."""
    try:
        with _connected() as line:
            line.sendall(b"zINSTREAM\0")
            upload.seek(0)
            for chunk in upload.chunks(CHUNK):
                line.sendall(len(chunk).to_bytes(4, "big") + chunk)
            line.sendall(bytes(4))
            answer = _read(line)
    except OSError as error:
        raise Silent(str(error)) from error
    if answer.endswith("FOUND"):
        return answer.removeprefix("stream:").removesuffix("FOUND").strip()
    if not answer.endswith("OK"):
        raise Silent(answer or "no answer")
    return ""


def ping() -> bool:
    """For `manage.py doctor`: whether somebody answers there."""
    try:
        with _connected() as line:
            line.sendall(b"zPING\0")
            return _read(line) == "PONG"
    except OSError:
        return False


def _connected() -> socket.socket:
    where = urlsplit(settings.CLAMD_URL)
    if where.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(TIMEOUT)
        try:
            line.connect(where.path)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection((where.hostname or "127.0.0.1", where.port or 3310), TIMEOUT)


def _read(line: socket.socket) -> str:
    got = b""
    while not got.endswith(b"\0") and (part := line.recv(4096)):
        got += part
    return got.rstrip(b"\0\n").decode("utf-8", "replace")
