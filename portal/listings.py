"""Lists of the portal floor."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import django_filters as filters
from django import forms
from django.core.paginator import Page
from django.db.models import Q, QuerySet

from kit.audit import SENTENCES, sentence
from kit.listing import Listing
from kit.models import AuditEntry
from kit.notifications import KINDS
from kit.sheets import Column
from portal.models import Mistake, MistakeStatus

AREAS = {
    "account": "账号和登录",
    "post": "岗位",
    "page": "拒绝、下载、打印",
    "school": "学校",
    "organization": "党组织",
    "officer": "任职人员",
    "tie": "结对",
    "partner": "伙伴单位",
    "brand": "品牌",
    "activity": "活动",
    "coverage": "媒体报道",
    "honor": "荣誉",
    "batch": "批次",
    "application": "申报",
    "expert": "专家",
    "assignment": "评审任务",
    "adjustment": "加减分",
    "paper": "纸质评分",
    "letter": "通知信",
    "build": "建设期",
    "meeting": "工委会议",
    "notice": "公示",
    "objection": "异议",
    "announcement": "结果公布",
    "dossier": "档案包",
}


class AuditFilter(filters.FilterSet):
    actor = filters.CharFilter("actor_name", "icontains", label="操作人")
    target = filters.CharFilter("target_name", "icontains", label="对象")
    area = filters.ChoiceFilter(
        label="哪一类", choices=list(AREAS.items()), empty_label="全部", method="in_area"
    )
    since = filters.DateFilter(
        "at", "date__gte", label="从", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = filters.DateFilter(
        "at", "date__lte", label="到", widget=forms.DateInput(attrs={"type": "date"})
    )
    address = filters.CharFilter(label="来源地址", method="from_address")

    class Meta:
        model = AuditEntry
        fields: list[str] = []

    def in_area(self, rows: Any, name: str, value: str) -> QuerySet[AuditEntry]:
        return rows.filter(verb__startswith=f"{value}.")

    def from_address(self, rows: Any, name: str, value: str) -> QuerySet[AuditEntry]:
        """Only a whole address: the column knows no parts."""
        try:
            return rows.filter(address=str(ip_address(value.strip())))
        except ValueError:
            return rows.none()


class Told(Column):
    def value(self, row: Any) -> str:
        return sentence(row)


class AuditListing(Listing):
    """A word of a sentence finds all entries that read so."""

    filters = AuditFilter
    orders = {"": ("-at", "-pk")}
    columns = (
        Column("时间", "at", 20),
        Column("操作人", "actor_name"),
        Told("经过", "verb", 60),
        Column("对象", "target_name", 30),
        Column("来源地址", "address"),
        Column("编号", "pk", 10),
    )
    per_page = 50
    filename = "操作记录"
    is_official = True

    def searched(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        for word in self.query.split():
            verbs = [verb for verb, text in SENTENCES.items() if word in text]
            named = Q(actor_name__icontains=word) | Q(target_name__icontains=word)
            rows = rows.filter(named | Q(verb__in=verbs))
        return rows


class MistakeFilter(filters.FilterSet):
    status = filters.ChoiceFilter(label="处理", choices=MistakeStatus.choices, empty_label="全部")

    class Meta:
        model = Mistake
        fields: list[str] = []


class MistakeListing(Listing):
    filters = MistakeFilter
    search = ("page", "text", "code")
    orders = {"": ("-received_at", "-pk")}
    filename = "纠错"


class NotificationListing(Listing):
    """The newest first; each row of the page knows what its kind is called."""

    orders = {"": ("-made_at", "-pk")}
    per_page = 30

    def page(self) -> Page[Any]:
        page = super().page()
        page.object_list = [(row, KINDS[row.kind].label) for row in page.object_list]
        return page
