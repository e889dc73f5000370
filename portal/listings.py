"""Lists of the portal floor."""

from __future__ import annotations

import django_filters as filters
from django import forms

from kit.listing import Listing
from kit.models import AuditEntry
from kit.sheets import Column


class AuditFilter(filters.FilterSet):
    since = filters.DateFilter(
        "at", "date__gte", label="从", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = filters.DateFilter(
        "at", "date__lte", label="到", widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = AuditEntry
        fields: list[str] = []


class AuditListing(Listing):
    filters = AuditFilter
    search = ("actor_name", "target_name", "verb")
    columns = (
        Column("时间", "at"),
        Column("操作人", "actor_name"),
        Column("操作", "verb"),
        Column("对象", "target_name"),
        Column("来源地址", "address"),
    )
    per_page = 50
    filename = "操作记录"
