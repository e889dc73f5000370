"""Summary figures of an office: of its regions as kept, of schools beyond them as counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, QuerySet

from kit.models import Tally
from kit.models.tally import TallyQuerySet
from schools.models import Region, School, User
from schools.models.places import within


def regional(user: User) -> TallyQuerySet:
    return Tally.objects.at(Region.objects.managed_by(user))


def beyond(user: User, rows: Any) -> Any:
    """Those of `rows` at schools of this account outside its regions; hardly any has one."""
    if not user.school_ids:
        return rows.none()
    schools = School.objects.filter(pk__in=user.school_ids)
    return rows.filter(school__in=schools.exclude(within(user.region_codes, "region__code")))


def total(user: User, kept: dict[str, int], what: str, rows: QuerySet[Any]) -> int:
    """`kept` are figures by what is counted, `rows` the same things anywhere."""
    return kept.get(what, 0) + (beyond(user, rows).count() if user.school_ids else 0)


def by(user: User, kept: dict[Any, int], rows: QuerySet[Any], field: str) -> Counter[Any]:
    counted = beyond(user, rows).order_by().values_list(field).annotate(count=Count("pk"))
    return Counter(kept) + Counter(dict(counted))
