"""Which days a year has: from January, or from September as schools count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from kit.forms import HouseForm

YEARS_BACK = 10
CALENDAR, SCHOOL = "calendar", "school"


class YearForm(HouseForm, forms.Form):
    year = forms.TypedChoiceField(label="年份", coerce=int)
    by = forms.ChoiceField(
        label="按什么算",
        choices=[(CALENDAR, "自然年（1 月到 12 月）"), (SCHOOL, "学年（9 月到次年 8 月）")],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = timezone.localdate().year
        years = [(year, f"{year} 年") for year in range(this, this - YEARS_BACK, -1)]
        self.fields["year"].choices = years  # type: ignore[attr-defined]
        self.initial = {"year": this, "by": CALENDAR, **self.initial}

    @property
    def days(self) -> tuple[date, date]:
        year, begins = self.cleaned_data["year"], 9 if self.cleaned_data["by"] == SCHOOL else 1
        return date(year, begins, 1), date(year + 1, begins, 1) - timedelta(days=1)

    @property
    def words(self) -> str:
        """2025 年 or 2025—2026 学年."""
        year = self.cleaned_data["year"]
        is_school = self.cleaned_data["by"] == SCHOOL
        return f"{year}—{year + 1} 学年" if is_school else f"{year} 年"
