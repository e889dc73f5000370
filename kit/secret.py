"""A text column that is unreadable without the keys in settings.FIELD_ENCRYPTION_KEYS."""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Unreadable(Exception):
    """A stored value that none of the keys opens: a key was lost or dropped too early."""


class EncryptedTextField(models.TextField):
    """Encrypted with the first key, read with any of them. It cannot be searched or sorted.

    An empty string stays empty, so that "nothing entered" can still be asked of the database.
    """

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return _keys().encrypt(str(text).encode()).decode() if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        try:
            return _keys().decrypt(value.encode()).decode()
        except InvalidToken as error:
            raise Unreadable(f"No key in FIELD_ENCRYPTION_KEYS opens {self}.") from error

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None


def rotate(model: type[models.Model]) -> int:
    """Encrypt all rows of `model` again with the first key; returns how many fields' columns."""
    fields = [f.attname for f in model._meta.local_fields if isinstance(f, EncryptedTextField)]
    rows = model._default_manager.only("pk", *fields) if fields else ()
    for row in rows.iterator(chunk_size=500) if fields else ():
        model._default_manager.filter(pk=row.pk).update(
            **{name: getattr(row, name) for name in fields}
        )
    return len(fields)


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
