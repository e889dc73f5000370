"""Rows for the ledgers: honours, activities, ties, media coverage."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.http import QueryDict
from django.urls import reverse

from activities.actions.records import save_activity, save_coverage
from activities.choices import ActivityType, OutletKind
from activities.forms.activity import ActivityForm
from activities.forms.coverage import CoverageForm
from activities.models import Activity, Coverage
from honors.actions import save_honor
from honors.choices import RecipientKind
from honors.forms import HonorForm
from honors.models import Honor
from portal.intake import lexicon
from portal.intake.source import folded
from portal.taking.rows import Row, choice, day, line
from schools.actions.ties import create_tie
from schools.choices import Area, Level, PartnerKind, TieKind
from schools.forms.ties import MemberForm, TieForm
from schools.models import Tie

LEVELS = {
    "national": Level.NATIONAL,
    "provincial": Level.PROVINCE,
    "municipal": Level.CITY,
    "county": Level.COUNTY,
    "school": Level.SCHOOL,
}
RANKS = {"province": Level.PROVINCE, "city": Level.CITY, "county": Level.COUNTY}
TYPES = {
    "party_day": ActivityType.THEME_DAY,
    "meeting_lesson": ActivityType.LECTURE,
    "volunteering": ActivityType.VOLUNTEER,
    "competition": ActivityType.CONTEST,
}
PARTNERS = {"government": PartnerKind.AGENCY}
TIES = {"sister_school": TieKind.SISTER, "alliance": TieKind.ALLIANCE}
AREAS = {"香港": Area.HONG_KONG, "澳门": Area.MACAO, "台湾": Area.TAIWAN}
BODIES = ("党委", "党总支", "支部", "党组织")


class DraftHonorForm(HonorForm):
    """A document seldom says who gave an honour; the certificate is added with its issuer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].required = False


class HonorRow(Row):
    fixed: ClassVar = {"kind": "honor", "carrier": "certificate", "is_party_building": "on"}
    title = line("名称", 120, needed=True)
    level = choice("级别", Level.choices, needed=True)
    recipient_kind = choice("获奖对象", RecipientKind.choices, needed=True)
    recipient_count = forms.IntegerField(label="获奖人数", required=False, min_value=1)
    awarded = line("获得时间", 10, "只知道年份就写 2024。")
    issuer = line("颁发单位", 80, "文中常常没有写，可以以后对着证书补。")

    def read(self) -> dict[str, Any]:
        title, who = self.item.wording, self.item["recipient"]
        kind = {"individual": RecipientKind.PERSON, "student": RecipientKind.STUDENTS}.get(who)
        if kind is None:
            body = any(word in folded(title) for word in BODIES)
            kind = RecipientKind.ORGANIZATION if body else RecipientKind.SCHOOL
        people = kind in (RecipientKind.PERSON, RecipientKind.STUDENTS)
        return {
            "title": title,
            "level": LEVELS.get(self.item["level"], ""),
            "recipient_kind": kind,
            "recipient_count": self.item["count"] if people else None,
            "awarded": self.item["year"],
        }

    def ledger_forms(self, data: QueryDict) -> list[forms.BaseForm]:
        return [DraftHonorForm(data, instance=Honor(school=self.intake.school), user=self.by)]

    def save(self) -> tuple[str, str]:
        form = cast(HonorForm, self.real[0])
        honor = form.save(commit=False)
        save_honor(honor=honor, issuers=form.issuers, certificate=None, by=self.by)
        return str(honor), honor.get_office_url()


class ActivityRow(Row):
    fixed: ClassVar = {"mode": "offline", "consent": "missing", "attachment_kind": "other"}
    title = line("活动名称", 60, needed=True)
    types = choice("类型", ActivityType.choices, needed=True)
    happened_on = day()
    place = line("地点", 60)

    def read(self) -> dict[str, Any]:
        kind = self.item["type"]
        return {"title": self.item.wording, "types": TYPES.get(kind, kind)}

    def ledger_forms(self, data: QueryDict) -> list[forms.BaseForm]:
        return [ActivityForm(data, instance=Activity(school=self.intake.school), user=self.by)]

    def save(self) -> tuple[str, str]:
        form = cast(ActivityForm, self.real[0])
        activity = save_activity(activity=form.save(commit=False), parts=form.parts(), by=self.by)
        return str(activity), activity.get_office_url()


class TieRow(Row):
    fixed: ClassVar = {"role": "equal"}
    name = line("对方单位", 80, needed=True)
    kind = choice("关系", TieKind.choices, needed=True)
    title = line("结对名称", 80, needed=True)
    body = choice("单位类别", PartnerKind.choices)
    area = choice("所在地", Area.choices)
    place = line("具体地点", 60, "如新疆阿合奇。")

    def read(self) -> dict[str, Any]:
        name, relation, kind = self.item.wording, self.item["relation"], self.item["kind"]
        region = self.item["region"] or ""
        words = folded(name)
        place = next((area for word, area in AREAS.items() if words.startswith(word)), None)
        usual = {"enterprise": TieKind.ENTERPRISE, "community": TieKind.COMMUNITY}
        is_region = words in lexicon.regions() or words == folded(region)
        return {
            "name": name,
            "kind": TIES.get(relation) or usual.get(kind) or "",
            "title": name if relation == "alliance" and kind == "other" else f"与{name}的结对",
            "body": PartnerKind.REGION if is_region else PARTNERS.get(kind, kind),
            "area": place or (Area.MAINLAND if region else ""),
            "place": "" if place else region,
        }

    def ledger_forms(self, data: QueryDict) -> list[forms.BaseForm]:
        other = data.copy()
        other["kind"] = data.get("body", "")
        school = self.intake.school
        return [TieForm(data, school=school), MemberForm(other, school=school)]

    def save(self) -> tuple[str, str]:
        form, other = cast(TieForm, self.real[0]), cast(MemberForm, self.real[1])
        assert other.member is not None  # noqa: S101 - a valid form has found or made one
        tie: Tie = form.save(commit=False)
        create_tie(
            tie=tie,
            school=self.intake.school,
            role="equal",
            other=other.member,
            agreement=None,
            by=self.by,
        )
        return str(tie), reverse("office:tie", args=[tie.pk])


class CoverageRow(Row):
    fixed: ClassVar = {"kind": "report", "is_original": "on"}
    outlet_name = line("媒体", 60, needed=True)
    title = line("报道标题", 100, "文中常常没有写，请照报道原文填。", needed=True)
    outlet_level = choice("媒体级别", Level.choices, needed=True)
    outlet_kind = choice("媒体类型", OutletKind.choices, needed=True)
    appeared = line("刊发日期", 10, "只知道年份就写 2024。")

    def read(self) -> dict[str, Any]:
        name = self.item.wording
        words = folded(name)
        wide = words.startswith(("中国", "人民", "光明", "央视", "学习强国"))
        rank = RANKS.get(lexicon.region_of(words)[1], "")
        return {
            "outlet_name": name,
            "outlet_level": Level.NATIONAL if wide else rank,
            "outlet_kind": self.item["kind"],
        }

    def ledger_forms(self, data: QueryDict) -> list[forms.BaseForm]:
        return [CoverageForm(data, instance=Coverage(school=self.intake.school))]

    def save(self) -> tuple[str, str]:
        form = cast(CoverageForm, self.real[0])
        coverage = save_coverage(coverage=form.save(commit=False), outlet=form.outlet, by=self.by)
        return str(coverage), coverage.get_office_url()
