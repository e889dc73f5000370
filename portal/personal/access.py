"""Whose personal data somebody may hand out and erase."""

from __future__ import annotations

from typing import Any

from portal.models import Mistake
from portal.personal.held import Person
from schools.access import is_administrator
from schools.models import User
from selection.models import Objection

MODELS: dict[str, type[Person]] = {"account": User, "objection": Objection, "mistake": Mistake}


def rows(user: User, kind: str) -> Any:
    """Accounts are the administrator's; a letter belongs to those who answer it."""
    people: Any = MODELS[kind]._default_manager
    if kind == "account":
        return people.all() if is_administrator(user) else people.none()
    return people.managed_by(user)
