"""Texts that the database keeps unreadable without the keys in settings.FIELD_ENCRYPTION_KEYS."""

from __future__ import annotations

import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import lookups


class Unreadable(Exception):
    """A stored value that none of the keys opens: a key was lost or dropped too early."""


class Nothing(lookups.Exact):
    """`field=""`: the one question that the column answers by itself."""

    def get_prep_lookup(self) -> str:
        if self.rhs != "":
            raise FieldError("An encrypted column cannot be searched.")
        return ""


class EncryptedTextField(models.TextField):
    """Encrypted with the first key, read with any of them. It cannot be searched or sorted.

    An empty string stays empty, so that "nothing entered" can still be asked of the database.
    """

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return seal(str(text)) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        if not value:
            return value
        try:
            return unseal(value)
        except Unreadable as error:
            raise Unreadable(f"{error} It stands in {self}.") from error

    def get_lookup(self, lookup_name: str) -> Any:
        known = {"isnull": super().get_lookup("isnull"), "exact": Nothing}
        return known.get(lookup_name)


class EncryptedEmailField(EncryptedTextField):
    default_validators = [validate_email]

    def formfield(self, **kwargs: Any) -> Any:
        kwargs = {"form_class": forms.EmailField, "widget": forms.EmailInput} | kwargs
        return models.Field.formfield(self, **kwargs)


class EncryptedJSONField(EncryptedTextField):
    """Whatever JSON can hold."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.dumps(value, ensure_ascii=False))

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        text = super().from_db_value(value, expression, connection)
        return json.loads(text) if text else None

    def to_python(self, value: Any) -> Any:
        return value


def seal(text: str) -> str:
    """For what is kept beside the columns, e.g. the arguments of a job that waits."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable("No key in FIELD_ENCRYPTION_KEYS opens this.") from error


def rotate(model: type[models.Model]) -> int:
    """Encrypt the rows of `model` again with the first key; returns how many."""
    fields = [f.attname for f in model._meta.local_fields if isinstance(f, EncryptedTextField)]
    rows, count = model._default_manager.all(), 0
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():  # a row at a time, so that people go on working
            row = rows.select_for_update().only("pk", *fields).filter(pk=pk).first()
            if row is not None:
                values = {name: getattr(row, name) for name in fields}
                count += rows.filter(pk=pk).update(**values)
    return count


def models_with_secrets() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, EncryptedTextField) for field in model._meta.local_fields)
    ]


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_ENCRYPTION_KEYS])
