"""What narrows the lists of activities and of coverage; each filter stands in the address."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from activities.choices import ActivityType
from activities.models import Activity, Coverage
from kit.publication import CheckStatus, Scope
from schools.choices import Level
from schools.models import School, Tie

YEARS_BACK = 20
LEDGER_STATES = [
    ("private", "只作台账"),
    *[(s.value, s.label) for s in CheckStatus],
]


def years() -> list[tuple[str, str]]:
    this = timezone.localdate().year
    return [(str(year), f"{year} 年") for year in range(this, this - YEARS_BACK, -1)]


class _Common(filters.FilterSet):
    def in_year(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{f"{name}__year": int(value)})

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        if value == "private":
            return rows.filter(scope=Scope.PRIVATE)
        return rows.filter(status=value)


class PublicActivityFilter(_Common):
    type = filters.ChoiceFilter(
        label="类型", choices=ActivityType.choices, empty_label="全部", method="of_type"
    )
    year = filters.ChoiceFilter(
        label="年份",
        choices=years,
        empty_label="全部",
        field_name="happened_on",
        method="in_year",
    )
    school = filters.ModelChoiceFilter(
        label="学校", queryset=School.objects.none(), empty_label="全部"
    )

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Activity.objects.public().order_by().values("school")
        self.filters["school"].queryset = School.objects.filter(pk__in=rows)

    def of_type(self, rows: Any, name: str, value: str) -> QuerySet[Activity]:
        return rows.of_type(value)


class ActivityFilter(PublicActivityFilter):
    # A figure of a report leads to its period, kept hidden when another filter changes.
    since = filters.DateFilter(
        label="从", field_name="happened_on", lookup_expr="gte", widget=forms.HiddenInput
    )
    until = filters.DateFilter(
        label="到", field_name="happened_on", lookup_expr="lte", widget=forms.HiddenInput
    )
    # Reached from the page of a tie; the hidden field keeps it when another filter changes.
    tie = filters.ModelChoiceFilter(
        label="结对", field_name="ties", queryset=Tie.objects.none(), widget=forms.HiddenInput
    )
    status = filters.ChoiceFilter(
        label="状态", choices=LEDGER_STATES, empty_label="全部", method="in_state"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_schools(self)
        self.filters["tie"].queryset = Tie.objects.managed_by(self.request.user)


class CoverageFilter(_Common):
    # A figure of a report leads to its period, kept hidden when another filter changes.
    since = filters.DateFilter(
        label="从", field_name="appeared_on", lookup_expr="gte", widget=forms.HiddenInput
    )
    until = filters.DateFilter(
        label="到", field_name="appeared_on", lookup_expr="lte", widget=forms.HiddenInput
    )
    level = filters.ChoiceFilter(
        label="级别", choices=Level.choices, empty_label="全部", field_name="outlet__level"
    )
    year = filters.ChoiceFilter(
        label="年份",
        choices=years,
        empty_label="全部",
        field_name="appeared_on",
        method="in_year",
    )
    school = filters.ModelChoiceFilter(
        label="学校", queryset=School.objects.none(), empty_label="全部"
    )
    status = filters.ChoiceFilter(
        label="状态", choices=LEDGER_STATES, empty_label="全部", method="in_state"
    )

    class Meta:
        model = Coverage
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_schools(self)


def _offer_schools(filterset: filters.FilterSet) -> None:
    """A choice of schools only where there is one: for the region, not inside a school."""
    user = filterset.request.user
    if user.region_codes:
        filterset.filters["school"].queryset = School.objects.managed_by(user)
    else:
        del filterset.filters["school"]
