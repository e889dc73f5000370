"""The activity ledger from a spreadsheet."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from activities.forms.activity import NEEDED, PEOPLE, SEPARATORS, ActivityForm
from activities.forms.rules import contradictions
from activities.models import Activity, ActivityTyping, Campaign, Participation
from brands.models import Brand
from kit.importing.importer import Column, SeveralNames
from schools.imports.named import (
    LedgerImporter,
    by_names,
    one_of,
    raise_if,
    school_names,
    scope_column,
)
from schools.models import Partner, School

TYPE_WORDS = {
    "党日活动": "主题党日",
    "主题党日活动": "主题党日",
    "支委会": "支部委员会",
    "党员大会": "支部党员大会",
    "民主评议": "民主评议党员",
    "中心组学习": "理论学习中心组",
    "送教": "支教送教",
    "支教": "支教送教",
    "共建": "结对共建",
    "教研": "联合教研",
    "学习": "学习培训",
    "培训": "学习培训",
}
SYNONYMS = {
    "title": ("名称", "活动主题", "主题", "活动标题"),
    "happened_on": ("活动日期", "活动时间", "时间", "开展时间", "举办时间", "开始日期"),
    "ended_on": ("结束时间",),
    "types": ("类型", "活动类别", "类别"),
    "place": ("活动地点", "举办地点"),
    "mode": ("活动形式",),
    "members": ("党员人数", "参加党员"),
    "teachers": ("教师人数", "教职工"),
    "students": ("学生人数",),
    "others": ("其他", "其他人员", "家长", "居民"),
    "expected": ("应到人数",),
    "present": ("实到人数",),
    "story": ("活动内容", "内容", "活动简介", "主要内容", "活动纪实", "活动成效"),
    "minutes": ("会议记录", "记录"),
    "resolutions": ("决议", "决议事项"),
    "donated_amount": ("捐款", "捐款金额"),
    "lecturer": ("主讲", "授课人"),
}
# How wide, what the example says, and what the guide explains.
LOOK: dict[str, tuple[int, str, str]] = {
    "happened_on": (13, "2025-03-05", "几天的活动写第一天，最后一天写在结束日期。"),
    "title": (32, "学雷锋志愿服务", ""),
    "types": (18, "主题党日、志愿服务", "几个类型用顿号隔开。"),
    "place": (18, "社区服务站", ""),
    "mode": (10, "线下", "不填就是线下。"),
    "members": (8, "12", "只写数字。"),
    "story": (50, "示例：党员教师和学生一起清扫小区。", "三五句话：谁、做了什么、结果怎样。"),
    "minutes": (40, "", "会议记录不会公开。"),
    "resolutions": (30, "", "决议事项不会公开。"),
}
ORDER = (
    "happened_on",
    "title",
    "types",
    "place",
    "mode",
    *PEOPLE,
    "story",
    "ended_on",
    "expected",
    "present",
    "absent_note",
    "observers",
    "host",
    "lecturer",
    "recorder",
    "hours",
    "minutes",
    "resolutions",
    "donated_amount",
    "donated_goods",
    "donation_purpose",
)


class Built(NamedTuple):
    activity: Activity
    types: list[str]
    campaigns: list[str]
    joined: list[School | Partner]


class ActivityImporter(LedgerImporter):
    key = "activities"
    noun = "活动"
    same = "学校、日期和活动名称"
    list_url = "office:activities:list"

    def make_columns(self) -> Sequence[Column]:
        fields = ActivityForm(instance=Activity(school=School(pk=0)), user=self.by).fields
        for name in NEEDED:  # before the checks, not of a draft
            fields[name].required = False
        ids = [school.pk for school in self.schools]
        self.brands = {(b.school_id, b.title): b for b in Brand.objects.filter(school__in=ids)}
        brand = forms.CharField(label="支撑的品牌", max_length=80, required=False)
        return (
            self.school_column(),
            *(_column(fields[name], name) for name in ORDER),
            Column(
                "一起参加的单位",
                "joined",
                _bodies(),
                ("共同参加单位", "参与单位", "协办单位"),
                note="写已经登记的学校或伙伴单位，几个用顿号隔开。对方学校确认后也计入他们的台账。",
                width=28,
            ),
            Column("专项行动", "campaigns", fields["campaigns"], note="几个用顿号隔开。", width=20),
            Column(
                "支撑的品牌", "brand", brand, ("品牌",), note="写本校已经登记的品牌名称。", width=20
            ),
            scope_column(),
        )

    def build(self, values: dict[str, Any]) -> Built:
        given, school = dict(values), self.school_of(values)
        joined, types = given.pop("joined"), given.pop("types")
        names = map(str.strip, SEPARATORS.split(given.pop("campaigns")))
        campaigns = list(dict.fromkeys(filter(None, names)))
        raise_if(
            {
                **contradictions(values),
                "joined": f"{school}是主办学校，不用写。" if school in joined else "",
                "campaigns": _too_long(campaigns),
            }
        )
        given["brand"] = self._brand(school, values["brand"])
        given |= {name: given[name] or 0 for name in PEOPLE}
        given |= {"school": school, "created_by": self.by}
        return Built(Activity(**given), types, campaigns, list(dict.fromkeys(joined)))

    def identity(self, row: Built) -> Hashable:
        return (row.activity.school_id, row.activity.happened_on, row.activity.title)

    def known(self, rows: Sequence[Built]) -> set[Hashable]:
        found = Activity.objects.order_by().filter(
            school__in={row.activity.school_id for row in rows},
            title__in={row.activity.title for row in rows},
        )
        return set(found.values_list("school", "happened_on", "title"))

    def save(self, rows: Sequence[Built]) -> None:
        Activity.objects.bulk_create(row.activity for row in rows)
        ActivityTyping.objects.bulk_create(
            ActivityTyping(activity=row.activity, type=kind, happened_on=row.activity.happened_on)
            for row in rows
            for kind in row.types
        )
        Participation.objects.bulk_create(
            Participation(activity=row.activity, **{_side(body): body})
            for row in rows
            for body in row.joined
        )
        names = {name for row in rows for name in row.campaigns}
        Campaign.objects.bulk_create(
            (Campaign(name=name) for name in sorted(names)), ignore_conflicts=True
        )
        campaigns = dict(Campaign.objects.filter(name__in=names).values_list("name", "pk"))
        tagged = Activity.campaigns.through
        tagged.objects.bulk_create(
            tagged(activity=row.activity, campaign_id=campaigns[name])
            for row in rows
            for name in row.campaigns
        )

    def _brand(self, school: School, name: str) -> Brand | None:
        try:
            brand: Brand | None = one_of(self.brands, (school.pk, name), "品牌", name)
        except ValidationError as error:
            raise ValidationError({"brand": error.messages}) from error
        return brand


def _column(field: forms.Field, name: str) -> Column:
    width, example, note = LOOK.get(name, (12, "", ""))
    words = TYPE_WORDS if name == "types" else None
    return Column(
        str(field.label), name, field, SYNONYMS.get(name, ()), words, example, note, width
    )


def _bodies() -> SeveralNames:
    """Whoever the page's own form would find: schools of the portal, then known partners."""
    rows = School.objects.running().select_related("region").prefetch_related("former_names")
    partners = Partner.objects.filter(merged_into=None)
    schools = list(rows)
    named = {**by_names((one.name, one) for one in partners), **school_names(schools)}
    offered = [*(one.name for one in schools), *(one.name for one in partners)]
    return SeveralNames(named, "学校或单位", offered, label="一起参加的单位", required=False)


def _side(body: School | Partner) -> str:
    return "school" if isinstance(body, School) else "partner"


def _too_long(names: Sequence[str]) -> str:
    most = Campaign._meta.get_field("name").max_length or 0
    long = next((name for name in names if len(name) > most), "")
    return f"“{long[:20]}…”太长，最多 {most} 个字。" if long else ""
