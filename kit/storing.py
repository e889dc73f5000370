"""Where uploads are kept; a full disk or a store that is away ends in a sentence, not in an error.

Nothing half stands afterwards: what was written so far is taken away, and whoever saves a row with
a file does so in a transaction, which `NotStored` ends.
"""

from __future__ import annotations

import errno
import logging
from contextlib import suppress
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from kit.workflow import Refused

FULL = {errno.ENOSPC, errno.EDQUOT}
log = logging.getLogger(__name__)


def is_full(error: BaseException | None) -> bool:
    """Whether a disk is full, the database's own among them."""
    cause = error.__cause__ if error else None
    return (
        (isinstance(error, OSError) and error.errno in FULL)
        or "disk is full" in str(error)  # SQLite
        or getattr(cause, "pgcode", "") == "53100"  # PostgreSQL
    )


class NotStored(Refused, OSError):
    """An upload did not find its place; the form is still there, and so is what was typed."""

    def __init__(self, error: OSError) -> None:
        why = "服务器的磁盘满了" if is_full(error) else "存放文件的地方现在写不进去"
        super().__init__(
            f"文件没有存上：{why}，什么都没有改动。你填的还在这一页，"
            "请过几分钟再保存一次；还是不行，请告诉管理员。"
        )
        self.errno = error.errno


class Told:
    """Mixin of a storage: an OSError while saving is told as NotStored."""

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        try:
            saved: str = super().save(name, content, max_length)  # type: ignore[misc]
        except NotStored:
            raise
        except OSError as error:
            log.error("An upload was not stored: %s", error)
            raise NotStored(error) from error
        return saved


class Folder(Told, FileSystemStorage):
    def _save(self, name: str, content: File[bytes]) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]
        except OSError:
            with suppress(OSError):  # the half of it; a whole one somebody else just saved
                if self.size(name) < content.size:
                    self.delete(name)
            raise
