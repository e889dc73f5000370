"""Uploads in S3-compatible storage; what goes wrong there is an OSError, as with a folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from kit.storing import Told


def told_as_os_error(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except (BotoCoreError, ClientError) as error:
            raise OSError(f"object storage: {error}") from error

    return call


class ObjectStorage(Told, S3Storage):
    """Private by design: nobody is ever given an address of the store, see kit/files.py."""

    _save = told_as_os_error(S3Storage._save)  # noqa: SLF001
    _open = told_as_os_error(S3Storage._open)  # noqa: SLF001
    delete = told_as_os_error(S3Storage.delete)
    exists = told_as_os_error(S3Storage.exists)
    size = told_as_os_error(S3Storage.size)
