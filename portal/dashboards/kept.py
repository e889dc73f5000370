"""Summary figures of an office: of its regions as kept, of schools beyond them as counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

from django.db.models import Count, QuerySet

from kit.models import Tally
from kit.models.tally import TallyQuerySet
from schools.models import Region, School, User
from schools.models.places import within

Rows: TypeAlias = Callable[[], QuerySet[Any]]  # put together only where they are asked for


def regional(user: User) -> TallyQuerySet:
    return Tally.objects.at(Region.objects.managed_by(user))


def beyond(user: User, rows: Rows) -> QuerySet[Any]:
    """Those of `rows` at schools of this account outside its regions; hardly any has one."""
    schools = School.objects.filter(pk__in=user.school_ids)
    return rows().filter(school__in=schools.exclude(within(user.region_codes, "region__code")))


def total(user: User, kept: dict[str, int], what: str, rows: Rows) -> int:
    """`kept` are figures by what is counted, `rows` the same things anywhere."""
    return kept.get(what, 0) + (beyond(user, rows).count() if user.school_ids else 0)


def by(user: User, kept: dict[Any, int], rows: Rows, field: str) -> Counter[Any]:
    found = Counter(kept)
    if user.school_ids:
        counted = beyond(user, rows).order_by().values_list(field).annotate(count=Count("pk"))
        found += Counter(dict(counted))
    return found
