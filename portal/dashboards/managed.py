"""Questions about what an account manages, put into SQL once for each sort of account (ADR 43)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import QuerySet

from kit.prepared import Prepared, given, given_all
from schools.models import School, User

Row = TypeVar("Row")


class Sort(NamedTuple):
    """All that `managed_by` asks of an account but for the codes and keys themselves."""

    codes: int
    is_small: bool  # its schools go by their keys, see User.managed_keys
    has_schools: bool

    @classmethod
    def of(cls, user: User) -> Sort:
        return cls(
            len(user.region_codes), isinstance(user.managed_keys, list), bool(user.school_ids)
        )


USUAL = (Sort(1, is_small=True, has_schools=False), Sort(1, is_small=False, has_schools=False))


class Somebody:
    """Stands for any account of a sort where rows are narrowed to what it manages."""

    is_authenticated = True

    def __init__(self, sort: Sort) -> None:
        self.region_codes = [given(f"code{n}") for n in range(sort.codes)]
        self.school_ids = given_all("schools") if sort.has_schools else []
        everything: Any = self
        of_places = School.objects.managed_by(everything).order_by()
        self.managed_keys = given_all("keys") if sort.is_small else of_places


class Managed(Generic[Row]):
    """Like `Prepared`, but `make` is given an account and may ask for rows `managed_by` it."""

    def __init__(self, make: Callable[[Any], QuerySet[Any, Row]]) -> None:
        self._make = make
        self._questions = {sort: self._prepared(sort) for sort in USUAL}

    def __call__(self, user: User, **given: Any) -> list[Row]:
        sort = Sort.of(user)
        question = self._questions.get(sort)
        if question is None:
            question = self._questions[sort] = self._prepared(sort)
        codes = {f"code{n}": code for n, code in enumerate(user.region_codes)}
        keys = user.managed_keys if sort.is_small else ()
        return question(**codes, keys=keys, schools=user.school_ids, **given)

    def first(self, user: User, **given: Any) -> Row | None:
        return next(iter(self(user, **given)), None)

    def _prepared(self, sort: Sort) -> Prepared[Row]:
        return Prepared(wraps(self._make)(lambda: self._make(Somebody(sort))))
