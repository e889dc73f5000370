"""What narrows the lists of activities and of coverage; each filter stands in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from activities.choices import ActivityType, Consent
from activities.models import Activity, Campaign, Coverage, Participation, PictureConsent
from kit import published
from kit.publication import CheckStatus, Scope
from schools.choices import Level
from schools.forms.choosing import names, offer_own_schools, offer_schools
from schools.models import School, Tie

YEARS_BACK = 20
LINK_STATES = [
    ("dead", "打不开"),
    ("unsure", "没查过或要自己看"),
    ("works", "能打开"),
    ("none", "没有链接"),
]
LINK_WORKS = {"dead": False, "unsure": None, "works": True}
FOLDED = ("folded", "已并入联合活动")
LEDGER_STATES = [
    ("private", "只作台账"),
    *[(s.value, s.label) for s in CheckStatus],
]


def years() -> list[tuple[str, str]]:
    this = timezone.localdate().year
    return [(str(year), f"{year} 年") for year in range(this, this - YEARS_BACK, -1)]


def schools_with_any() -> list[tuple[str, str]] | None:
    """Schools of public activities, as `offer_schools` wants them."""
    rows = Activity.objects.public().order_by()
    joint = Participation.objects.confirmed().filter(activity__in=rows.values("pk"))
    mine = Q(pk__in=rows.values("school")) | Q(pk__in=joint.values("school"))
    return names(School.objects.all(), mine)


class _Common(filters.FilterSet):
    def in_year(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        return rows.filter(**{f"{name}__year": int(value)})

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        if value == "private":
            return rows.filter(scope=Scope.PRIVATE)
        return rows.filter(status=value)


class PublicActivityFilter(_Common):
    # One day of the calendar leads here.
    on = filters.DateFilter(label="日期", field_name="happened_on", widget=forms.HiddenInput)
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
    school = filters.ChoiceFilter(label="学校", empty_label="全部", method="of_school")

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer()

    def offer(self) -> None:
        few = published.kept(self.request, "schools with activities", schools_with_any)
        offer_schools(self, School.objects.all(), few)

    def of_school(self, rows: Any, name: str, value: Any) -> QuerySet[Activity]:
        """Joint activities it has confirmed among them, as its own page counts."""
        schools: list[Any] = value if isinstance(value, list) else [value]
        keys = [int(one.pk if isinstance(one, School) else one) for one in schools]
        return rows.of_schools(keys) if keys else rows

    def of_type(self, rows: Any, name: str, value: str) -> QuerySet[Activity]:
        """The dates are told beside the type too: along these its rows are read."""
        told = self.form.cleaned_data
        if year := told.get("year"):
            return rows.of_type(value, date(int(year), 1, 1), date(int(year), 12, 31))
        return rows.of_type(value, told.get("since"), told.get("until"))


class CalendarFilter(PublicActivityFilter):
    """The month stays when another filter changes; it is read by the page."""

    month = filters.CharFilter(label="月份", method="as_it_is", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("year", "on"):
            del self.filters[name]

    def as_it_is(self, rows: Any, name: str, value: str) -> QuerySet[Activity]:
        return rows


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
        label="状态", choices=[*LEDGER_STATES, FOLDED], empty_label="全部", method="in_state"
    )
    campaign = filters.ModelChoiceFilter(
        label="专项行动",
        field_name="campaigns",
        queryset=Campaign.objects.all(),
        empty_label="全部",
    )

    def filter_queryset(self, queryset: Any) -> Any:
        """What counts under a joint record stands aside unless it is asked for."""
        if self.form.cleaned_data["status"] != FOLDED[0]:
            queryset = queryset.counted()
        return super().filter_queryset(queryset)

    def in_state(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        return rows.folded() if value == FOLDED[0] else super().in_state(rows, name, value)

    def offer(self) -> None:
        offer_own_schools(self)
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
    school = filters.ChoiceFilter(label="学校", empty_label="全部")
    status = filters.ChoiceFilter(
        label="状态", choices=LEDGER_STATES, empty_label="全部", method="in_state"
    )
    link = filters.ChoiceFilter(
        label="链接", choices=LINK_STATES, empty_label="全部", method="by_link"
    )

    class Meta:
        model = Coverage
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_own_schools(self)

    def by_link(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        if value == "none":
            return rows.filter(link="")
        return rows.with_link().filter(link_works=LINK_WORKS[value])


class ConsentFilter(filters.FilterSet):
    state = filters.ChoiceFilter(label="学生肖像", choices=Consent.choices, empty_label="全部")

    class Meta:
        model = PictureConsent
        fields: list[str] = []
