"""What every form was sent while the sweeps of tests/house/test_hostile.py ran, and what it took."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from django.db.models import Field
from django.forms import CharField, JSONField, ModelForm
from django.forms.forms import BaseForm
from django_filters import FilterSet

from tests.house.source import FLOOR, import_everything

WORDS = CharField | JSONField


def below(made: type) -> set[type]:
    return {one for sub in made.__subclasses__() for one in (sub, *below(sub))}


def ours(made: type) -> type | None:
    """The class that a person wrote, where Django has made another of it; none of a test's own."""
    if made.__module__.startswith("tests."):
        return None
    return next((one for one in made.__mro__ if one.__module__.split(".")[0] in FLOOR), None)


def title(made: type) -> str:
    mine = ours(made)
    return f"{mine.__module__}.{mine.__qualname__}" if mine else made.__qualname__


def texts(made: type, fields: dict[str, Any]) -> dict[str, str]:
    """The names of all in `fields` that take words, under that of their form."""
    words = (name for name, field in fields.items() if isinstance(field, WORDS))
    return {name: re.sub(r"\d+", "#", f"{title(made)}.{name}") for name in words}


def written() -> set[str]:
    """Every field of the project that takes words; a filter's form is made when it is asked for."""
    import_everything()
    found: set[str] = set()
    for form in filter(ours, below(BaseForm)):
        found |= {*texts(form, getattr(form, "base_fields", {})).values()}
    for one in filter(ours, below(FilterSet)):
        # Of a copy: a filter keeps the field it has made, with the choices of that moment.
        fields = {name: deepcopy(kind).field for name, kind in one.base_filters.items()}
        found |= {*texts(type(f"{one.__qualname__}Form", (), {}), fields).values()}
    return found


def saving() -> set[str]:
    """Every form that writes to a row of its own."""
    import_everything()
    return {title(form) for form in filter(ours, below(ModelForm)) if form._meta.model}


def unasked(form: ModelForm) -> dict[str, str]:
    """By column the form does not ask for: words for another value than it has."""
    row = form.instance
    left = (one for one in row._meta.concrete_fields if one.name not in form.fields)
    return {one.attname: _another(one, getattr(row, one.attname)) for one in left}


def _another(column: Field, now: Any) -> str:
    if column.choices:
        return next(str(value) for value, _ in column.flatchoices if value not in ("", now))
    kind = column.get_internal_type()
    if kind == "BooleanField":
        return str(not now)
    if kind in {"DateField", "DateTimeField"}:
        return "1999-09-09"
    return "8" if str(now) == "7" else "7"


class Notes:
    """Stands in the place of `full_clean`, and sends each form columns it does not ask for."""

    def __init__(self, hostile: str) -> None:
        self.hostile, self.clean = hostile, BaseForm.full_clean
        self.bound: set[str] = set()
        self.sent: set[str] = set()
        self.saved: set[str] = set()
        self.taken: set[str] = set()

    def full_clean(self, form: Any) -> None:
        if not form.is_bound:
            return self.clean(form)
        for name, label in texts(type(form), form.fields).items():
            self.bound.add(label)
            if self.hostile in str(form[name].data):
                self.sent.add(label)
        given = unasked(form) if isinstance(form, ModelForm) else {}
        if isinstance(form, ModelForm):
            self.saved.add(title(type(form)))
            self._add(form, given)
        self.clean(form)
        for name, value in given.items():
            if str(getattr(form.instance, name))[:10] == value[:10]:
                self.taken.add(f"{title(type(form))}.{name}")
        return None

    def _add(self, form: ModelForm, given: dict[str, str]) -> None:
        form.data = form.data.copy()
        for name, value in given.items():
            for key in {name, name.removesuffix("_id")}:
                form.data[form.add_prefix(key)] = value
        form.data[form.add_prefix("pk")] = "7"
