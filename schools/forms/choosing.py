"""Choosing a school in a filter: from a list while it is short, by its name in a large region."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from kit.keys import row_number
from schools.models import School

FEW, AT_ONCE = 200, 20


class NamedSchools(forms.CharField):
    """A part of a name, or the number that links carry; cleaned to the schools it means."""

    def __init__(self, *, queryset: QuerySet[School], **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)
        self.queryset = queryset

    def clean(self, value: Any) -> list[School]:
        asked = super().clean(value)
        if not asked:
            return []
        found = list(self._found(asked)[: AT_ONCE + 1])
        if not found:
            raise ValidationError(f"没有找到名称里有“{asked}”的学校，请检查有没有写错字。")
        if len(found) > AT_ONCE:
            raise ValidationError(f"名称里有“{asked}”的学校太多，请写得更全一些。")
        return found

    def prepare_value(self, value: Any) -> Any:
        """A link's number is shown as the name it stands for."""
        one = self.queryset.filter(pk=row_number(str(value))).first() if value else None
        return one.name if one else value

    def _found(self, asked: str) -> QuerySet[School]:
        if number := row_number(asked):
            return self.queryset.filter(pk=number)
        exact = self.queryset.filter(name=asked)
        named = Q(name__icontains=asked) | Q(short_name__icontains=asked)
        return exact if exact.exists() else self.queryset.filter(named)


class NamedSchoolFilter(filters.Filter):
    field_class = NamedSchools

    def filter(self, qs: Any, value: list[School]) -> Any:
        return qs.filter(**{f"{self.field_name}__in": value}) if value else qs


def names(schools: QuerySet[School], used: Any = None) -> list[tuple[str, str]] | None:
    """Number and name of each, as far as `used`; None where they are too many for a list."""
    if len(schools.order_by().values_list("pk", flat=True)[: FEW + 1]) > FEW:
        return None
    few = schools if used is None else schools.filter(used)
    return [(str(pk), name) for pk, name in few.values_list("pk", "name")]


def offer_schools(
    filterset: filters.FilterSet,
    schools: QuerySet[School],
    few: list[tuple[str, str]] | None,
) -> None:
    """Fill the filter `school`: with `few`, which `names` gave, or ask for a part of the name."""
    old = filterset.filters["school"]
    if few is not None:
        old.extra["choices"] = few
        return
    named = NamedSchoolFilter(
        label=old.label,
        field_name=old.field_name,
        method=old.method,
        queryset=schools,
        widget=forms.TextInput(attrs={"placeholder": "学校名称", "size": 12}),
    )
    named.parent, named.model = filterset, filterset.queryset.model
    filterset.filters["school"] = named


def offer_own_schools(filterset: filters.FilterSet) -> None:
    """A choice of schools only where there is one: for the region, not inside a school."""
    user = filterset.request.user
    if user.region_codes:
        mine = School.objects.managed_by(user)
        offer_schools(filterset, mine, names(mine))
    else:
        del filterset.filters["school"]
